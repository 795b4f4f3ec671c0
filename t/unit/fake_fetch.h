/*
 * sys/fetch.h without a network: a test's table says what is asked for, in
 * which order, and what is answered. A test that links fake_fetch.c has it in
 * place of the library's.
 */
#ifndef FAKE_FETCH_H
#define FAKE_FETCH_H

#include "sys/fetch.h"

struct fake_answer {
	const char *request; /* "GET URL user:password", "POST URL */
	                     /* user:password form", or a pattern: like.h */
	enum err err;
	int status;
	const char *body;
	size_t len; /* of the body; 0: it is a string */
	int retry_after_s;
	bool unsent;
	const char *why;
	void (*then)(void); /* is called before the answer; may be NULL */
};

/* These are asked for from now on; the list ends with one that is NULL. */
void fake_fetch_expect(const struct fake_answer *);

/* What was asked for in their place, or was not; NULL: all is well. */
const char *fake_fetch_amiss(void);

/* The limit of the last request, in milliseconds. */
long fake_fetch_ms(void);

#endif
