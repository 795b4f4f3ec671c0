/*
 * Signed requests of Twilio's to a webhook of cgi-bin/, over fakes. The test
 * links cgi-bin/x.c, which has the endpoint.
 */
#ifndef CALLBACK_H
#define CALLBACK_H

#include <stddef.h>

#include "base/err.h"

/* The id at the end of the URL, and the idempotency token, of each request. */
#define CALLBACK_ID    "0195"
#define CALLBACK_TOKEN "token"

struct callback_case {
	const char *what, *form;
	const char *call;   /* what PostgreSQL is asked; NULL: nothing */
	const char *answer; /* a pattern */
	enum err err;       /* PostgreSQL's */
};

/* Run the cases at /api/calls/{name}/0195; what main() returns. */
int
callback_run(const char *name, const struct callback_case cases[], size_t n);

#define CALLBACK_RUN(name, cases) \
	callback_run(name, cases, sizeof(cases) / sizeof((cases)[0]))

#endif
