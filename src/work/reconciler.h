/*
 * The work of reconcilerd: rounds of reconciling, as PostgreSQL asks for them,
 * the pruning of what is kept for a time only, and the counting of days that
 * are over.
 */
#ifndef RECONCILER_H
#define RECONCILER_H

#include "base/err.h"

struct db;

/* Reconcile all accounts. OK: at least one window is done, or there is none.
 * ERR_UPSTREAM: no window is done. ERR_UNAVAIL: the database is away, or a
 * signal asked the program to end. */
enum err reconciler_round(struct db *);

/* Prune a part of what is to be pruned, then count a part of what is to be
 * counted. An error ends either; db_call() has logged it, and the next round
 * continues. */
void reconciler_tidy(struct db *);

#endif
