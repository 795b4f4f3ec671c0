/*
 * PostgreSQL. C knows the names of the functions in schema api and
 * nothing else of SQL: no statement stands outside schema/.
 */
#ifndef DB_H
#define DB_H

#include <stddef.h>

#include "attr.h"
#include "err.h"

struct arena;
struct db;

/* A call of api.fn with nargs arguments as text; NULL is SQL null. */
struct call {
	const char *fn; /* a literal */
	const char **args;
	size_t nargs;
};

/* A function's answer: count rows of width columns. */
struct rows {
	size_t count;
	size_t width;
	const char **cell; /* row by row, as text; NULL is SQL null */

	/* Why it was refused, where the function said so; else NULL. */
	const char *code;   /* a stable word: recording_not_found */
	const char *detail; /* a sentence for people */
	const char *hint;   /* a 400's faults, as JSON; of a 401: nobody has */
	                    /* this credential; else seconds to wait */
};

void db_close(struct db *);

/*
 * To be connected as PG* in the environment say (libpq), by the first
 * db_call() and again after each loss. Does not return NULL.
 */
struct db *db_open(void) OWNED(db_close);

/* call = db_ask(arena, "fn", DB_ARGS(a, b)): the pointers are copied. */
struct call
db_ask(struct arena *, const char *fn, const char *const args[], size_t nargs);

enum {
	DB_ANSWER_MS = 5000
};

/*
 * SELECT * FROM api.fn($1, ..., $nargs), prepared at its first use on a
 * connection, as a transaction of its own. The answer lives in the arena.
 *
 * OK: PostgreSQL has said that the transaction is committed.
 * The function's SQLSTATE is the error: PTnnn is status nnn, as in
 * PostgREST, with its message as the code; a failed check or a malformed
 * value is ERR_INVALID.
 * ERR_UNAVAIL: the database is away, full, or did not answer within
 * DB_ANSWER_MS; the work may be done or not, and can be asked for again.
 * Anything else is ERR_INTERNAL. What is not the client's fault has been
 * logged.
 *
 * A transaction that collided with another (sqlstate_is_collision()) was
 * made up to four times more before this returned.
 */
enum err
db_call(struct db *, struct arena *, const struct call *, struct rows *);

/* The same, with another limit. */
enum err db_call_within(
    struct db *, struct arena *, const struct call *, struct rows *, long ms);

#define DB_ARGS(...)                        \
	(const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

#endif
