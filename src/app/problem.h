/*
 * The response to a request that fails, as application/problem+json.
 * Source: RFC 9457.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "base/err.h"

struct http;

/* The details of an error, beside its status. All strings are borrowed. */
struct problem {
	enum err err;       /* the error that has these details; OK: none has */
	const char *code;   /* a stable word: recording_not_found */
	const char *detail; /* a sentence for people */
	const char *retry_after; /* in seconds; NULL: no header Retry-After */
	const char *errors; /* the faults of a body, a JSON array; or NULL */
	const char *allow;  /* for ERR_METHOD: the methods of the URL */
};

/* The code of the response to e: the problem's, if the problem is about e,
 * else the general code of that status. */
const char *problem_code(const struct problem *, enum err e);

/*
 * Send the response to e. The details of a problem that is about another error
 * are left out: they would be wrong. Sends nothing if a body was begun already.
 */
void problem_send(struct http *, const struct problem *, enum err e);

#endif
