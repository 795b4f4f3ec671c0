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

#include "attr.h"
#include "err.h"

struct arena;
struct form;
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

/* size bytes, zeroed at first, for the endpoint to hand from one of its
 * functions to the next; the same ones until http_finish(). */
void *http_state(struct http *, size_t size);

/* A CGI variable, or "" where nginx sent none. Until http_finish(). */
const char *http_env(const struct http *, const char *name);

/* The id in the URL; NULL if it is no UTF-8. Until http_finish(). */
const char *http_resource_id(const struct http *);

/*
 * Is the method one of those in allowed ("GET, HEAD")? ERR_METHOD: no;
 * the answer will name them.
 */
enum err http_method(struct http *, const char *allowed);
bool http_is_method(const struct http *, const char *method);

/* The query string, parsed. Errors: form_parse(). */
enum err http_query(struct http *, struct form *);

/* Are all its parameters among names, which end with NULL? ERR_INVALID: one is
 * not; the answer will name it. */
enum err
http_query_names(struct http *, const struct form *, const char *const names[]);

/*
 * The whole body: *len bytes and a NUL, in the arena. ERR_TYPE: it is not
 * of that media type. ERR_TOOBIG: over max bytes. ERR_INVALID: it ended
 * before its Content-Length.
 */
enum err http_body_read(struct http *, const char *type, size_t max,
    const char **body, size_t *len);

/* The whole body, which must be one JSON value. ERR_INVALID: it is not.
 * What json-c takes PostgreSQL may refuse still: then it is a 400, too.
 * Other errors: http_body_read(). */
enum err http_json_read(struct http *, size_t max, const char **body);

/* A cookie's value, or NULL. */
const char *http_cookie(const struct http *, const char *name);

/*
 * Does an unsafe request come from our own page, or from no page at all?
 * ERR_FORBIDDEN: from another origin. Source: RFC 6454.
 */
enum err http_same_origin(struct http *);

void
http_head(struct http *, const char *name, const char *fmt, ...) PRINTF(3, 4);
void http_body(struct http *);
void http_puts(struct http *, const char *);

/* Bytes of a body that is long. False: the peer is gone. */
bool http_write(struct http *, const void *data, size_t len);

/* An answer without a body: 204. */
void http_no_content(struct http *);

/* A JSON answer: what the API says is private, and of this moment. */
void http_json(struct http *, const char *json);

/* e, with the code and sentence that http_error() will give for it, and
 * for no other error. */
enum err http_fail(struct http *, enum err e, const char *code, const char *fmt,
    ...) PRINTF(4, 5);

/* How many seconds the answer for what http_fail() tells of asks to wait;
 * borrowed. */
void http_retry_after(struct http *, const char *seconds);

/* What the answer for it lists as its errors: a JSON array; borrowed. */
void http_faults(struct http *, const char *json);

/* The code that the answer for e will have, or has. */
const char *http_code(const struct http *, enum err e);

/* The answer for an error, as application/problem+json (RFC 9457), unless
 * a body was begun. Only the error's status says what is not told by
 * http_fail(). */
void http_error(struct http *, enum err);

#endif
