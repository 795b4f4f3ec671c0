#include "sys/db.h"

#include <libpq-fe.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "sys/db_connection.h"
#include "sys/sqlstate.h"

#define AGAIN 4 /* more tries for a transaction that collided */

/* Until several statements can be on their way at once. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

struct db *
db_open_shared(void)
{
	return db_open();
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
attempt(struct db *db, struct arena *a, const struct statement *statement,
    struct rows *rows, long deadline_ms, bool *collided)
{
	PGresult *r;
	enum err e = db_connection_query(db, statement->fn, statement->args,
	    statement->nargs, deadline_ms, &r);

	*rows = (struct rows){0};
	*collided = false;
	if (e == OK) {
		copy_rows(a, r, rows);
	} else if (r != NULL) {
		copy_error(a, statement, e, r, rows);
		*collided = sqlstate_is_collision(
		    PQresultErrorField(r, PG_DIAG_SQLSTATE));
	}
	PQclear(r);
	return e;
}

enum err
db_execute(struct db *db, struct arena *a, const struct statement *statement,
    struct rows *rows, long ms)
{
	long deadline_ms = clock_ms() + ms;
	bool collided;
	enum err e;

	pthread_mutex_lock(&lock);
	e = attempt(db, a, statement, rows, deadline_ms, &collided);
	for (int again = 0; collided && again < AGAIN; again++)
		e = attempt(db, a, statement, rows, deadline_ms, &collided);
	pthread_mutex_unlock(&lock);
	return e;
}

enum err
db_call(struct db *db, struct arena *a, struct rows *rows, const char *fn,
    const char *const args[], size_t nargs)
{
	struct statement statement = db_statement(a, fn, args, nargs);

	return db_execute(db, a, &statement, rows, DB_ANSWER_MS);
}
