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

/* Who waits for a lock for long holds up one of them only. */
#define SLOW 3

struct db {
	struct db_lane *fast; /* many at once; may be NULL */
	size_t nslow;
	struct db_lane *slow[SLOW]; /* one at a time, as long as it takes */
	_Atomic size_t turn;        /* of the slow ones */
};

struct db *
db_open(void)
{
	struct db *db = calloc(1, sizeof(*db));

	if (db == NULL)
		log_die("db_open: out of memory");
	db->nslow = 1;
	db->slow[0] = db_lane_open(1, NULL);
	return db;
}

struct db *
db_open_shared(void)
{
	struct db *db = db_open();

	db->fast = db_lane_open(DB_GROUP_MAX, FAST_OPTIONS);
	while (db->nslow < SLOW)
		db->slow[db->nslow++] = db_lane_open(1, NULL);
	return db;
}

void
db_close(struct db *db)
{
	if (db == NULL)
		return;
	db_lane_close(db->fast);
	for (size_t i = 0; i < db->nslow; i++)
		db_lane_close(db->slow[i]);
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

/* Copy the problem that the function raised itself (PTnnn), for the client;
 * log an error that is not the client's fault. */
static void
copy_error(struct arena *a, const struct statement *statement, enum err e,
    const PGresult *r, struct rows *rows)
{
	const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);

	if (state != NULL && strncmp(state, "PT", 2) == 0) {
		rows->code = copy_field(a, r, PG_DIAG_MESSAGE_PRIMARY);
		rows->detail = copy_field(a, r, PG_DIAG_MESSAGE_DETAIL);
		rows->hint = copy_field(a, r, PG_DIAG_MESSAGE_HINT);
	}
	if (e >= ERR_INTERNAL)
		log_warnx("%s: %s", statement->fn, PQresultErrorMessage(r));
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

/* *collided: the transaction failed only because of a concurrent one. */
static enum err
attempt(struct db_lane *lane, struct arena *a,
    const struct statement *statement, struct rows *rows, long deadline_ms,
    bool *collided)
{
	struct db_query q = {.statement = statement};

	*rows = (struct rows){0};
	*collided = false;
	db_lane_execute(lane, &q, deadline_ms);
	if (q.err == OK) {
		copy_rows(a, q.answer, rows);
	} else if (q.answer != NULL) {
		copy_error(a, statement, q.err, q.answer, rows);
		*collided = sqlstate_is_collision(
		    PQresultErrorField(q.answer, PG_DIAG_SQLSTATE));
	} else {
		log_warnx("%s: no answer", statement->fn);
	}
	PQclear(q.answer);
	return q.err;
}

enum err
db_execute(struct db *db, struct arena *a, const struct statement *statement,
    struct rows *rows, long ms)
{
	long deadline_ms = clock_ms() + ms;
	struct db_lane *slow = db->slow[0];
	bool collided;
	enum err e = attempt(db->fast == NULL ? slow : db->fast, a, statement,
	    rows, deadline_ms, &collided);

	if (collided && db->nslow > 1)
		slow = db->slow[db->turn++ % db->nslow];
	for (int again = 0; collided && again < AGAIN; again++)
		e = attempt(slow, a, statement, rows, deadline_ms, &collided);
	return e;
}

enum err
db_call(struct db *db, struct arena *a, struct rows *rows, const char *fn,
    const char *const args[], size_t nargs)
{
	struct statement statement = db_statement(a, fn, args, nargs);

	return db_execute(db, a, &statement, rows, DB_ANSWER_MS);
}
