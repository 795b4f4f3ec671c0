#include "sys/http.h"

#include <assert.h>
#include <errno.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"

#define SILENT_MS 2000
#define FULL_MS   100 /* how long to wait for a descriptor */

struct http {
	FCGX_Request fcgi;
	struct arena *arena;
	bool in_body;
	long until_ms; /* of clock_ms(): when an answer comes too late */
};

/* Held by the one thread that waits for a connection: one connection wakes one
 * thread. */
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;

/* Several processes may share the socket. It must not block: after another
 * process has accepted the connection, accept() would wait, and ignore
 * SIGTERM. */
void
http_listen(void)
{
	if (fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) == -1)
		log_die("descriptor 0 is not a socket: start me under "
		        "spawn-fcgi or systemd");
	if (FCGX_Init() != 0)
		log_die("FCGX_Init");
	stop_open(); /* after FCGX_Init(), which has handlers of its own */
}

/* libfcgi gets no socket to listen on: it must not accept a connection behind
 * the one that could not be read. */
struct http *
http_open(void)
{
	struct http *h = calloc(1, sizeof(*h));

	if (h == NULL || FCGX_InitRequest(&h->fcgi, -1, 0) != 0)
		log_die("http_open: out of memory");
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	FCGX_Free(&h->fcgi, 1);
	free(h);
}

/* How many milliseconds the request has waited since nginx passed it on. */
static long
waited_ms(const struct http *h)
{
	const char *at = http_env(h, "REQUEST_AT");
	double ms;

	if (*at == '\0')
		return 0;
	ms = (double)clock_utc_ms() - 1000 * strtod(at, NULL);
	return ms < 0 ? 0 : ms > HTTP_ANSWER_MS ? HTTP_ANSWER_MS : (long)ms;
}

long
http_left_ms(const struct http *h)
{
	return h->until_ms - clock_ms();
}

/* Read the request of a connection, up to its body. One that says nothing is
 * given up, as libfcgi does where it accepts itself. keepConnection prevents
 * FCGX_Accept_r() from closing what it takes for the connection of the request
 * before. */
static bool
read_head(struct http *h, int fd)
{
	struct pollfd pfd = {fd, POLLIN, 0};

	if (poll(&pfd, 1, SILENT_MS) != 1) {
		close(fd);
		return false;
	}
	h->fcgi.ipcFd = fd;
	h->fcgi.keepConnection = 1;
	return FCGX_Accept_r(&h->fcgi) == 0;
}

/* -1: another process was faster, or the client has gone; or there is no
 * descriptor or memory for it now, and it waits on. */
static int
accept_one(void)
{
	int fd = accept4(0, NULL, NULL, SOCK_CLOEXEC);

	if (fd == -1 && errno != EAGAIN && errno != ECONNABORTED) {
		log_warn("accept4");
		poll(NULL, 0, FULL_MS);
	}
	return fd;
}

enum http_event
http_accept(struct http *h, int timeout_ms)
{
	bool goes_on;
	int fd = -1;

	pthread_mutex_lock(&door);
	if ((goes_on = stop_wait(0, timeout_ms)))
		fd = accept_one();
	pthread_mutex_unlock(&door);
	if (!goes_on)
		return HTTP_STOP;
	if (fd == -1 || !read_head(h, fd))
		return HTTP_IDLE;
	h->arena = arena_new();
	h->in_body = false;
	h->until_ms = clock_ms() + HTTP_ANSWER_MS - waited_ms(h);
	log_request(http_env(h, "REQUEST_ID"));
	return HTTP_REQUEST;
}

/*
 * libfcgi closes a connection slowly: it waits until the peer has closed it,
 * too. That is needed only if not all of the request was received, as the peer
 * would get ECONNRESET in place of the answer.
 */
static void
finish(FCGX_Request *r)
{
	int fd = r->ipcFd;

	/* Read up to the end, but no more from the connection: if the end is
	 * not here already, the stream has an error, for which
	 * FCGX_Finish_r() closes the connection, whatever it is told. */
	r->ipcFd = -1;
	while (FCGX_GetChar(r->in) != EOF)
		;
	r->ipcFd = fd;
	r->keepConnection = 1;
	FCGX_Finish_r(r);
	if (r->ipcFd != -1)
		close(r->ipcFd);
	r->ipcFd = -1;
}

void
http_finish(struct http *h)
{
	log_request(NULL);
	finish(&h->fcgi);
	arena_free(h->arena);
	h->arena = NULL;
}

struct arena *
http_arena(const struct http *h)
{
	return h->arena;
}

const char *
http_env(const struct http *h, const char *name)
{
	const char *v = FCGX_GetParam(name, h->fcgi.envp);

	return v == NULL ? "" : v;
}

bool
http_read(struct http *h, char *data, size_t len)
{
	return FCGX_GetStr(data, (int)len, h->fcgi.in) == (int)len;
}

/* FCGX_VFPrintF() does not know %zu or %lld. */
void
http_head(struct http *h, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *value;

	assert(!h->in_body);
	va_start(ap, fmt);
	value = arena_vprintf(h->arena, fmt, ap);
	va_end(ap);
	assert(strpbrk(value, "\r\n") == NULL);
	http_puts(h, name);
	http_puts(h, ": ");
	http_puts(h, value);
	http_puts(h, "\r\n");
}

void
http_body(struct http *h)
{
	assert(!h->in_body);
	http_puts(h, "\r\n");
	h->in_body = true;
}

bool
http_in_body(const struct http *h)
{
	return h->in_body;
}

void
http_puts(struct http *h, const char *s)
{
	FCGX_PutS(s, h->fcgi.out);
}

bool
http_write(struct http *h, const void *data, size_t len)
{
	return FCGX_PutStr(data, (int)len, h->fcgi.out) == (int)len;
}
