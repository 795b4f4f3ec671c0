/*
 * reconcilerd: the reconciler. Reads calls and recordings from Twilio's REST
 * API again and again, and applies those whose callbacks were lost. PostgreSQL
 * decides how far back it reads; each change is a transaction of its own, so
 * that it may be killed at any point. Before each round it prunes old rows of
 * the journal and of webhook_rejection.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/stop.h"
#include "sys/config.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "work/reconcile.h"

#define PAUSE_S   60
#define PAUSE_MAX 900

static void
tell(void *context, const char *outcome, const char *sid, const char *why)
{
	(void)context;
	log_info("%s %s%s%s", sid == NULL ? "nothing" : sid, outcome,
	    why == NULL ? "" : ": ", why == NULL ? "" : why);
}

/* The columns of api.reconcile_window(). */
enum {
	ACCOUNT_SID,
	FROM,
	TO
};

/* Reconcile one window of one account. Only a complete round is reported done:
 * after any other, the next round begins at the same time. */
static enum err
round_of(struct db *db, const char **window)
{
	struct arena *a = arena_new();
	struct reconcile r = {.db = db, .arena = a, .tell = tell};
	struct rows rows;
	enum err e = reconcile_run(
	    &r, window[ACCOUNT_SID], window[FROM], window[TO], &rows);

	if (e == OK) {
		e = db_call(db, a, &rows, "reconcile_done",
		    DB_ARGS(window[ACCOUNT_SID], window[FROM], window[TO],
		        arena_printf(a, "%zu", r.created),
		        arena_printf(a, "%zu", r.updated)));
	}
	if (r.created + r.updated + r.refused + r.failed > 0)
		log_info("%s: seen %zu, created %zu, updated %zu, refused "
		         "%zu, failed %zu",
		    window[ACCOUNT_SID], r.seen, r.created, r.updated,
		    r.refused, r.failed);
	arena_free(a);
	return e;
}

/* Reconcile all accounts. OK: at least one window is done, or there is none.
 * ERR_UPSTREAM: no window is done. ERR_UNAVAIL: the database is away, or a
 * signal asked the program to end. */
static enum err
work(struct db *db)
{
	struct arena *a = arena_new();
	struct rows windows;
	enum err all = db_call(db, a, &windows, "reconcile_window", DB_NO_ARGS),
	         e = all;

	if (windows.count > 0 && e == OK)
		all = ERR_UPSTREAM;
	for (size_t i = 0; i < windows.count && e != ERR_UNAVAIL; i++) {
		e = round_of(db, windows.cell + i * windows.width);
		if (e == OK || e == ERR_UNAVAIL)
			all = e;
	}
	arena_free(a);
	return all;
}

/* Prune until nothing is left to prune. An error ends it; db_call() has logged
 * it, and the next round continues. */
static void
prune(struct db *db)
{
	struct arena *a = arena_new();
	struct rows rows;

	while (!stop_asked() &&
	       db_call(db, a, &rows, "journal_prune",
	           DB_ARGS(config_get(WEBHOOK_EVENT_DAYS),
	               config_get(WEBHOOK_REJECTION_DAYS))) == OK &&
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
	config_load(CONFIG(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE,
	    WEBHOOK_EVENT_DAYS, WEBHOOK_REJECTION_DAYS));
	account_load();
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
