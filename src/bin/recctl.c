/*
 * recctl: what the operator does from the shell. See man/recctl.1.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arena.h"
#include "db.h"
#include "log.h"
#include "recctl.h"

static const struct option options[] = {
    {"email",        required_argument, NULL, OPT_EMAIL       },
    {"name",         required_argument, NULL, OPT_NAME        },
    {"role",         required_argument, NULL, OPT_ROLE        },
    {"scope",        required_argument, NULL, OPT_SCOPE       },
    {"organization", required_argument, NULL, OPT_ORGANIZATION},
    {"recordings",   no_argument,       NULL, OPT_RECORDINGS  },
    {"call-records", no_argument,       NULL, OPT_CALL_RECORDS},
    {"apply",        no_argument,       NULL, OPT_APPLY       },
    {"from",         required_argument, NULL, OPT_FROM        },
    {"to",           required_argument, NULL, OPT_TO          },
    {"dry-run",      no_argument,       NULL, OPT_DRY_RUN     },
    {"recording",    required_argument, NULL, OPT_RECORDING   },
    {"all",          no_argument,       NULL, OPT_ALL         },
    {"help",         no_argument,       NULL, OPT_HELP        },
    {NULL,           0,                 NULL, 0               },
};

int
usage_error(const struct run *run, const char *why)
{
	fprintf(stderr, "recctl %s: %s\nTry: recctl %s --help\n",
	    run->command->name, why, run->command->name);
	return EXIT_USAGE;
}

int
refused(const struct run *run, enum err e, const struct rows *rows)
{
	const char *why = rows->detail;

	if (why == NULL)
		why = e == ERR_CONFLICT  ? "that exists already"
		      : e == ERR_INVALID ? "a value is not of its form"
		                         : "the database cannot be used now";
	fprintf(stderr, "recctl %s: %s\n", run->command->name, why);
	return EXIT_FAILURE;
}

#define TAKES(option) (1u << (option))

static const struct command commands[] = {
    {
     .name = "user add",
     .takes = TAKES(OPT_EMAIL) | TAKES(OPT_NAME) | TAKES(OPT_ROLE) |
                 TAKES(OPT_ORGANIZATION),
     .usage =
            "--email ADDRESS --name NAME --role ROLE [--organization NAME]", .help =
            "Adds a user who can log in, and prints their id. ROLE is agent,\n"
            "supervisor or administrator. The password is one line of\n"
            "standard input, of 10 characters or more. The organization\n"
            "need not be given if there is only one.\n", .go = user_add,
     },
    {
     .name = "token add",
     .takes = TAKES(OPT_NAME) | TAKES(OPT_SCOPE) | TAKES(OPT_ORGANIZATION),
     .usage = "--name NAME --scope SCOPE[,SCOPE] [--organization NAME]",
     .help = "Adds an API token and prints it, this once. SCOPE is dialer\n"
                "or supervisor.\n",                                                          .go = token_add,
     },
    {
     .name = "purge",
     .takes =
            TAKES(OPT_RECORDINGS) | TAKES(OPT_CALL_RECORDS) | TAKES(OPT_APPLY),
     .usage = "--recordings | --call-records [--apply]",
     .help =
            "Deletes all recordings, rows and files, or all call records and\n"
            "their recordings; nothing else. Without --apply it changes\n"
            "nothing and prints what would go and what stays. With --apply\n"
            "it fails if anything is left, or if a count that should stay\n"
            "has changed.\n",                                                                                                                                    .go = purge,
     },
    {
     .name = "reconcile",
     .takes = TAKES(OPT_FROM) | TAKES(OPT_TO) | TAKES(OPT_DRY_RUN),
     .usage = "--from TIME [--to TIME] [--dry-run]",
     .help = "Asks Twilio for the calls and recordings that began in that "
                "time,\n"
                "and makes up for what callbacks did not tell. TIME is as in\n"
                "2026-03-02T10:00:00Z; --to is now if it is not given. Prints "
                "what\n"
                "it creates and updates. With --dry-run it changes nothing.\n",.go = reconcile,
     },
    {
     .name = "retry",
     .takes = TAKES(OPT_RECORDING) | TAKES(OPT_ALL),
     .usage = "--recording ID | --all",
     .help = "Has a recording that failed, or every one, copied from Twilio\n"
                "again, for another day at most.\n",.go = retry,
     },
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
print_help(FILE *f)
{
	fputs("usage: recctl COMMAND [OPTION]...\n\n", f);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(
		    f, "  recctl %s %s\n", commands[i].name, commands[i].usage);
	fputs("\nrecctl COMMAND --help says what a command does. The database "
	      "is the one\nthat PG* in the environment name (libpq).\n",
	    f);
}

/* The command that the first words name, and how many words that is. */
static const struct command *
find(char **words, int n, int *used)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = commands[i].name;
		size_t first = strcspn(name, " ");
		bool two = name[first] == ' ';

		*used = two ? 2 : 1;
		if (n >= *used && strlen(words[0]) == first &&
		    strncmp(words[0], name, first) == 0 &&
		    (!two || strcmp(words[1], name + first + 1) == 0))
			return &commands[i];
	}
	return NULL;
}

/* EXIT_SUCCESS: the options are read; else what to exit with. */
static int
read_options(struct run *run, int argc, char **argv)
{
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == '?')
			return EXIT_USAGE;
		if (o != OPT_HELP && !(run->command->takes & TAKES(o)))
			return usage_error(run, "it does not take that option");
		run->option[o] = optarg == NULL ? "" : optarg;
	}
	if (optind < argc)
		return usage_error(run, "there is a word too many");
	return EXIT_SUCCESS;
}

int
main(int argc, char **argv)
{
	struct run run = {0};
	int used = 0, status;

	log_open("recctl");
	if (argc > 1 && strcmp(argv[1], "--help") == 0) {
		print_help(stdout);
		return EXIT_SUCCESS;
	}
	run.command = find(argv + 1, argc - 1, &used);
	if (run.command == NULL) {
		print_help(stderr);
		return EXIT_USAGE;
	}
	if ((status = read_options(&run, argc - used, argv + used)) != 0)
		return status;
	if (run.option[OPT_HELP] != NULL) {
		printf("usage: recctl %s %s\n\n%s", run.command->name,
		    run.command->usage, run.command->help);
		return EXIT_SUCCESS;
	}
	run.arena = arena_new();
	run.db = db_open();
	status = run.command->go(&run);
	db_close(run.db);
	arena_free(run.arena);
	return status;
}
