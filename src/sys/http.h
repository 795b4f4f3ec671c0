/*
 * One request at a time, and its response, over FastCGI (libfcgi). The
 * only file that includes libfcgi.
 *
 * A response is a head, then a body; http_head() after http_body() is a
 * programming error and aborts. Writing returns nothing: the only way it
 * fails is that the peer is gone.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct arena;
struct http;

void http_close(struct http *);

/* Listen on descriptor 0, where spawn-fcgi or systemd put the socket. From
 * here on SIGTERM ends the next http_accept(), not what is being done. */
struct http *http_open(void) OWNED(http_close);

enum http_event {
	HTTP_STOP,    /* it is time to end */
	HTTP_IDLE,    /* there was none for timeout_ms, or so it seemed */
	HTTP_REQUEST, /* to be answered, then http_finish() */
};

/* Wait for a request, for timeout_ms (-1: for ever). */
enum http_event http_accept(struct http *, int timeout_ms);

/* End the request: send what is left, free its arena. */
void http_finish(struct http *);

enum {
	HTTP_ANSWER_MS = 11000 /* less than nginx waits for an answer */
};

/*
 * How many milliseconds there are left to answer the request, of
 * HTTP_ANSWER_MS since nginx passed it on. 0 or less: whoever asked has
 * been told 503, or will be, so nothing may be done for them any more that
 * others see.
 */
long http_left_ms(const struct http *);

/* Memory that lives until http_finish(). */
struct arena *http_arena(const struct http *);

/* A CGI variable, or "" where nginx sent none. Until http_finish(). */
const char *http_env(const struct http *, const char *name);

/* Read len bytes of the body. False: there are no more so many. */
bool http_read(struct http *, char *data, size_t len);

/* A field of the head. Its value has no line breaks. */
void
http_head(struct http *, const char *name, const char *fmt, ...) PRINTF(3, 4);
/* The end of the head. */
void http_body(struct http *);
bool http_in_body(const struct http *);

void http_puts(struct http *, const char *);

/* Bytes of a body that is long. False: the peer is gone. */
bool http_write(struct http *, const void *data, size_t len);

#endif
