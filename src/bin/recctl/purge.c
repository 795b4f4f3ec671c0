/*
 * recctl purge
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/recctl/recctl.h"
#include "sys/config.h"
#include "sys/db.h"
#include "work/removal.h"

#define PURGE_MS 600000

/* Print the counts. True: they are right for after a purge: all rows that go
 * are gone, and all that stay are there. */
static bool
print_counts(const struct rows *rows, bool apply)
{
	bool good = true;

	for (size_t i = 0; i < rows->count; i++) {
		const char **row = rows->cell + i * rows->width;
		bool goes = strcmp(row[1], "t") == 0;

		printf("  %-6s %-20s %10s", goes ? "goes" : "stays", row[0],
		    row[2]);
		if (apply)
			printf(" -> %s", row[3]);
		printf("\n");
		good = good && strcmp(row[3], goes ? "0" : row[2]) == 0;
	}
	return good;
}

static int
purge_apply(struct run *run, const struct rows *rows)
{
	size_t left = 0;
	bool good = print_counts(rows, true);

	if (!good)
		fputs("recctl purge: some counts above are not what they "
		      "should be\n",
		    stderr);
	if (removal_run(run->db, &left) != OK || left > 0) {
		fprintf(stderr,
		    "recctl purge: %zu media files could not be "
		    "removed; the mirror tries again\n",
		    left);
		good = false;
	}
	if (good)
		printf("Done.\n");
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

static int
go(struct run *run)
{
	const char *const *o = run->option;
	const char *what =
	    o[OPT_CALL_RECORDS] != NULL ? "call-records" : "recordings";
	bool apply = o[OPT_APPLY] != NULL;
	struct statement statement;
	struct rows rows;
	enum err e;

	if ((o[OPT_RECORDINGS] == NULL) == (o[OPT_CALL_RECORDS] == NULL))
		return usage_error(
		    run, "give one of --recordings and --call-records");
	config_load(CONFIG(MEDIA_DIR));
	statement = db_statement(
	    run->arena, "purge", DB_ARGS(what, apply ? "true" : "false"));
	if ((e = db_execute(
	         run->db, run->arena, &statement, &rows, PURGE_MS)) != OK)
		return failed(run, e, &rows);
	if (apply)
		return purge_apply(run, &rows);
	print_counts(&rows, false);
	printf(
	    "Nothing was changed. To do it: recctl purge --%s --apply\n", what);
	return EXIT_SUCCESS;
}

const struct command purge = {
    .name = "purge",
    .takes = TAKES(OPT_RECORDINGS) | TAKES(OPT_CALL_RECORDS) | TAKES(OPT_APPLY),
    .usage = "--recordings | --call-records [--apply]",
    .help = "Deletes all recordings (rows and files), or all call records and\n"
            "their recordings, and nothing else. Without --apply it changes\n"
            "nothing, and prints what would go and what would stay. With\n"
            "--apply it fails if a row or a file is left that should go, or\n"
            "if the count of rows that should stay has changed.\n",
    .go = go,
};
