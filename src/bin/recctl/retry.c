/*
 * recctl retry
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "bin/recctl/recctl.h"
#include "sys/db.h"

#define LIST_MS 600000

/* Retry one recording, and add the number of its failed segments. */
static enum err
retry_one(
    struct run *run, const char *recording, size_t *segments, struct rows *rows)
{
	struct arena *a = run->arena;
	enum err e = db_call(
	    run->db, a, rows, "failed_recording_retry", DB_ARGS(recording));

	if (e == OK)
		*segments += strtoul(rows->cell[0], NULL, 10);
	return e;
}

/* Retry all failed recordings, each in a transaction of its own. */
static enum err
retry_all(struct run *run, size_t *segments, struct rows *rows)
{
	struct arena *a = run->arena;
	struct statement statement =
	    db_statement(a, "recordings_failed", DB_NO_ARGS);
	struct rows ids;
	enum err e = db_execute(run->db, a, &statement, &ids, LIST_MS);

	for (size_t i = 0; e == OK && i < ids.count; i++) {
		e = retry_one(run, ids.cell[i], segments, rows);
		/* The recording was merged or deleted meanwhile. */
		if (e == ERR_NOTFOUND)
			e = OK;
	}
	return e;
}

static int
go(struct run *run)
{
	const char *recording = run->option[OPT_RECORDING];
	size_t segments = 0;
	struct rows rows = {0};
	enum err e;

	if ((recording == NULL) == (run->option[OPT_ALL] == NULL))
		return usage_error(run, "give one of --recording and --all");
	e = recording == NULL ? retry_all(run, &segments, &rows)
	                      : retry_one(run, recording, &segments, &rows);
	if (e != OK)
		return failed(run, e, &rows);
	if (segments == 0)
		printf("Nothing has failed.\n");
	else
		printf("%zu failed; the mirror tries again.\n", segments);
	return EXIT_SUCCESS;
}

const struct command retry = {
    .name = "retry",
    .takes = TAKES(OPT_RECORDING) | TAKES(OPT_ALL),
    .usage = "--recording ID | --all",
    .help = "Makes the mirror copy a failed recording, or all of them, from\n"
            "Twilio again. It tries for another day at most.\n",
    .go = go,
};
