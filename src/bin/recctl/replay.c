/*
 * recctl replay
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "bin/recctl/recctl.h"
#include "sys/db.h"

#define HASH_MS  600000
#define PROGRESS 10000

/* The columns of api.replay_page(). */
enum {
	RECEIVED_AT,
	ID,
	COLUMNS
};

/* The position in the journal, and the outcomes of the requests before it. */
struct replay {
	char at[64], id[32]; /* as PostgreSQL writes them */
	const char *until, *events;
	size_t count, changed, same, refused, failed;
};

/* Apply one request of the journal. A refused request and an internal error are
 * printed; only ERR_UNAVAIL ends the replay. */
static enum err
apply(struct run *run, struct arena *a, struct replay *r, const char **row)
{
	struct rows rows;
	enum err e =
	    db_call(run->db, a, &rows, "replay_apply", DB_ARGS(row[ID]));

	if (e == ERR_UNAVAIL)
		return e;
	if (e >= ERR_INTERNAL) {
		r->failed++;
		printf("  failed   %s: an internal error\n", row[RECEIVED_AT]);
	} else if (e != OK) {
		r->refused++;
		printf("  refused  %s: %s\n", row[RECEIVED_AT],
		    rows.code == NULL ? "a value is malformed" : rows.code);
	} else if (rows.cell[0] != NULL &&
	           (strcmp(rows.cell[0], "created") == 0 ||
	               strcmp(rows.cell[0], "updated") == 0)) {
		r->changed++;
	} else {
		r->same++;
	}
	snprintf(r->at, sizeof(r->at), "%s", row[RECEIVED_AT]);
	snprintf(r->id, sizeof(r->id), "%s", row[ID]);
	if (++r->count % PROGRESS == 0)
		printf("  %zu of %s\n", r->count, r->events);
	return OK;
}

/* Apply the next page of the journal. *more: false after the last page. */
static enum err
step(struct run *run, struct replay *r, bool *more)
{
	struct arena *a = arena_new();
	struct rows page;
	enum err e = db_call(
	    run->db, a, &page, "replay_page", DB_ARGS(r->at, r->id, r->until));

	*more = e == OK && page.count > 0;
	for (size_t i = 0; e == OK && i < page.count; i++)
		e = apply(run, a, r, page.cell + i * COLUMNS);
	arena_free(a);
	fflush(stdout);
	return e;
}

/* With --verify: compute and print the hash of all calls and recordings; else
 * *word is "". */
static enum err
hash(struct run *run, const char **word, struct rows *rows)
{
	struct statement statement =
	    db_statement(run->arena, "state_hash", DB_NO_ARGS);
	enum err e;

	*word = "";
	if (run->option[OPT_VERIFY] == NULL)
		return OK;
	e = db_execute(run->db, run->arena, &statement, rows, HASH_MS);
	if (e == OK)
		printf("state %s\n", *word = rows->cell[0]);
	return e;
}

static enum err
go_through(struct run *run, struct replay *r)
{
	bool more = true;
	enum err e = OK;

	while (e == OK && more)
		e = step(run, r, &more);
	printf("%zu changed something, %zu changed nothing, %zu refused, %zu "
	       "failed\n",
	    r->changed, r->same, r->refused, r->failed);
	return e;
}

static int
go(struct run *run)
{
	const char *since = run->option[OPT_SINCE];
	struct replay r = {.id = "0"};
	const char *before, *after;
	struct rows rows;
	enum err e;

	if (since == NULL)
		return usage_error(run, "give --since");
	e = db_call(run->db, run->arena, &rows, "replay_begin", DB_ARGS(since));
	if (e != OK)
		return failed(run, e, &rows);
	snprintf(r.at, sizeof(r.at), "%s", rows.cell[0]);
	r.until = rows.cell[1];
	r.events = rows.cell[2];
	printf("%s requests since %s\n", r.events, r.at);
	if ((e = hash(run, &before, &rows)) != OK ||
	    (e = go_through(run, &r)) != OK ||
	    (e = hash(run, &after, &rows)) != OK)
		return failed(run, e, &rows);
	if (strcmp(before, after) == 0)
		return r.failed == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
	fprintf(stderr,
	    "recctl replay: calls or recordings have changed, by the replay or "
	    "by new webhooks meanwhile\n");
	return EXIT_FAILURE;
}

const struct command replay = {
    .name = "replay",
    .takes = TAKES(OPT_SINCE) | TAKES(OPT_VERIFY),
    .usage = "--since TIME [--verify]",
    .help = "Applies every webhook request that came since TIME once more,\n"
            "from the journal. A request that is applied already changes\n"
            "nothing; lost rows are made again. With --verify it prints a\n"
            "hash of all calls and recordings before and after, and fails if\n"
            "the hashes differ. TIME is such as 2026-03-02T10:00:00Z.\n",
    .go = go,
};
