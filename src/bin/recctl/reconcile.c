/*
 * recctl reconcile
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/stop.h"
#include "bin/recctl/recctl.h"
#include "sys/config.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "work/reconcile.h"

static void
tell(void *context, const char *outcome, const char *sid, const char *why)
{
	const struct run *run = context;
	bool dry = run->option[OPT_DRY_RUN] != NULL;

	printf("  %s%-8s %s%s%s\n", dry ? "would be " : "", outcome,
	    sid == NULL ? "-" : sid, why == NULL ? "" : ": ",
	    why == NULL ? "" : why);
	fflush(stdout);
}

static int
go(struct run *run)
{
	const char *const *o = run->option;
	struct reconcile r = {.db = run->db,
	    .arena = run->arena,
	    .dry_run = o[OPT_DRY_RUN] != NULL,
	    .tell = tell,
	    .context = run};
	struct rows rows;
	enum err e;

	if (o[OPT_FROM] == NULL)
		return usage_error(run, "give --from");
	config_load(CONFIG(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE));
	account_load();
	srandom((unsigned)time(NULL));
	stop_open();
	e = reconcile_run(&r, NULL, o[OPT_FROM],
	    o[OPT_TO] == NULL ? "now" : o[OPT_TO], &rows);
	if (e == ERR_UNAVAIL && stop_asked()) {
		fputs(
		    "recctl reconcile: stopped; the changes so far are kept\n",
		    stderr);
		return EXIT_FAILURE;
	}
	if (e != OK && e != ERR_UPSTREAM)
		return failed(run, e, &rows);
	printf("%zu seen: %zu created, %zu updated, %zu refused%s\n", r.seen,
	    r.created, r.updated, r.refused,
	    r.dry_run ? " (nothing was changed)" : "");
	if (r.failed > 0)
		fprintf(stderr,
		    "recctl reconcile: Twilio did not answer %zu requests; "
		    "run it again\n",
		    r.failed);
	return e == OK ? EXIT_SUCCESS : EXIT_FAILURE;
}

const struct command reconcile = {
    .name = "reconcile",
    .takes = TAKES(OPT_FROM) | TAKES(OPT_TO) | TAKES(OPT_DRY_RUN),
    .usage = "--from TIME [--to TIME] [--dry-run]",
    .help = "Asks Twilio for the calls and recordings that began between\n"
            "--from and --to, and creates or updates those whose callbacks\n"
            "were lost. TIME is such as 2026-03-02T10:00:00Z; the default of\n"
            "--to is now. Prints what it creates, updates or refuses. With\n"
            "--dry-run it changes nothing.\n",
    .go = go,
};
