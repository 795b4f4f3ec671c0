#include "sys/http.h"

#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "t/tap.h"
#include "t/unit/fixture.h"

static struct sockaddr_un address = {.sun_family = AF_UNIX};
static socklen_t address_len = sizeof(sa_family_t);

/* Descriptor 0 as spawn-fcgi leaves it: a socket that listens, under a name
 * that Linux chooses: unix(7), "Autobind". */
static void
listen_at(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (bind(fd, (struct sockaddr *)&address, address_len) == -1 ||
	    listen(fd, 8) == -1 || dup2(fd, 0) == -1)
		exit(EXIT_FAILURE);
	close(fd);
	address_len = sizeof(address);
	if (getsockname(0, (struct sockaddr *)&address, &address_len) == -1)
		exit(EXIT_FAILURE);
}

/* A record of request 1. Source: the FastCGI specification, section 3.3. */
static void
send_record(int fd, char type, const void *data, size_t len)
{
	const char head[8] = {
	    1, type, 0, 1, (char)(len >> 8), (char)(len & 255), 0, 0};

	if (write(fd, head, 8) != 8 || write(fd, data, len) != (ssize_t)len)
		exit(EXIT_FAILURE);
}

static int
connect_to(void)
{
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (connect(fd, (struct sockaddr *)&address, address_len) == -1)
		exit(EXIT_FAILURE);
	return fd;
}

/* Sends a request whose connection is not kept; returns the connection. env:
 * "NAME", "value", ..., NULL. */
static int
ask(const char *const env[], const char *body, size_t body_len)
{
	int fd = connect_to();
	char params[512];
	size_t len = 0;

	send_record(fd, 1, "\0\1\0\0\0\0\0\0", 8);
	for (; *env != NULL; env += 2) {
		params[len++] = (char)strlen(env[0]);
		params[len++] = (char)strlen(env[1]);
		len += (size_t)sprintf(params + len, "%s%s", env[0], env[1]);
	}
	if (len > 0)
		send_record(fd, 4, params, len);
	send_record(fd, 4, "", 0);
	if (body_len > 0)
		send_record(fd, 5, body, body_len);
	send_record(fd, 5, "", 0);
	return fd;
}

static void
read_all(int fd, void *data, size_t len)
{
	if (len > 0 && recv(fd, data, len, MSG_WAITALL) != (ssize_t)len)
		exit(EXIT_FAILURE);
}

/* What was sent to stdout, whole. */
static const char *
answer(int fd)
{
	static char text[70000];
	unsigned char head[8];
	size_t len = 0;

	for (head[1] = 0; head[1] != 3;) {
		char rest[65536 + 256];
		size_t bytes;

		read_all(fd, head, 8);
		bytes = (size_t)head[4] << 8 | head[5];
		read_all(fd, rest, bytes + head[6]);
		if (head[1] == 6) {
			memcpy(text + len, rest, bytes);
			len += bytes;
		}
	}
	text[len] = '\0';
	close(fd);
	return text;
}

static void
check_exchange(struct http *h)
{
	static const char *const env[] = {
	    "REQUEST_METHOD", "PUT", "EMPTY", "", NULL};
	int fd = ask(env, "ab\0cd", 5);
	char body[8] = "";

	is_int(http_accept(h, -1), HTTP_REQUEST, "a request");
	is_str(http_env(h, "REQUEST_METHOD"), "PUT", "a variable");
	is_str(http_env(h, "EMPTY"), "", "an empty one");
	is_str(http_env(h, "REQUEST"), "", "one that nginx did not send");
	ok(http_left_ms(h) > HTTP_ANSWER_MS - 1000 &&
	        http_left_ms(h) <= HTTP_ANSWER_MS,
	    "all of its time is left");
	ok(http_read(h, body, 2) && memcmp(body, "ab", 2) == 0, "its body");
	ok(http_read(h, body, 3) && memcmp(body, "\0cd", 3) == 0, "goes on");
	ok(!http_read(h, body, 1), "and is over");
	ok(!http_in_body(h), "there is a head first");
	http_head(h, "A", "%s-%zu", "x", (size_t)1 << 40);
	http_head(h, "B", "%s", "");
	http_body(h);
	ok(http_in_body(h), "then a body");
	http_puts(h, "text");
	ok(http_write(h, "\1\2", 2), "and bytes");
	is_str(arena_printf(http_arena(h), "%d", 1), "1", "it has an arena");
	http_finish(h);
	is_str(answer(fd), "A: x-1099511627776\r\nB: \r\n\r\ntext\1\2",
	    "all of it arrives");
}

/* What nginx says of when it passed the request on; the time that is left. */
static const struct {
	const char *what;
	double ago_s;
	const char *at; /* in place of ago_s */
	long least, most;
} waits[] = {
    ROW("not waited", 0, NULL, 10000, 11000),
    ROW("waited", 5, NULL, 5000, 6000),
    ROW("waited for too long", 11, NULL, -1000, 0),
    ROW("waited for a day", 86400, NULL, -1000, 0),
    ROW("of the future", -60, NULL, 10000, 11000),
    ROW("of nobody knows when", 0, "abc", -1000, 0),
};

static void
check_wait(struct http *h, size_t i)
{
	char at[64];
	const char *env[] = {"REQUEST_AT", at, NULL};
	int fd;
	long left;

	snprintf(at, sizeof(at), "%.3f",
	    (double)clock_utc_ms() / 1000 - waits[i].ago_s);
	if (waits[i].at != NULL)
		strcpy(at, waits[i].at);
	fd = ask(env, "", 0);
	is_int(http_accept(h, -1), HTTP_REQUEST, waits[i].what);
	left = http_left_ms(h);
	if (!ok(left >= waits[i].least && left <= waits[i].most,
	        "so much time is left"))
		printf("# left: %ld ms\n", left);
	http_finish(h);
	is_str(answer(fd), "", "no answer is none");
}

static void
check_peer_gone(struct http *h)
{
	static const char *const env[] = {NULL};
	static const char piece[4096];
	int fd = ask(env, "", 0), n = 0;

	is_int(http_accept(h, -1), HTTP_REQUEST, "a request");
	http_body(h);
	close(fd);
	while (n < 1000 && http_write(h, piece, sizeof(piece)))
		n++;
	ok(n < 1000, "whose peer is gone is not written to for ever");
	http_finish(h);
	fd = ask(env, "", 0);
	is_int(http_accept(h, -1), HTTP_REQUEST, "the next one");
	http_body(h);
	http_puts(h, "x");
	http_finish(h);
	is_str(answer(fd), "\r\nx", "is answered");
}

/* What comes is no request; then one is answered as ever. */
static void
check_no_request(struct http *h)
{
	static const char *const said[] = {"", "GET / HTTP/1.0\r\n\r\n", NULL};
	static const char *const env[] = {NULL};
	int fd;

	for (size_t i = 0; i < 3; i++) {
		bool is_silent = said[i] == NULL;
		size_t len = is_silent ? 0 : strlen(said[i]);

		fd = connect_to();
		if (write(fd, said[i], len) != (ssize_t)len)
			exit(EXIT_FAILURE);
		if (!is_silent)
			shutdown(fd, SHUT_WR);
		is_int(http_accept(h, -1), HTTP_IDLE,
		    is_silent ? "silence" : "what is no request");
		close(fd);
	}
	fd = ask(env, "", 0);
	is_int(http_accept(h, -1), HTTP_REQUEST, "the next one");
	http_finish(h);
	is_str(answer(fd), "", "is answered");
}

/* How a connection ends whose peer leaves it open; libfcgi then waits for 2 s.
 * The peer must get all of the answer, and no ECONNRESET. */
static const struct {
	const char *what;
	size_t body, read;
	bool is_slow;
} ends[] = {
    ROW("without a body", 0, 0, false),
    ROW("with a body that is read", 100, 100, false),
    ROW("with a long one that is read", 60000, 60000, false),
    ROW("with a body that nobody reads", 100, 0, false),
    ROW("with a long one that nobody reads", 60000, 0, true),
};

static void
check_end(struct http *h, size_t i)
{
	static const char *const env[] = {NULL};
	static char body[60000];
	int fd = ask(env, body, ends[i].body), peer = dup(fd);
	long began_ms;

	is_int(http_accept(h, -1), HTTP_REQUEST, ends[i].what);
	ok(http_read(h, body, ends[i].read), "as much is read");
	http_body(h);
	http_puts(h, "x");
	began_ms = clock_ms();
	http_finish(h);
	ok((clock_ms() - began_ms > 1900) == ends[i].is_slow,
	    ends[i].is_slow ? "is closed slowly" : "is closed at once");
	is_str(answer(fd), "\r\nx", "the answer arrives");
	is_int(recv(peer, body, 1, 0), 0, "and nothing follows it");
	close(peer);
}

#define THREADS 4

static pthread_barrier_t all_have_one;

/* Answers one request when all threads have one, and stops when it is time. */
static void *
serve(void *arg)
{
	struct http *h = http_open();
	enum http_event event;

	(void)arg;
	while ((event = http_accept(h, -1)) != HTTP_STOP) {
		if (event != HTTP_REQUEST)
			continue;
		pthread_barrier_wait(&all_have_one);
		http_body(h);
		http_puts(h, http_env(h, "NAME"));
		http_finish(h);
	}
	http_close(h);
	return NULL;
}

static void
check_threads(void)
{
	static const char *const names[THREADS] = {"a", "b", "c", "d"};
	pthread_t thread[THREADS];
	int fd[THREADS];

	pthread_barrier_init(&all_have_one, NULL, THREADS);
	for (size_t i = 0; i < THREADS; i++) {
		const char *const env[] = {"NAME", names[i], NULL};

		fd[i] = ask(env, "", 0);
		pthread_create(&thread[i], NULL, serve, NULL);
	}
	for (size_t i = 0; i < THREADS; i++)
		ok(strcmp(answer(fd[i]) + 2, names[i]) == 0,
		    "of several at once each has its answer");
	kill(getpid(), SIGTERM);
	for (size_t i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
	ok(true, "one signal stops all threads");
	pthread_barrier_destroy(&all_have_one);
}

/* What no program may do. */
static void
head_late(const void *arg)
{
	struct http *h = *(struct http *const *)arg;
	static const char *const env[] = {NULL};

	ask(env, "", 0);
	if (http_accept(h, -1) == HTTP_REQUEST) {
		http_body(h);
		http_head(h, "A", "b");
	}
}

static void
head_forged(const void *arg)
{
	struct http *h = *(struct http *const *)arg;
	static const char *const env[] = {NULL};

	ask(env, "", 0);
	if (http_accept(h, -1) == HTTP_REQUEST)
		http_head(h, "A", "%s", "b\r\nSet-Cookie: c");
}

static void
open_nothing(const void *arg)
{
	(void)arg;
	close(0);
	http_listen();
}

int
main(void)
{
	char said[4096];
	struct http *h;

	alarm(60);
	is_int(fixture_child(open_nothing, NULL, said, sizeof(said)), 1,
	    "without a socket there is nothing to do");
	ok(strstr(said, "descriptor 0 is not a socket") != NULL, "it says so");
	listen_at();
	http_listen();
	h = http_open();
	is_int(http_accept(h, 0), HTTP_IDLE, "nobody asks");
	check_exchange(h);
	for (size_t i = 0; i < sizeof(waits) / sizeof(waits[0]); i++)
		check_wait(h, i);
	check_peer_gone(h);
	check_no_request(h);
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		check_end(h, i);
	is_int(fixture_child(head_late, &h, said, sizeof(said)), -SIGABRT,
	    "no head after the body");
	is_int(fixture_child(head_forged, &h, said, sizeof(said)), -SIGABRT,
	    "no line breaks in a head");
	check_threads();
	is_int(http_accept(h, -1), HTTP_STOP, "this one, too");
	http_close(h);
	http_close(NULL);
	return done();
}
