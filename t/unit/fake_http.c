#include "t/unit/fake_http.h"

#include <assert.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"

struct http {
	struct arena *arena;
	const char *const *env;
	const char *body; /* what is still to be read of it */
	FILE *out;
	char *sent;
	size_t sent_len;
	bool in_body;
	long left_ms;
	atomic_bool was_accepted;
};

static struct http *latest;

struct http *
fake_http_new(const char *const env[], const char *body)
{
	struct http *h = calloc(1, sizeof(*h));

	assert(h != NULL);
	h->arena = arena_new();
	h->env = env;
	h->body = body == NULL ? "" : body;
	h->out = open_memstream(&h->sent, &h->sent_len);
	h->left_ms = HTTP_ANSWER_MS;
	latest = h;
	return h;
}

void
http_listen(void)
{
}

struct http *
http_open(void)
{
	return latest;
}

void
http_close(struct http *h)
{
	(void)h;
}

enum http_event
http_accept(struct http *h, int timeout_ms)
{
	(void)timeout_ms;
	return atomic_exchange(&h->was_accepted, true) ? HTTP_STOP
	                                               : HTTP_REQUEST;
}

void
http_finish(struct http *h)
{
	(void)h;
}

void
fake_http_free(struct http *h)
{
	fclose(h->out);
	free(h->sent);
	arena_free(h->arena);
	free(h);
}

const char *
fake_http_sent(struct http *h)
{
	fflush(h->out);
	return h->sent;
}

void
fake_http_leave(struct http *h, long ms)
{
	h->left_ms = ms;
}

long
http_left_ms(const struct http *h)
{
	return h->left_ms;
}

struct arena *
http_arena(const struct http *h)
{
	return h->arena;
}

const char *
http_env(const struct http *h, const char *name)
{
	size_t len = strlen(name);

	for (const char *const *e = h->env; *e != NULL; e++) {
		if (strncmp(*e, name, len) == 0 && (*e)[len] == '=')
			return *e + len + 1;
	}
	return "";
}

bool
http_read(struct http *h, char *data, size_t len)
{
	if (strlen(h->body) < len)
		return false;
	memcpy(data, h->body, len);
	h->body += len;
	return true;
}

void
http_head(struct http *h, const char *name, const char *fmt, ...)
{
	va_list ap;

	assert(!h->in_body);
	va_start(ap, fmt);
	fprintf(h->out, "%s: ", name);
	vfprintf(h->out, fmt, ap);
	va_end(ap);
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
	fputs(s, h->out);
}

bool
http_write(struct http *h, const void *data, size_t len)
{
	return fwrite(data, 1, len, h->out) == len;
}
