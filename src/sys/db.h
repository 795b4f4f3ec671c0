/*
 * PostgreSQL: calls of the functions in schema api, and their rows. No SQL
 * stands outside schema/.
 */
#ifndef DB_H
#define DB_H

#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct arena;
struct db;

/* A call of api.fn with nargs arguments as text; NULL is SQL null. */
struct statement {
	const char *fn; /* a literal */
	const char **args;
	size_t nargs;
};

/* A function's answer: count rows of width columns. */
struct rows {
	size_t count;
	size_t width;
	const char **cell; /* row by row, as text; NULL is SQL null */

	/* Why it was refused, where the function says so; else NULL. */
	const char *code;   /* a stable word: recording_not_found */
	const char *detail; /* a sentence for people */
	const char *hint; /* of ERR_INVALID: what is wrong, as a JSON array; */
	                  /* of ERR_AUTH: nobody has this credential; */
	                  /* else how many seconds to wait */
};

void db_close(struct db *);

/*
 * To be connected as PG* in the environment say (libpq), by the first
 * statement and again after each loss. Does not return NULL.
 */
struct db *db_open(void) OWNED(db_close);

/* The arguments of a function: db_statement(arena, "fn", DB_ARGS(a, b)). */
#define DB_ARGS(...)                        \
	(const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define DB_NO_ARGS NULL, 0

/* The pointers are copied, what they point to is not. */
struct statement db_statement(
    struct arena *, const char *fn, const char *const args[], size_t nargs);

enum {
	DB_ANSWER_MS = 5000
};

/*
 * Execute the statement as a transaction of its own. The rows live in the
 * arena.
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
enum err db_execute(
    struct db *, struct arena *, const struct statement *, struct rows *);

/* The same, with another limit. */
enum err db_execute_within(struct db *, struct arena *,
    const struct statement *, struct rows *, long ms);

/* Both in one step, for jobs: db_call(db, arena, &rows, "fn", DB_ARGS(a)). */
enum err db_call(struct db *, struct arena *, struct rows *, const char *fn,
    const char *const args[], size_t nargs);

#endif
