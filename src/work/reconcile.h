/*
 * Reconciling: the calls and recordings that Twilio's REST API lists go through
 * the same SQL functions as callbacks, so that lost callbacks do no harm.
 * PostgreSQL decides which paths to ask for, and interprets the answers.
 */
#ifndef RECONCILE_H
#define RECONCILE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct arena;
struct db;
struct rows;

struct reconcile {
	struct db *db;
	struct arena *arena; /* of the caller */
	bool dry_run;        /* change nothing */

	/* Called for each call or recording that is created, updated or refused
	 * (outcome), with its SID, and why it was refused, or NULL. */
	void (*tell)(void *context, const char *outcome, const char *sid,
	    const char *why);
	void *context;

	size_t seen, created, updated, refused; /* the counts so far */
	size_t failed; /* paths that were not applied completely; logged */
};

/*
 * Reconcile the calls and recordings that began between window_from and
 * window_to, which are times as PostgreSQL reads them, of one account, or of
 * all accounts (NULL). ERR_UPSTREAM: some paths failed, the others were
 * applied. ERR_INVALID: a time is malformed; *refusal has the function's
 * reason, if it gives one. ERR_UNAVAIL: the database is away, or a signal asked
 * the program to end; the changes so far are committed.
 */
enum err reconcile_run(struct reconcile *, const char *account_sid,
    const char *window_from, const char *window_to, struct rows *refusal);

#endif
