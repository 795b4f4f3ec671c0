#include "sys/fetch.h"

#include <arpa/inet.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/arena.h"
#include "t/tap.h"

#define HEAD_200 "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n"
#define AUDIO    "HTTP/1.1 200 OK\r\nContent-Type: audio/wav\r\n"
#define HEAD_429 "HTTP/1.1 429 No\r\nContent-Length: 2\r\n"

/* The answer of a server to one request, and the result of the fetch. */
static const struct {
	const char *what, *reply; /* reply NULL: no server listens */
	const char *form;
	bool media; /* use fetch_get() */
	enum err err;
	int status, retry_after_s;
	const char *request_id, *body, *why;
} cases[] = {
    {.what = "a GET",
     .reply = HEAD_200 "Twilio-Request-Id: RQ1\r\n\r\n{}",
     .status = 200,
     .request_id = "RQ1",
     .body = "{}"},
    {.what = "a POST",
     .reply = HEAD_200 "\r\n{}",
     .form = "To=%2B15005550006&From=me",
     .status = 200,
     .body = "{}"},
    {.what = "a body as long as can be",
     .reply = "HTTP/1.1 200 OK\r\n\r\n12345678",
     .status = 200,
     .body = "12345678"                                   },
    {.what = "a body that is too long",
     .reply = "HTTP/1.1 200 OK\r\n\r\n123456789",
     .err = ERR_UPSTREAM,
     .status = 200,
     .why = "Twilio sent more than 8 bytes"},
    {.what = "a body that is cut short",
     .reply = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{}",
     .err = ERR_UPSTREAM,
     .status = 200,
     .why = "Transferred a partial file"},
    {.what = "an error is an answer, too",
     .reply = HEAD_429 "\r\n{}",
     .status = 429,
     .body = "{}"                                        },
    {.what = "that says how long to wait",
     .reply = HEAD_429 "Retry-After: 7\r\n\r\n{}",
     .status = 429,
     .retry_after_s = 7,
     .body = "{}"},
    {.what = "an hour at most",
     .reply = HEAD_429 "Retry-After: 99999999999\r\n\r\n{}",
     .status = 429,
     .retry_after_s = FETCH_RETRY_AFTER_MAX_S,
     .body = "{}"},
    {.what = "or until some day",
     .reply =
            HEAD_429 "Retry-After: Fri, 01 Jan 2100 00:00:00 GMT\r\n\r\n{}",
     .status = 429,
     .retry_after_s = FETCH_RETRY_AFTER_MAX_S,
     .body = "{}"},
    {.what = "or nothing of use",
     .reply = HEAD_429 "Retry-After: -7 soon\r\n\r\n{}",
     .status = 429,
     .body = "{}"                                                                },
    {.what = "a redirect is not followed",
     .reply = "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
                 "Content-Length: 2\r\n\r\n{}",                                         .status = 302,
     .body = "{}"                           },
    {.what = "a file as long as can be",
     .media = true,
     .reply = AUDIO "Content-Length: 8\r\n\r\n12345678",
     .status = 200                                    },
    {.what = "a file that says that it is too long",
     .media = true,
     .reply = AUDIO "Content-Length: 9\r\n\r\n123456789",
     .err = ERR_UPSTREAM,
     .status = 200,
     .why = "Twilio sent more than 8 bytes"},
    {.what = "a file that is too long, and does not say so",
     .media = true,
     .reply = AUDIO "\r\n123456789",
     .err = ERR_UPSTREAM,
     .status = 200,
     .why = "Twilio sent more than 8 bytes"},
    {.what = "a file that ends with the connection",
     .media = true,
     .reply = AUDIO "\r\n123",
     .err = ERR_UPSTREAM,
     .status = 200,
     .why = "Twilio did not say where its audio ends"},
    {.what = "a file in chunks",
     .media = true,
     .reply =
            AUDIO "Transfer-Encoding: chunked\r\n\r\n3\r\n123\r\n0\r\n\r\n",
     .status = 200                                                                },
    {.what = "no answer: who knows what was done",
     .reply = "",
     .form = "To=me",
     .err = ERR_UPSTREAM,
     .why = "Server returned nothing (no headers, no data)"},
    {.what = "nobody there: nothing was done",
     .form = "To=me",
     .err = ERR_UPSTREAM,
     .why = "Couldn't connect to server"},
};

/* A socket that listens on a free port; its URL is written to url. */
static int
listen_at(char *url, size_t size)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(a);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (bind(fd, (struct sockaddr *)&a, len) == -1 || listen(fd, 1) == -1 ||
	    getsockname(fd, (struct sockaddr *)&a, &len) == -1)
		exit(EXIT_FAILURE);
	snprintf(url, size, "http://127.0.0.1:%d/x.json", ntohs(a.sin_port));
	return fd;
}

/* Take one request, whose body must end in form, and answer it. */
static int
serve(int listener, const char *reply, const char *form)
{
	char request[4096] = "";
	size_t len = 0, want = strlen(form);
	int fd = accept(listener, NULL, NULL);

	do {
		ssize_t n = read(fd, request + len, sizeof(request) - 1 - len);

		if (n <= 0)
			return EXIT_FAILURE;
		len += (size_t)n;
	} while (strstr(request, "\r\n\r\n") == NULL ||
	         strcmp(request + len - want, form) != 0);
	return strstr(request, "Authorization: Basic bWU6c2VjcmV0") != NULL &&
	               strncmp(request, *form == '\0' ? "GET " : "POST", 4) ==
	                   0 &&
	               write(fd, reply, strlen(reply)) == (ssize_t)strlen(reply)
	           ? EXIT_SUCCESS
	           : EXIT_FAILURE;
}

static bool
take(void *context, const void *data, size_t len)
{
	(void)context, (void)data, (void)len;
	return true;
}

static void
run(size_t i)
{
	char url[64];
	int fd = listen_at(url, sizeof(url)), status = 0;
	const char *form = cases[i].form, *reply = cases[i].reply;
	struct arena *a = arena_new();
	struct fetch_answer answer;
	struct fetch_request request = {.url = url,
	    .user = "me",
	    .password = "secret",
	    .form = form,
	    .type = "audio/",
	    .write = take,
	    .max_bytes = 8,
	    .limit_ms = 5000};
	enum err e;
	pid_t child = reply == NULL ? 0 : fork();

	if (reply != NULL && child == 0)
		_exit(serve(fd, reply, form == NULL ? "" : form));
	close(fd);
	e = cases[i].media ? fetch_get(a, &request, &answer)
	                   : fetch_text(a, &request, &answer);
	is_int(e, cases[i].err, cases[i].what);
	is_int(answer.status, cases[i].status, "its status");
	is_int(answer.sent, reply != NULL, "may have been sent");
	is_int(answer.retry_after_s, cases[i].retry_after_s, "its wait");
	is_str(answer.why, cases[i].why, "the reason");
	if (cases[i].request_id != NULL)
		is_str(answer.request_id, cases[i].request_id, "its id");
	if (cases[i].body != NULL)
		is_str(answer.body, cases[i].body, "its body");
	if (child > 0)
		ok(waitpid(child, &status, 0) == child && status == 0,
		    "it was asked as it should be");
	arena_free(a);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	return done();
}
