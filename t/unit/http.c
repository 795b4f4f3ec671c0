#include "http.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "t/tap.h"

/* One request without parameters, whose connection is not kept. Source: the
 * FastCGI specification, sections 3.3 and 5. */
static const char request[] = "\1\1\0\1\0\10\0\0\0\1\0\0\0\0\0\0"
                              "\1\4\0\1\0\0\0\0"
                              "\1\5\0\1\0\0\0\0";

/* What is told of an error, and what the answer for another one says. */
static const struct {
	enum err told, answered;
	const char *code, *what;
} cases[] = {
    {ERR_INVALID,   ERR_INVALID,   "told",           "what was told"           },
    {ERR_TOOMANY,   ERR_TOOMANY,   "told",           "of any error"            },
    {OK,            ERR_FORBIDDEN, "forbidden",      "nothing: its status says"},
    {ERR_FORBIDDEN, ERR_INTERNAL,  "internal_error", "a 500 is no refusal"     },
    {ERR_INVALID,   ERR_UNAVAIL,   "unavailable",    "a 503 has no faults"     },
};

/* Descriptor 0 as spawn-fcgi leaves it: a socket that listens. */
static void
listen_at(struct sockaddr_un *address)
{
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* Linux chooses a name that nobody has: unix(7), "Autobind". */
	if (bind(fd, (struct sockaddr *)address, sizeof(sa_family_t)) == -1 ||
	    listen(fd, 1) == -1 || dup2(fd, 0) == -1)
		exit(EXIT_FAILURE);
	close(fd);
}

/* Sends the request, has it answered, and reads the answer. */
static void
ask(struct http *h, enum err told, enum err answered, char *answer, size_t room)
{
	struct sockaddr_un address;
	socklen_t size = sizeof(address);
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	size_t len = 0;
	ssize_t n;

	if (getsockname(0, (struct sockaddr *)&address, &size) == -1 ||
	    connect(fd, (struct sockaddr *)&address, size) == -1 ||
	    write(fd, request, sizeof(request) - 1) != sizeof(request) - 1 ||
	    http_accept(h, -1) != HTTP_REQUEST)
		exit(EXIT_FAILURE);
	http_faults(h, "[1]");
	http_retry_after(h, "10");
	if (told != OK)
		is_int(http_fail(h, told, "told", "Why."), told, "it is told");
	http_error(h, answered);
	http_finish(h);
	while ((n = read(fd, answer + len, room - 1 - len)) > 0)
		len += (size_t)n;
	answer[len] = '\0';
	close(fd);
}

int
main(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct http *h;

	listen_at(&address);
	h = http_open();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		bool told = cases[i].told == cases[i].answered;
		char record[4096], code[64];
		const char *answer = record + 8; /* after the record's header */

		ask(h, cases[i].told, cases[i].answered, record,
		    sizeof(record));
		snprintf(code, sizeof(code), "\"code\":\"%s\"", cases[i].code);
		ok(strstr(answer, code) != NULL, cases[i].what);
		is_int(strstr(answer, "\"detail\":\"Why.\"") != NULL, told,
		    "the sentence");
		is_int(strstr(answer, "Retry-After: 10\r\n") != NULL, told,
		    "how long to wait");
		is_int(strstr(answer, "\"errors\":[1]") != NULL, told,
		    "the faults");
	}
	http_close(h);
	return done();
}
