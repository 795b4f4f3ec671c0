#include "sys/db_transaction.h"

#include "sys/db.h"
#include "sys/db_connection.h"
#include "sys/sqlstate.h"

/* The queries of a transaction, in their order. */
struct run {
	struct db_connection *c;
	struct db_query *const *queries;
	bool
	    prepares[DB_GROUP_MAX]; /* the query is the first of its function */
	size_t n;
	long deadline_ms;
};

void
db_query_reset(struct db_query *q)
{
	PQclear(q->answer);
	q->answer = NULL;
	q->err = ERR_UNAVAIL;
}

static bool
send_query(struct run *run, size_t i)
{
	const struct statement *s = run->queries[i]->statement;

	run->prepares[i] = !db_connection_knows(run->c, s->fn);
	return (!run->prepares[i] ||
	           db_connection_prepare(run->c, s->fn, s->nargs)) &&
	       PQsendQueryPrepared(run->c->conn, s->fn, (int)s->nargs, s->args,
	           NULL, NULL, 0) == 1;
}

static bool
send_all(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		if (!send_query(run, i))
			return false;
	}
	return PQpipelineSync(run->c->conn) == 1;
}

/* ERR_UNAVAIL, too, for what PostgreSQL skipped after an error. */
static enum err
err_of(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
	           ? OK
	           : sqlstate_err(PQresultErrorField(r, PG_DIAG_SQLSTATE));
}

/* The first error counts; without one, the first result. */
static void
keep(PGresult **answer, PGresult *r)
{
	if (*answer == NULL || (err_of(*answer) == OK && err_of(r) != OK)) {
		PQclear(*answer);
		*answer = r;
	} else {
		PQclear(r);
	}
}

/* False: no whole answer has come. */
static bool
read_command(struct run *run, PGresult **answer)
{
	PGresult *r;

	while (db_connection_result(run->c, run->deadline_ms, &r)) {
		if (r == NULL)
			return *answer != NULL;
		if (PQresultStatus(r) == PGRES_PIPELINE_SYNC) {
			PQclear(r);
			return false;
		}
		keep(answer, r);
	}
	return false;
}

static bool
read_query(struct run *run, size_t i)
{
	struct db_query *q = run->queries[i];

	if (run->prepares[i]) {
		if (!read_command(run, &q->answer))
			return false;
		if (err_of(q->answer) != OK) {
			db_connection_forget(run->c, q->statement->fn);
		} else {
			PQclear(q->answer);
			q->answer = NULL;
		}
	}
	return read_command(run, &q->answer);
}

/* The commit comes at the Sync, after all rows, and may fail: then an error
 * comes before the result of the Sync. */
static bool
read_sync(struct run *run, PGresult **answer)
{
	PGresult *r;
	bool is_sync = false;

	for (int ends = 0; !is_sync && ends < 2;) {
		if (!db_connection_result(run->c, run->deadline_ms, &r))
			return false;
		if (r == NULL) {
			ends++;
			continue;
		}
		is_sync = PQresultStatus(r) == PGRES_PIPELINE_SYNC;
		if (is_sync)
			PQclear(r);
		else
			keep(answer, r);
	}
	return is_sync;
}

static bool
read_all(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		if (!read_query(run, i))
			return false;
	}
	return read_sync(run, &run->queries[run->n - 1]->answer) &&
	       PQtransactionStatus(run->c->conn) == PQTRANS_IDLE;
}

/* Only now it is known whether the transaction is committed. */
static void
judge(struct run *run)
{
	bool is_committed = true;

	for (size_t i = 0; i < run->n; i++) {
		run->queries[i]->err = err_of(run->queries[i]->answer);
		is_committed = is_committed && run->queries[i]->err == OK;
	}
	for (size_t i = 0; i < run->n && !is_committed; i++) {
		if (run->queries[i]->err == OK)
			db_query_reset(run->queries[i]);
	}
}

/*
 * The outcome is unknown: close the connection. An error is one all the same,
 * unless the others of the transaction may have brought it about.
 */
static void
give_up(struct run *run)
{
	db_connection_log(run->c, "connection given up");
	db_connection_close(run->c);
	for (size_t i = 0; i < run->n; i++) {
		run->queries[i]->err = err_of(run->queries[i]->answer);
		if (run->queries[i]->err == OK || run->n > 1)
			db_query_reset(run->queries[i]);
	}
}

/* A function was changed: forget what is prepared. */
static void
close_if_stale(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		if (sqlstate_is_stale(PQresultErrorField(
		        run->queries[i]->answer, PG_DIAG_SQLSTATE))) {
			db_connection_close(run->c);
			return;
		}
	}
}

bool
db_transaction_run(struct db_connection *c, struct db_query *const queries[],
    size_t n, long deadline_ms)
{
	struct run run = {c, queries, {0}, n, deadline_ms};

	if (!send_all(&run) || !read_all(&run)) {
		give_up(&run);
		return false;
	}
	judge(&run);
	close_if_stale(&run);
	return true;
}
