/*
 * The enum err for each error of PostgreSQL.
 * Source: PostgreSQL docs, appendix A; PTnnn as in PostgREST.
 */
#ifndef SQLSTATE_H
#define SQLSTATE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The error for a SQLSTATE; never OK. A 4xx says that the call itself is wrong
 * and would fail again: only these reject an event. ERR_UNAVAIL, also for NULL
 * (the connection broke), says that a later call may succeed; ERR_INTERNAL is
 * our bug.
 */
enum err sqlstate_err(const char *state);

/*
 * Did PostgreSQL roll the transaction back only because of a concurrent one (a
 * deadlock, a lock timeout, a merge of call records, a migration)? NULL: no.
 * The caller may repeat the same call at once then.
 */
bool sqlstate_is_collision(const char *state);

/* Did it take longer than the role's statement_timeout? NULL: no. */
bool sqlstate_is_timeout(const char *state);

/* Was the prepared statement not executed, as schema/migrate has changed what
 * its function returns, or as there is none? It must be prepared again. NULL:
 * no. */
bool sqlstate_is_stale(const char *state);

#endif
