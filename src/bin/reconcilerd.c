/*
 * reconcilerd: asks Twilio's REST API, again and again, for what callbacks
 * did not tell. How far back it looks, PostgreSQL says; killed at any point
 * it leaves nothing but what is true. Between rounds it has the journal
 * forget what is older than it has to be kept.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "accounts.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "log.h"
#include "reconcile.h"
#include "stop.h"

#define PAUSE_S   60
#define PAUSE_MAX 900

static void
tell(void *context, const char *outcome, const char *sid, const char *why)
{
	(void)context;
	log_info("%s %s%s%s", sid == NULL ? "nothing" : sid, outcome,
	    why == NULL ? "" : ": ", why == NULL ? "" : why);
}

static enum err
report(struct db *db, struct arena *a, const struct rows *window,
    const struct reconcile *r)
{
	struct call done = db_ask(a, "reconcile_done",
	    DB_ARGS(window->cell[0], window->cell[1],
	        arena_printf(a, "%zu", r->created),
	        arena_printf(a, "%zu", r->updated)));
	struct rows rows;

	return db_call(db, a, &done, &rows);
}

/* One round. Only one that is whole is reported: what it missed, the next
 * one looks at. */
static enum err
work(struct db *db)
{
	struct arena *a = arena_new();
	struct call ask = db_ask(a, "reconcile_window", NULL, 0);
	struct reconcile r = {.db = db, .arena = a, .tell = tell};
	struct rows window, rows;
	enum err e;

	if ((e = db_call(db, a, &ask, &window)) == OK &&
	    (e = reconcile_run(&r, window.cell[0], window.cell[1], &rows)) ==
	        OK)
		e = report(db, a, &window, &r);
	if (r.created + r.updated + r.refused + r.failed > 0)
		log_info("seen %zu, created %zu, updated %zu, refused %zu, "
		         "failed %zu",
		    r.seen, r.created, r.updated, r.refused, r.failed);
	arena_free(a);
	return e;
}

/* An error is logged where it is found, and the next round goes on. */
static void
prune(struct db *db)
{
	struct arena *a = arena_new();
	struct call call = db_ask(a, "journal_prune",
	    DB_ARGS(config_get(WEBHOOK_EVENT_DAYS),
	        config_get(WEBHOOK_REJECTION_DAYS)));
	struct rows rows;

	while (!stop_asked() && db_call(db, a, &call, &rows) == OK &&
	       strcmp(rows.cell[0], "t") == 0)
		;
	arena_free(a);
}

int
main(void)
{
	struct db *db;
	int pause_s = PAUSE_S;
	enum err e;

	log_open("reconcilerd");
	CONFIG_LOAD(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE, WEBHOOK_EVENT_DAYS,
	    WEBHOOK_REJECTION_DAYS);
	accounts_load();
	srandom((unsigned)time(NULL));
	stop_open();
	db = db_open();
	do {
		prune(db);
		e = work(db);
		pause_s = e == OK || e == ERR_UNAVAIL ? PAUSE_S
		          : pause_s * 2 < PAUSE_MAX   ? pause_s * 2
		                                      : PAUSE_MAX;
	} while (stop_wait(-1, pause_s * 1000));
	db_close(db);
	return EXIT_SUCCESS;
}
