/*
 * Webhook requests that were rejected without a valid signature: anybody can
 * send any number of them. They are counted in memory, and reported to
 * PostgreSQL at most once a minute for each reason, with one of them as a
 * sample for recctl doctor. So such a request costs no more than its answer.
 */
#ifndef REJECTION_H
#define REJECTION_H

#include <stdbool.h>

struct db;

enum {
	REJECTION_BODY_MAX = 4096 /* bytes of a body; Twilio's have fewer */
};

/* A request as it came; NULL: it had none. */
struct rejection_sample {
	const char *uri, *host, *signature, *body;
};

/* Count a request that was answered with that code, a literal. True: give a
 * sample of these to rejection_sample(). */
bool rejection_count(const char *code);

void rejection_sample(const char *code, const struct rejection_sample *);

/*
 * Report the counts that are due, or all. While the database is away they are
 * kept, and tried again a minute later.
 */
void rejection_report(struct db *, const char *endpoint, bool all);

#endif
