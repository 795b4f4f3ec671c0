/*
 * sys/db.h without PostgreSQL: a test's table says which calls come, in which
 * order, and what comes of each. A test that links fake_db.c has it in place
 * of the library's.
 */
#ifndef FAKE_DB_H
#define FAKE_DB_H

#include "sys/db.h"

struct fake_call {
	const char *call; /* as fake_db_text() has it, or a pattern: like.h */
	enum err err;
	size_t width; /* of the rows */
	const char *const *cell;
	size_t cells;
	const char *code, *detail, *hint;
	void (*then)(void); /* is called; may be NULL */
};

/* The cells of rows; NULL is SQL null. */
#define CELLS(...)                                  \
	.cell = (const char *const[]){__VA_ARGS__}, \
	.cells = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

/* A list of one call, that returns a row of these cells. */
#define CALLED(text, ...)                             \
	(const struct fake_call[])                    \
	{                                             \
		{.call = (text), CELLS(__VA_ARGS__)}, \
		{                                     \
			0                             \
		}                                     \
	}

/* A list of one call, that is refused so. */
#define REFUSED(text, e, ...)                              \
	(const struct fake_call[])                         \
	{                                                  \
		{.call = (text), .err = (e), __VA_ARGS__}, \
		{                                          \
			0                                  \
		}                                          \
	}

/* These calls come from now on; the list ends with one that is NULL. */
void fake_db_expect(const struct fake_call *);

/* What came in their place, or did not come; NULL: all is as it should be. */
const char *fake_db_amiss(void);

/* The limit of the last call, in milliseconds. */
long fake_db_ms(void);

/* "fn(a, NULL)": the arena's. */
const char *fake_db_text(struct arena *, const struct statement *);

#endif
