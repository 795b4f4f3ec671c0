/*
 * Why a request is refused, as application/problem+json. Source: RFC 9457.
 */
#ifndef PROBLEM_H
#define PROBLEM_H

#include "base/err.h"

struct http;

/* What is known of an error beside its status. All of it is borrowed. */
struct problem {
	enum err err;       /* the error that the rest is about; OK: none */
	const char *code;   /* a stable word: recording_not_found */
	const char *detail; /* a sentence for people */
	const char *retry_after; /* in seconds; NULL: not said */
	const char *errors; /* what is wrong with a body, as JSON; or NULL */
	const char *allow;  /* of ERR_METHOD: what the URL takes */
};

/* The code in the answer for e: the problem's own, or the status's. */
const char *problem_code(const struct problem *, enum err e);

/*
 * Answer with e, and with the problem if it is about e: about another error it
 * would say what is not so. Nothing is sent after a body was begun.
 */
void problem_send(struct http *, const struct problem *, enum err e);

#endif
