/*
 * Private to the module sys/db.h: one connection to PostgreSQL (libpq), and the
 * complete answer to one query.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <libpq-fe.h>
#include <stddef.h>

#include "base/err.h"

struct db;

/*
 * Execute SELECT * FROM api.fn($1, ..., $nargs) as a transaction of its own;
 * connect and prepare the statement first if need be. Gives up at deadline_ms
 * of clock_ms(), or when an attempt to connect ends (2 s at most) after it.
 *
 * The caller clears *answer, which may be NULL. OK: PostgreSQL has said that
 * the transaction is committed, and *answer has the rows. ERR_UNAVAIL with
 * *answer NULL: there was no connection, or no answer in time, which was
 * logged; the transaction may be committed or not. Else *answer is the error
 * that PostgreSQL reported.
 */
enum err
db_connection_query(struct db *, const char *fn, const char *const args[],
    size_t nargs, long deadline_ms, PGresult **answer);

#endif
