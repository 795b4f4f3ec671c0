/*
 * recctl retry
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "recctl.h"

#define RETRY_S 600

static int
go(struct run *run)
{
	const char *recording = run->option[OPT_RECORDING];
	struct call call;
	struct rows rows;
	enum err e;

	if ((recording == NULL) == (run->option[OPT_ALL] == NULL))
		return usage_error(run, "give one of --recording and --all");
	call = db_ask(run->arena, "media_job_again", DB_ARGS(recording));
	if ((e = db_call_within(run->db, run->arena, &call, &rows, RETRY_S)) !=
	    OK)
		return refused(run, e, &rows);
	if (strcmp(rows.cell[0], "0") == 0)
		printf("Nothing has failed.\n");
	else
		printf("%s failed; the mirror tries again.\n", rows.cell[0]);
	return EXIT_SUCCESS;
}

const struct command retry = {
    .name = "retry",
    .takes = TAKES(OPT_RECORDING) | TAKES(OPT_ALL),
    .usage = "--recording ID | --all",
    .help = "Has a recording that failed, or every one, copied from Twilio\n"
            "again, for another day at most.\n",
    .go = go,
};
