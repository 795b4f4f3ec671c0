/*
 * Private to the module sys/db.h: calls that go to PostgreSQL at once, in
 * libpq's pipeline mode, and what comes of each.
 * Source: PostgreSQL docs, "Pipeline Mode".
 */
#ifndef DB_TRANSACTION_H
#define DB_TRANSACTION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct db_connection;
struct statement;

enum {
	DB_GROUP_MAX = 16 /* how many may go at once */
};

/* A call, and what has come of it. */
struct db_query {
	const struct statement *statement;
	enum err err;

	/* The rows, or the error that PostgreSQL reported; NULL: there is none.
	 * Whoever made the query clears it. */
	PGresult *answer;
};

/* Forget what has come of it, if anything: ERR_UNAVAIL without an answer. */
void db_query_reset(struct db_query *);

/*
 * Execute n queries, which have no answer yet, as one transaction on an open
 * connection.
 *
 * OK: PostgreSQL has said that the transaction is committed.
 * ERR_UNAVAIL without an answer: nothing of the transaction is committed as
 * another query of it failed; or no answer came by deadline_ms of clock_ms(),
 * and it may be committed or not.
 *
 * False: no answer came, which was logged, and the connection is closed.
 */
bool db_transaction_run(struct db_connection *, struct db_query *const[],
    size_t n, long deadline_ms);

#endif
