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
	const char *credential; /* set by credential_read() */
	struct form query;      /* the parameters of the URL */
	const char *body;       /* NULL: it was not read */
	const char *params;     /* the form, as JSON, if Twilio signed it */
	void *state;            /* the endpoint's own, zeroed at first */
	struct problem problem; /* why the request fails */
};

/* Set the request's problem, and return e:
 * return request_fail(r, ERR_..., "code", "A sentence for people.", ...); */
enum err request_fail(struct request *, enum err e, const char *code,
    const char *fmt, ...) PRINTF(4, 5);

/* Does the request have that method? */
bool request_is(const struct request *, const char *method);

/* The id in the URL's path; NULL: the path has no id, or the id is not
 * UTF-8. */
const char *request_id(const struct request *);

/* A parameter of the URL, or NULL. */
const char *request_parameter(const struct request *, const char *name);

/*
 * Check the header Origin. OK: our own page sent the request, or no page did.
 * ERR_FORBIDDEN: the page of another origin did. Source: RFC 6454.
 */
enum err request_check_origin(struct request *);

/* Read the parameters of the URL. Errors: as form_parse(). */
enum err request_read_query(struct request *);

/*
 * Read the whole body: *len bytes, and a NUL after them. ERR_TYPE: it has
 * another media type. ERR_TOOBIG: it has more than max bytes, or a
 * Content-Length that is no number. ERR_INVALID: it ended before its
 * Content-Length.
 */
enum err
request_read_body(struct request *, const char *type, size_t max, size_t *len);

/*
 * Read the whole body, which must be one JSON value. ERR_INVALID: it is not
 * one. PostgreSQL may still refuse JSON that json-c accepts; the client gets a
 * 400 then, too. Other errors: as request_read_body().
 */
enum err request_read_json(struct request *, size_t max);

#endif
