/*
 * One request at a time, and its response, over FastCGI (libfcgi). Each thread
 * has a handle of its own.
 *
 * A response is a head, then a body; http_head() after http_body() is a
 * programming error and aborts. Writes fail only if the peer has closed the
 * connection; all but http_write() ignore this.
 */
#ifndef HTTP_H
#define HTTP_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct arena;
struct http;

void http_close(struct http *);

/* Listen on descriptor 0, where spawn-fcgi or systemd put the socket. From now
 * on SIGTERM ends each thread's next http_accept(), not a request that is being
 * served. To be called once, before there are other threads. */
void http_listen(void);

/* Does not return NULL. */
struct http *http_open(void) OWNED(http_close);

enum http_event {
	HTTP_STOP,    /* a signal asked the program to end */
	HTTP_IDLE,    /* no request came, perhaps before timeout_ms */
	HTTP_REQUEST, /* answer it, then call http_finish() */
};

/* Wait for a request, for timeout_ms milliseconds (-1: for ever); longer while
 * other threads wait, too. */
enum http_event http_accept(struct http *, int timeout_ms);

/* End the request: send buffered output, and free the arena. */
void http_finish(struct http *);

enum {
	HTTP_ANSWER_MS = 11000 /* less than nginx waits for an answer */
};

/*
 * The milliseconds that are left to answer the request, of HTTP_ANSWER_MS since
 * nginx passed it on. 0 or less: nginx has answered 503, or will, so the
 * request must have no effect any more.
 */
long http_left_ms(const struct http *);

/* Memory that lives until http_finish(). */
struct arena *http_arena(const struct http *);

/* A CGI variable, or "" if nginx did not send it. Lives until
 * http_finish(). */
const char *http_env(const struct http *, const char *name);

/* Read len bytes of the body. False: the body ended before. */
bool http_read(struct http *, char *data, size_t len);

/* Write a field of the head. Aborts if its value has a line break. */
void
http_head(struct http *, const char *name, const char *fmt, ...) PRINTF(3, 4);
/* End the head; the body follows. */
void http_body(struct http *);

/* Was http_body() called for this request? */
bool http_in_body(const struct http *);

/* Write a string of the body. */
void http_puts(struct http *, const char *);

/* Write len bytes of the body. False: the peer has closed the connection. */
bool http_write(struct http *, const void *data, size_t len);

#endif
