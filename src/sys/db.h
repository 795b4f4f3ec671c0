/*
 * PostgreSQL: calls of the functions of schema api, and their rows. All SQL is
 * in schema/.
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

/* The result of a function: count rows of width columns. */
struct rows {
	size_t count;
	size_t width;
	const char **cell; /* row by row, as text; NULL is SQL null */

	/* The problem that the function itself raised; else NULL. */
	const char *code;   /* a stable word: recording_not_found */
	const char *detail; /* a sentence for people */
	const char *hint;   /* ERR_INVALID: the faults, as a JSON array; */
	                    /* ERR_AUTH, not NULL: the credential is unknown; */
	                    /* else: how many seconds to wait */
};

void db_close(struct db *);

/*
 * A database handle; never NULL. The first statement connects, as PG* in the
 * environment say (libpq), and so does the first one after a lost connection.
 * It has one connection; threads that share it wait for each other.
 */
struct db *db_open(void) OWNED(db_close);

/*
 * The same for many threads, with four connections at most. What waits while
 * two of them are busy is executed together, mostly as one transaction; each
 * call still has its own outcome. A call that finds something locked is tried
 * again on one of the two others, where it waits for the lock, and for other
 * such calls. For statements that take milliseconds: a slow one holds up many.
 */
struct db *db_open_shared(void) OWNED(db_close);

/* The arguments of a function: db_statement(arena, "fn", DB_ARGS(a, b)). */
#define DB_ARGS(...)                        \
	(const char *const[]){__VA_ARGS__}, \
	    sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)
#define DB_NO_ARGS NULL, 0

/* A statement in the arena. The strings are borrowed, not copied. */
struct statement db_statement(
    struct arena *, const char *fn, const char *const args[], size_t nargs);

enum {
	DB_ANSWER_MS = 5000 /* how long to wait where nothing says otherwise */
};

/*
 * Execute the statement as a transaction of its own. The rows live in the
 * arena.
 *
 * OK: PostgreSQL has said that the transaction is committed.
 * The SQLSTATE makes the error (sqlstate_err()): PTnnn is status nnn, as in
 * PostgREST, and its message is the code; a failed check or a malformed value
 * is ERR_INVALID.
 * ERR_UNAVAIL: the database is away or full, or did not answer within
 * ms, for all tries together (what was sent together is waited for until the
 * last one's time is over). The transaction may be committed or not; the
 * caller may try again. Every other error is ERR_INTERNAL. Errors from 500 on
 * were logged.
 *
 * A transaction that collided with another one (sqlstate_is_collision()) is
 * tried up to four times more.
 */
enum err db_execute(struct db *, struct arena *, const struct statement *,
    struct rows *, long ms);

/* db_statement() and db_execute() within DB_ANSWER_MS in one step:
 * db_call(db, arena, &rows, "fn", DB_ARGS(a)). */
enum err db_call(struct db *, struct arena *, struct rows *, const char *fn,
    const char *const args[], size_t nargs);

#endif
