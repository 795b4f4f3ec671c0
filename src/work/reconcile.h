/*
 * Reconciling: what Twilio's REST API lists goes through the same SQL
 * functions as callbacks, so whatever callbacks did not tell is made up
 * for. PostgreSQL says what to ask for, and what its answers mean.
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
	bool dry_run;        /* nothing is changed */

	/* Each thing that is not only repeated: its outcome (created, updated,
	 * refused), its SID, and why it was refused, or NULL. */
	void (*tell)(void *context, const char *outcome, const char *sid,
	    const char *why);
	void *context;

	size_t seen, created, updated, refused; /* the counts so far */
	size_t failed; /* paths of which not all was applied; logged */
};

/*
 * All that began from window_from on until window_to, times as PostgreSQL
 * reads them, of one account; NULL: of each. ERR_UPSTREAM: something failed,
 * the rest is done. ERR_INVALID: a time is none; *refusal says why, where it
 * can. ERR_UNAVAIL: the database is away, or it is time to stop; what was done
 * stays done.
 */
enum err reconcile_run(struct reconcile *, const char *account_sid,
    const char *window_from, const char *window_to, struct rows *refusal);

#endif
