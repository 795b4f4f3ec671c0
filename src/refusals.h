/*
 * Webhook requests that were refused and that Twilio had not signed:
 * strangers', most of them. They are counted in memory, and told to
 * PostgreSQL at most once a minute for each reason, with one of them as a
 * sample for recctl doctor. So such a request costs no more than its answer.
 */
#ifndef REFUSALS_H
#define REFUSALS_H

#include <stdbool.h>

struct db;

enum {
	REFUSALS_BODY_MAX =
	    4096 /* of a body that is kept; Twilio's have less */
};

/* A request as it came; NULL: it had none. */
struct refusal_sample {
	const char *uri, *host, *signature, *body;
};

/* Count one; code: a literal, that of its answer. True: a sample of these
 * is wanted, for refusals_sample(). */
bool refusals_count(const char *code);

void refusals_sample(const char *code, const struct refusal_sample *);

/*
 * Tell what is due, or all that was counted. What cannot be told now (the
 * database is away) is kept until the next minute.
 */
void refusals_tell(struct db *, const char *endpoint, bool all);

#endif
