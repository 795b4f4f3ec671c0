#include "work/reconciler.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/stop.h"
#include "sys/config.h"
#include "sys/db.h"
#include "work/reconcile.h"

#define PIECES_MAX 20

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

enum err
reconciler_round(struct db *db)
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

/* Call a function that does a piece of what there is to do, until it says that
 * there is no more, or it is enough for now: the next round waits. */
static void
do_pieces(struct db *db, const char *fn, const char *const args[], size_t nargs)
{
	struct arena *a = arena_new();
	struct rows rows;

	for (int i = 0; i < PIECES_MAX && !stop_asked(); i++) {
		if (db_call(db, a, &rows, fn, args, nargs) != OK ||
		    strcmp(rows.cell[0], "t") != 0)
			break;
	}
	arena_free(a);
}

void
reconciler_tidy(struct db *db)
{
	do_pieces(db, "journal_prune",
	    DB_ARGS(config_get(WEBHOOK_EVENT_DAYS),
	        config_get(WEBHOOK_REJECTION_DAYS)));
	do_pieces(db, "coverage_keep", DB_NO_ARGS);
}
