#include "sys/db.h"

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "sys/db_lane.h"
#include "sys/db_transaction.h"
#include "sys/sqlstate.h"

#define AGAIN 4 /* more tries for a transaction that collided */

/* The fast lane does not wait for what others have locked. */
#define FAST_OPTIONS "-c lock_timeout=20ms"

struct db {
	struct db_lane *fast; /* many at once; may be NULL */
	struct db_lane *slow; /* each alone; they wait for locks */
};

static struct db *
open_lanes(struct db_lane *fast, struct db_lane *slow)
{
	struct db *db = malloc(sizeof(*db));

	if (db == NULL)
		log_die("db_open: out of memory");
	*db = (struct db){fast, slow};
	return db;
}

struct db *
db_open(void)
{
	return open_lanes(NULL, db_lane_open(1, 1, NULL));
}

struct db *
db_open_shared(void)
{
	return open_lanes(db_lane_open(2, DB_GROUP_MAX, FAST_OPTIONS),
	    db_lane_open(2, 1, NULL));
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_lane_close(db->fast);
	db_lane_close(db->slow);
	free(db);
}

struct statement
db_statement(
    struct arena *a, const char *fn, const char *const args[], size_t nargs)
{
	struct statement statement = {
	    fn, arena_alloc(a, nargs * sizeof(*args)), nargs};

	if (nargs > 0)
		memcpy(statement.args, args, nargs * sizeof(*args));
	return statement;
}

static const char *
copy_field(struct arena *a, const PGresult *r, int field)
{
	const char *s = PQresultErrorField(r, field);

	return s == NULL ? NULL : arena_strndup(a, s, strlen(s));
}

/* The problem that the function raised itself (PTnnn), for the client. */
static void
copy_problem(struct arena *a, const PGresult *r, struct rows *rows)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	if (state == NULL || strncmp(state, "PT", 2) != 0)
		return;
	rows->code = copy_field(a, r, PG_DIAG_MESSAGE_PRIMARY);
	rows->detail = copy_field(a, r, PG_DIAG_MESSAGE_DETAIL);
	rows->hint = copy_field(a, r, PG_DIAG_MESSAGE_HINT);
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

/* *collided: the transaction failed only because of a concurrent one; then
 * another try is made, except after the last one. */
static enum err
attempt(struct db_lane *lane, struct arena *a,
    const struct statement *statement, struct rows *rows, long deadline_ms,
    bool is_last, bool *collided)
{
	struct db_query q = {.statement = statement};

	*rows = (struct rows){0};
	db_lane_execute(lane, &q, deadline_ms);
	*collided = sqlstate_is_collision(
	    PQresultErrorField(q.answer, PG_DIAG_SQLSTATE));
	if (q.err == OK)
		copy_rows(a, q.answer, rows);
	else
		copy_problem(a, q.answer, rows);
	if (q.err >= ERR_INTERNAL && (is_last || !*collided))
		log_warnx("%s: %s", statement->fn,
		    q.answer == NULL ? "no answer"
		                     : PQresultErrorMessage(q.answer));
	PQclear(q.answer);
	return q.err;
}

enum err
db_execute(struct db *db, struct arena *a, const struct statement *statement,
    struct rows *rows, long ms)
{
	long deadline_ms = clock_ms() + ms;
	struct db_lane *lane = db->fast == NULL ? db->slow : db->fast;
	bool collided = true;
	enum err e = ERR_UNAVAIL;

	for (int left = AGAIN; collided && left >= 0; left--) {
		e = attempt(lane, a, statement, rows, deadline_ms, left == 0,
		    &collided);
		lane = db->slow;
	}
	return e;
}

enum err
db_call(struct db *db, struct arena *a, struct rows *rows, const char *fn,
    const char *const args[], size_t nargs)
{
	struct statement statement = db_statement(a, fn, args, nargs);

	return db_execute(db, a, &statement, rows, DB_ANSWER_MS);
}
