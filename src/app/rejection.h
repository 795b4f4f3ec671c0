/*
 * Rejected webhook requests that Twilio did not sign. Anybody can send any
 * number of them, so each costs us no more than its response: they are counted
 * in memory, and the counts are reported to PostgreSQL at most once a minute
 * for each reason, with one request as a sample for recctl doctor. Any thread
 * may call these functions.
 */
#ifndef REJECTION_H
#define REJECTION_H

#include <stdbool.h>

struct db;

enum {
	REJECTION_BODY_MAX = 4096 /* bytes of a sample; Twilio sends fewer */
};

/* Parts of a request as they came; NULL: the request had no such part. */
struct rejection_sample {
	const char *uri, *host, *signature, *body;
};

/* Count a request that was rejected with that code, a literal. True: there is
 * no sample for the code yet; pass this request to rejection_sample(). */
bool rejection_count(const char *code);

/* Keep a copy of the request as the sample for the code. */
void rejection_sample(const char *code, const struct rejection_sample *);

/*
 * Report the counts that are due, or all counts, to the database. A count that
 * cannot be reported is kept, and reported a minute later.
 */
void rejection_report(struct db *, const char *endpoint, bool all);

#endif
