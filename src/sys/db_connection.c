#include "sys/db_connection.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "sys/db.h"
#include "sys/sqlstate.h"

#define STATEMENTS_MAX 64
#define SQL_MAX        256
#define CONNECT_S      "2"

struct db {
	PGconn *conn;
	const char *prepared[STATEMENTS_MAX];
	size_t nprepared;
};

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	PQfinish(db->conn);
	free(db);
}

struct db *
db_open(void)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		log_die("db_open: out of memory");
	return db;
}

/*
 * False also if the server closed an idle connection, so that the next request
 * does not fail because of it. Input on an idle connection can only be the
 * server's message that it closes it, as we do not LISTEN.
 */
static bool
is_connected(const struct db *db)
{
	struct pollfd idle = {PQsocket(db->conn), POLLIN, 0};

	return PQstatus(db->conn) == CONNECTION_OK && poll(&idle, 1, 0) == 0;
}

static void
disconnect(struct db *db)
{
	PQfinish(db->conn);
	db->conn = NULL;
	db->nprepared = 0;
}

static enum err
connect_again(struct db *db)
{
	static const char *const names[] = {"connect_timeout", NULL};
	static const char *const values[] = {CONNECT_S, NULL};

	if (is_connected(db))
		return OK;
	disconnect(db);
	db->conn = PQconnectdbParams(names, values, 0);
	if (PQstatus(db->conn) == CONNECTION_OK &&
	    PQsetnonblocking(db->conn, 1) == 0) {
		/* DETAIL contains values, which must not get into a log. */
		PQsetErrorVerbosity(db->conn, PQERRORS_TERSE);
		return OK;
	}
	log_warnx("cannot connect: %s", PQerrorMessage(db->conn));
	disconnect(db);
	return ERR_UNAVAIL;
}

/* Close a connection whose transaction may be committed or not. */
static void
give_up(struct db *db, const char *fn)
{
	log_warnx("%s: no answer: %s", fn, PQerrorMessage(db->conn));
	disconnect(db);
}

/* Send buffered output, and wait until the socket is ready. False: the
 * deadline has passed, or the connection is broken. */
static bool
wait_io(struct db *db, long deadline_ms)
{
	int unsent = PQflush(db->conn);
	struct pollfd fd = {PQsocket(db->conn),
	    (short)(unsent == 1 ? POLLIN | POLLOUT : POLLIN), 0};
	long left = deadline_ms - clock_ms();

	if (unsent == -1)
		return false;
	if (left <= 0) {
		log_warnx("the database did not answer in time");
		return false;
	}
	if (poll(&fd, 1, (int)left) == -1 && errno != EINTR) {
		log_warn("poll");
		return false;
	}
	return (fd.revents & ~POLLOUT) == 0 || PQconsumeInput(db->conn) == 1;
}

/* The next result; NULL after the last one, or if no result comes in time. */
static PGresult *
next_result(struct db *db, long deadline_ms)
{
	while (PQisBusy(db->conn)) {
		if (!wait_io(db, deadline_ms))
			return NULL;
	}
	return PQgetResult(db->conn);
}

static enum err
err_of(const PGresult *r)
{
	ExecStatusType status = PQresultStatus(r);

	return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK
	           ? OK
	           : sqlstate_err(PQresultErrorField(r, PG_DIAG_SQLSTATE));
}

static bool
is_stale(const PGresult *r)
{
	const char *state =
	    r == NULL ? NULL : PQresultErrorField(r, PG_DIAG_SQLSTATE);

	return state != NULL && sqlstate_is_stale(state);
}

/*
 * Read all results of a query; the first error counts. The commit comes last,
 * and may fail after rows have come. If the end does not come, the outcome is
 * unknown, and the rest of this answer would be taken for the next one: the
 * connection is closed.
 */
static enum err
read_all(struct db *db, const char *fn, long deadline_ms, PGresult **answer)
{
	enum err e = OK;
	PGresult *r;

	while ((r = next_result(db, deadline_ms)) != NULL) {
		enum err this = err_of(r);

		if (e == OK && (*answer == NULL || this != OK)) {
			PQclear(*answer);
			*answer = r;
			e = this;
		} else {
			PQclear(r);
		}
	}
	if (PQstatus(db->conn) == CONNECTION_OK &&
	    PQtransactionStatus(db->conn) == PQTRANS_IDLE) {
		if (is_stale(*answer))
			disconnect(db); /* forget what is prepared */
		return *answer == NULL ? ERR_INTERNAL : e;
	}
	give_up(db, fn);
	if (e != OK)
		return e;
	PQclear(*answer);
	*answer = NULL;
	return ERR_UNAVAIL;
}

static bool
is_prepared(const struct db *db, const char *fn)
{
	for (size_t i = 0; i < db->nprepared; i++) {
		if (strcmp(db->prepared[i], fn) == 0)
			return true;
	}
	return false;
}

/* fn is a literal of ours, so that it needs no quoting and fits. */
static void
write_sql(char sql[static SQL_MAX], const char *fn, size_t nargs)
{
	int n = snprintf(sql, SQL_MAX, "SELECT * FROM api.%s(", fn);

	for (size_t i = 1; i <= nargs && n < SQL_MAX; i++)
		n += snprintf(sql + n, (size_t)(SQL_MAX - n), "%s$%zu",
		    i == 1 ? "" : ", ", i);
	assert(n + 1 < SQL_MAX);
	sql[n] = ')';
	sql[n + 1] = '\0';
}

static enum err
prepare(struct db *db, const char *fn, size_t nargs, long deadline_ms,
    PGresult **answer)
{
	char sql[SQL_MAX];
	enum err e;

	if (is_prepared(db, fn))
		return OK;
	assert(db->nprepared < STATEMENTS_MAX);
	write_sql(sql, fn, nargs);
	if (!PQsendPrepare(db->conn, fn, sql, (int)nargs, NULL)) {
		give_up(db, fn);
		return ERR_UNAVAIL;
	}
	if ((e = read_all(db, fn, deadline_ms, answer)) != OK)
		return e;
	PQclear(*answer);
	*answer = NULL;
	db->prepared[db->nprepared++] = fn;
	return OK;
}

enum err
db_connection_query(struct db *db, const char *fn, const char *const args[],
    size_t nargs, long deadline_ms, PGresult **answer)
{
	enum err e;

	*answer = NULL;
	if ((e = connect_again(db)) != OK ||
	    (e = prepare(db, fn, nargs, deadline_ms, answer)) != OK)
		return e;
	if (!PQsendQueryPrepared(
	        db->conn, fn, (int)nargs, args, NULL, NULL, 0)) {
		give_up(db, fn);
		return ERR_UNAVAIL;
	}
	return read_all(db, fn, deadline_ms, answer);
}
