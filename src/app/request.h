/*
 * One request to an endpoint, as the endpoint's functions see it.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include <stdbool.h>

#include "app/problem.h"
#include "base/attr.h"
#include "base/err.h"
#include "text/form.h"

struct arena;
struct http;

/* All of it lives until the request is answered. */
struct request {
	struct http *http;
	struct arena *arena;
	const char *credential; /* who asks, as credential_read() has it */
	struct form query;      /* the parameters of the URL */
	const char *body;       /* NULL: it was not read */
	const char *params;     /* a form that Twilio signed, as JSON */
	void *state;            /* the endpoint's own, zeroed at first */
	struct problem problem; /* why the request is refused */
};

/* e, once the problem says so: return request_fail(r, ERR_..., "code", ...). */
enum err request_fail(struct request *, enum err e, const char *code,
    const char *fmt, ...) PRINTF(4, 5);

bool request_is(const struct request *, const char *method);

/* The id at the end of the URL's path; NULL: there is none, or it is no
 * UTF-8. */
const char *request_id(const struct request *);

/* A parameter of the URL, or NULL. */
const char *request_parameter(const struct request *, const char *name);

/*
 * Does an unsafe request come from our own page, or from no page at all?
 * ERR_FORBIDDEN: from another origin. Source: RFC 6454.
 */
enum err request_check_origin(struct request *);

/* Read the parameters of the URL. ERR_INVALID, ERR_TOOBIG: form_parse(). */
enum err request_read_query(struct request *);

/*
 * Read the whole body, len bytes and a NUL. ERR_TYPE: it is not of that media
 * type. ERR_TOOBIG: over max bytes. ERR_INVALID: it ended before its
 * Content-Length.
 */
enum err
request_read_body(struct request *, const char *type, size_t max, size_t *len);

/*
 * Read the whole body, which must be one JSON value. ERR_INVALID: it is not.
 * PostgreSQL may refuse still what json-c takes: then that is a 400, too.
 * Other errors: request_read_body().
 */
enum err request_read_json(struct request *, size_t max);

#endif
