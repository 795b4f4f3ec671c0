#include "db.h"

#include <assert.h>
#include <errno.h>
#include <libpq-fe.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arena.h"
#include "log.h"
#include "sqlstate.h"

#define STATEMENTS_MAX 64
#define SQL_MAX        256
#define CONNECT_S      "2"
#define AGAIN          4 /* times, for a call that collided with another */

struct db {
	PGconn *conn;
	const char *prepared[STATEMENTS_MAX];
	size_t nprepared;
	bool collided; /* with another transaction: the last call */
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

static const char *
copy_field(struct arena *a, const PGresult *r, int field)
{
	const char *s = PQresultErrorField(r, field);

	return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

static enum err
check(struct db *db, struct arena *a, const PGresult *r, const char *fn,
    struct rows *rows)
{
	ExecStatusType status = PQresultStatus(r);
	const char *state;
	enum err e;

	if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
		return OK;
	state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
	e = sqlstate_err(state);
	db->collided = sqlstate_is_collision(state);
	if (state != NULL && strncmp(state, "PT", 2) == 0) {
		rows->code = copy_field(a, r, PG_DIAG_MESSAGE_PRIMARY);
		rows->detail = copy_field(a, r, PG_DIAG_MESSAGE_DETAIL);
		rows->hint = copy_field(a, r, PG_DIAG_MESSAGE_HINT);
	}
	if (e >= ERR_INTERNAL)
		log_warnx("%s: %s", fn, PQresultErrorMessage(r));
	return e;
}

/*
 * Has the server hung up while we were idle? Then say so now, not to the
 * next request. Whatever it sends unasked is its farewell: we LISTEN to
 * nothing.
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

/* What is in the air is given up, and nobody knows what came of it. */
static enum err
lost(struct db *db, const char *fn)
{
	log_warnx("%s: no answer: %s", fn, PQerrorMessage(db->conn));
	disconnect(db);
	return ERR_UNAVAIL;
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
		/* What a log must not hold, PostgreSQL puts into DETAIL. */
		PQsetErrorVerbosity(db->conn, PQERRORS_TERSE);
		return OK;
	}
	log_warnx("cannot connect: %s", PQerrorMessage(db->conn));
	disconnect(db);
	return ERR_UNAVAIL;
}

static long
now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* Send what is still to be sent, and wait until there is something to do. */
static bool
wait_io(struct db *db, long deadline_ms)
{
	int unsent = PQflush(db->conn);
	struct pollfd fd = {PQsocket(db->conn),
	    (short)(unsent == 1 ? POLLIN | POLLOUT : POLLIN), 0};
	long left = deadline_ms - now_ms();

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

/* The next result, or NULL once there is none, or none came in time. */
static PGresult *
next_result(struct db *db, long deadline_ms)
{
	while (PQisBusy(db->conn)) {
		if (!wait_io(db, deadline_ms))
			return NULL;
	}
	return PQgetResult(db->conn);
}

/*
 * Read all that comes for what was sent. The commit is the last of it, and
 * may fail after rows have come: the first error counts. If its end was
 * not seen, nobody knows what is committed, or where the next answer
 * begins: the connection is given up.
 */
static enum err
finish(struct db *db, struct arena *a, const struct call *call,
    struct rows *rows, long deadline_ms, PGresult **answer)
{
	enum err e = OK;
	PGresult *r;

	*answer = NULL;
	while ((r = next_result(db, deadline_ms)) != NULL) {
		if (e == OK)
			e = check(db, a, r, call->fn, rows);
		if (e == OK && *answer == NULL)
			*answer = r;
		else
			PQclear(r);
	}
	if (PQstatus(db->conn) != CONNECTION_OK ||
	    PQtransactionStatus(db->conn) != PQTRANS_IDLE) {
		enum err unknown = lost(db, call->fn);

		e = e == OK ? unknown : e;
	}
	if (e == OK && *answer == NULL)
		e = ERR_INTERNAL;
	if (e != OK) {
		PQclear(*answer);
		*answer = NULL;
	}
	return e;
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

static enum err
prepare(struct db *db, struct arena *a, const struct call *call,
    struct rows *rows, long deadline_ms)
{
	char sql[SQL_MAX];
	FILE *f;
	PGresult *r;
	enum err e;

	if (is_prepared(db, call->fn))
		return OK;
	assert(db->nprepared < STATEMENTS_MAX);

	if ((f = fmemopen(sql, sizeof(sql), "w")) == NULL)
		log_die("fmemopen");
	fprintf(f, "SELECT * FROM api.%s(", call->fn);
	for (size_t i = 1; i <= call->nargs; i++)
		fprintf(f, "%s$%zu", i == 1 ? "" : ", ", i);
	fprintf(f, ")");
	fclose(f);

	if (!PQsendPrepare(db->conn, call->fn, sql, (int)call->nargs, NULL))
		return lost(db, call->fn);
	if ((e = finish(db, a, call, rows, deadline_ms, &r)) != OK)
		return e;
	PQclear(r);
	db->prepared[db->nprepared++] = call->fn;
	return OK;
}

static void
copy_rows(struct arena *a, const PGresult *r, struct rows *rows)
{
	rows->count = (size_t)PQntuples(r);
	rows->width = (size_t)PQnfields(r);
	rows->cell =
	    arena_alloc(a, rows->count * rows->width * sizeof(*rows->cell));
	for (int i = 0, n = 0; i < PQntuples(r); i++) {
		for (int j = 0; j < PQnfields(r); j++, n++) {
			if (!PQgetisnull(r, i, j))
				rows->cell[n] =
				    arena_strndup(a, PQgetvalue(r, i, j),
				        (size_t)PQgetlength(r, i, j));
		}
	}
}

struct call
db_ask(struct arena *a, const char *fn, const char *const args[], size_t nargs)
{
	struct call call = {fn, arena_alloc(a, nargs * sizeof(*args)), nargs};

	if (nargs > 0)
		memcpy(call.args, args, nargs * sizeof(*args));
	return call;
}

static enum err
attempt(struct db *db, struct arena *a, const struct call *call,
    struct rows *rows, long deadline_ms)
{
	PGresult *r;
	enum err e;

	*rows = (struct rows){0};
	db->collided = false;
	if ((e = connect_again(db)) != OK ||
	    (e = prepare(db, a, call, rows, deadline_ms)) != OK)
		return e;
	if (!PQsendQueryPrepared(db->conn, call->fn, (int)call->nargs,
	        call->args, NULL, NULL, 0))
		return lost(db, call->fn);
	if ((e = finish(db, a, call, rows, deadline_ms, &r)) != OK)
		return e;
	copy_rows(a, r, rows);
	PQclear(r);
	return OK;
}

enum err
db_call_within(struct db *db, struct arena *a, const struct call *call,
    struct rows *rows, long ms)
{
	long deadline_ms = now_ms() + ms;
	enum err e = attempt(db, a, call, rows, deadline_ms);

	for (int again = 0; e != OK && db->collided && again < AGAIN; again++)
		e = attempt(db, a, call, rows, deadline_ms);
	return e;
}

enum err
db_call(
    struct db *db, struct arena *a, const struct call *call, struct rows *rows)
{
	return db_call_within(db, a, call, rows, DB_ANSWER_MS);
}
