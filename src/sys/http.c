#include "sys/http.h"

#include <assert.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"

struct http {
	FCGX_Request fcgi;
	struct arena *arena;
	bool in_body;
	long until_ms; /* of clock_ms(): when an answer comes too late */
};

/* Several processes share the socket. It must not block: after another process
 * has accepted the connection, accept() would wait, and ignore SIGTERM. */
struct http *
http_open(void)
{
	struct http *h = calloc(1, sizeof(*h));

	if (h == NULL)
		log_die("http_open: out of memory");
	if (fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) == -1)
		log_die("descriptor 0 is not a socket: start me under "
		        "spawn-fcgi or systemd");
	if (FCGX_Init() != 0 || FCGX_InitRequest(&h->fcgi, 0, 0) != 0)
		log_die("FCGX_Init");
	stop_open(); /* after FCGX_Init(), which has handlers of its own */
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

enum http_event
http_accept(struct http *h, int timeout_ms)
{
	if (!stop_wait(0, timeout_ms))
		return HTTP_STOP;
	if (FCGX_Accept_r(&h->fcgi) != 0)
		return HTTP_IDLE;
	h->arena = arena_new();
	h->in_body = false;
	h->until_ms = clock_ms() + HTTP_ANSWER_MS - waited_ms(h);
	log_request(http_env(h, "REQUEST_ID"));
	return HTTP_REQUEST;
}

void
http_finish(struct http *h)
{
	log_request(NULL);
	FCGX_Finish_r(&h->fcgi);
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
