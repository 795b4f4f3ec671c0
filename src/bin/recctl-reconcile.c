/*
 * recctl reconcile
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "accounts.h"
#include "config.h"
#include "db.h"
#include "recctl.h"
#include "reconcile.h"
#include "stop.h"

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

int
reconcile(struct run *run)
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
	CONFIG_LOAD(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE);
	accounts_load();
	srandom((unsigned)time(NULL));
	stop_open();
	e = reconcile_run(
	    &r, o[OPT_FROM], o[OPT_TO] == NULL ? "now" : o[OPT_TO], &rows);
	if (e != OK && e != ERR_UPSTREAM)
		return refused(run, e, &rows);
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
