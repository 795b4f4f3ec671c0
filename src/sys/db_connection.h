/*
 * What is between the two files of sys/db.h: one connection to PostgreSQL
 * (libpq), and when its answer is whole.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <libpq-fe.h>
#include <stddef.h>

#include "base/err.h"

struct db;

/*
 * SELECT * FROM api.fn($1, ..., $nargs) as a transaction of its own, prepared
 * at its first use, on a connection that is made if there is none. All of it
 * must be over at deadline_ms of clock_ms().
 *
 * *answer is for the caller to clear, and may be NULL. OK: PostgreSQL has said
 * that the transaction is committed, and *answer has the rows. ERR_UNAVAIL
 * with *answer NULL: there was no connection, or no answer in time, which was
 * logged; the work may be done or not. Else *answer is the error that
 * PostgreSQL reported.
 */
enum err
db_connection_query(struct db *, const char *fn, const char *const args[],
    size_t nargs, long deadline_ms, PGresult **answer);

#endif
