/*
 * recctl number add, number remove, number list
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bin/recctl/recctl.h"
#include "sys/db.h"

static int
call(struct run *run, const char *fn, const char *const args[], size_t nargs)
{
	const char *const *o = run->option;
	struct rows rows;
	enum err e;

	if (o[OPT_ACCOUNT] == NULL || o[OPT_NUMBER] == NULL)
		return usage_error(run, "give --account and --number");
	e = db_call(run->db, run->arena, &rows, fn, args, nargs);
	return e == OK ? EXIT_SUCCESS : failed(run, e, &rows);
}

static int
add(struct run *run)
{
	const char *const *o = run->option;

	return call(run, "number_add",
	    DB_ARGS(o[OPT_ACCOUNT], o[OPT_NUMBER],
	        o[OPT_DEFAULT] == NULL ? "false" : "true"));
}

static int
take_away(struct run *run)
{
	const char *const *o = run->option;

	return call(
	    run, "number_remove", DB_ARGS(o[OPT_ACCOUNT], o[OPT_NUMBER]));
}

static int
list(struct run *run)
{
	struct rows rows;
	enum err e = db_call(run->db, run->arena, &rows, "numbers", DB_NO_ARGS);

	if (e != OK)
		return failed(run, e, &rows);
	for (size_t i = 0; i < rows.count; i++) {
		const char **row = rows.cell + i * rows.width;

		printf("%s  %s%s\n", row[0], row[1],
		    strcmp(row[2], "t") == 0 ? "  (default)" : "");
	}
	return EXIT_SUCCESS;
}

const struct command number_add = {
    .name = "number add",
    .takes = TAKES(OPT_ACCOUNT) | TAKES(OPT_NUMBER) | TAKES(OPT_DEFAULT),
    .usage = "--account SID --number NUMBER [--default]",
    .help = "Adds a number of that Twilio account, in E.164 form, such as\n"
            "+15550100200. Calls that are placed here may show it as their\n"
            "caller id. With --default they show it if they name no other.\n",
    .go = add,
};

const struct command number_remove = {
    .name = "number remove",
    .takes = TAKES(OPT_ACCOUNT) | TAKES(OPT_NUMBER),
    .usage = "--account SID --number NUMBER",
    .help = "Removes a number: calls may not show it any more.\n",
    .go = take_away,
};

const struct command number_list = {
    .name = "number list",
    .takes = 0,
    .usage = "",
    .help = "Prints the numbers that calls may show, and which of them is the\n"
            "default of its account.\n",
    .go = list,
};
