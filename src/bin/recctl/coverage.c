/*
 * recctl coverage
 */
#include <stdio.h>
#include <stdlib.h>

#include "bin/recctl/recctl.h"
#include "sys/db.h"

#define COVERAGE_MS 600000

/* The number of characters of s: the bytes that are not continuation bytes,
 * 10xxxxxx (RFC 3629). */
static int
width(const char *s)
{
	int n = 0;

	for (; *s != '\0'; s++)
		n += (*s & 0xc0) != 0x80;
	return n;
}

static void
print_table(const struct rows *rows, const char *by)
{
	const char *heading = by == NULL ? "" : by;
	int widest = width(heading);

	for (size_t i = 0; i < rows->count; i++) {
		int n = width(rows->cell[i * rows->width]);

		widest = n > widest ? n : widest;
	}
	printf("%s%*s  %9s %9s %9s %9s  %s\n", heading, widest - width(heading),
	    "", "answered", "expected", "playable", "coverage", "not playable");
	for (size_t i = 0; i < rows->count; i++) {
		const char **row = rows->cell + i * rows->width;

		printf("%s%*s  %9s %9s %9s %9s%s%s\n", row[0],
		    widest - width(row[0]), "", row[1], row[2], row[3], row[4],
		    *row[5] == '\0' ? "" : "  ", row[5]);
	}
}

static int
go(struct run *run)
{
	const char *const *o = run->option;
	struct statement statement;
	struct rows rows;
	enum err e;

	statement = db_statement(run->arena, "coverage_table",
	    DB_ARGS(o[OPT_ORGANIZATION], o[OPT_FROM], o[OPT_TO], o[OPT_BY]));
	if ((e = db_execute(
	         run->db, run->arena, &statement, &rows, COVERAGE_MS)) != OK)
		return failed(run, e, &rows);
	print_table(&rows, o[OPT_BY]);
	return EXIT_SUCCESS;
}

const struct command coverage = {
    .name = "coverage",
    .takes = TAKES(OPT_ORGANIZATION) | TAKES(OPT_FROM) | TAKES(OPT_TO) |
             TAKES(OPT_BY),
    .usage = "[--from DAY] [--to DAY] [--by WHAT] [--organization NAME]",
    .help = "Prints how many calls were answered, how many of these should\n"
            "have audio, how many can be played, and why the others cannot.\n"
            "WHAT is day, campaign or agent. DAY is a day of UTC, such as\n"
            "2026-03-02; the day of --to is not included. The default is the\n"
            "last 7 days. --organization may be left out if there is only\n"
            "one organization.\n",
    .go = go,
};
