#include "t/unit/fake_db.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "t/unit/like.h"

static const struct fake_call none, *next = &none;
static char amiss[8192];
static long last_ms;

struct db {
	int nothing;
};

void
fake_db_expect(const struct fake_call *calls)
{
	next = calls;
	*amiss = '\0';
}

const char *
fake_db_amiss(void)
{
	if (*amiss == '\0' && next->call != NULL)
		snprintf(amiss, sizeof(amiss), "not called: %s", next->call);
	return *amiss == '\0' ? NULL : amiss;
}

long
fake_db_ms(void)
{
	return last_ms;
}

const char *
fake_db_text(struct arena *a, const struct statement *statement)
{
	const char *text = arena_printf(a, "%s(", statement->fn);

	for (size_t i = 0; i < statement->nargs; i++)
		text = arena_printf(a, "%s%s%s", text, i == 0 ? "" : ", ",
		    statement->args[i] == NULL ? "NULL" : statement->args[i]);
	return arena_printf(a, "%s)", text);
}

static void
copy_rows(struct arena *a, const struct fake_call *call, struct rows *rows)
{
	*rows = (struct rows){
	    .code = call->code, .detail = call->detail, .hint = call->hint};
	if (call->err != OK)
		return;
	rows->width = call->width == 0 ? call->cells : call->width;
	rows->count = rows->width == 0 ? 0 : call->cells / rows->width;
	rows->cell = arena_alloc(a, call->cells * sizeof(*rows->cell));
	if (call->cells > 0)
		memcpy(
		    rows->cell, call->cell, call->cells * sizeof(*rows->cell));
}

enum err
db_execute(struct db *db, struct arena *a, const struct statement *statement,
    struct rows *rows, long ms)
{
	const char *text = fake_db_text(a, statement);
	const struct fake_call *call = next;

	(void)db;
	last_ms = ms;
	*rows = (struct rows){0};
	if (call->call == NULL || !like(text, call->call)) {
		if (*amiss == '\0')
			snprintf(amiss, sizeof(amiss), "called: %s", text);
		return ERR_INTERNAL;
	}
	next++;
	copy_rows(a, call, rows);
	if (call->then != NULL)
		call->then();
	return call->err;
}

enum err
db_call(struct db *db, struct arena *a, struct rows *rows, const char *fn,
    const char *const args[], size_t nargs)
{
	struct statement statement = db_statement(a, fn, args, nargs);

	return db_execute(db, a, &statement, rows, DB_ANSWER_MS);
}

struct statement
db_statement(
    struct arena *a, const char *fn, const char *const args[], size_t nargs)
{
	struct statement statement = {
	    fn, arena_alloc(a, nargs * sizeof(*args)), nargs};

	for (size_t i = 0; i < nargs; i++)
		statement.args[i] = args[i];
	return statement;
}

struct db *
db_open(void)
{
	return calloc(1, sizeof(struct db));
}

struct db *
db_open_shared(void)
{
	return db_open();
}

void
db_close(struct db *db)
{
	free(db);
}
