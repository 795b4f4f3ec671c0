/*
 * recctl: the operator's command. See man/recctl.1.
 */
#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "bin/recctl/recctl.h"
#include "sys/db.h"

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
    {"since",        required_argument, NULL, OPT_SINCE       },
    {"verify",       no_argument,       NULL, OPT_VERIFY      },
    {"by",           required_argument, NULL, OPT_BY          },
    {"account",      required_argument, NULL, OPT_ACCOUNT     },
    {"number",       required_argument, NULL, OPT_NUMBER      },
    {"default",      no_argument,       NULL, OPT_DEFAULT     },
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
failed(const struct run *run, enum err e, const struct rows *rows)
{
	const char *why = rows->detail;

	if (why == NULL)
		why = e == ERR_INVALID ? "a value is malformed"
		                       : "the database is not available";
	fprintf(stderr, "recctl %s: %s\n", run->command->name, why);
	return EXIT_FAILURE;
}

static const struct command *const commands[] = {
    &user_add,
    &token_add,
    &number_add,
    &number_remove,
    &number_list,
    &purge,
    &reconcile,
    &retry,
    &replay,
    &doctor_signature,
    &coverage,
};

#define COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void
print_help(FILE *f)
{
	fputs("usage: recctl COMMAND [OPTION]...\n\n", f);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(f, "  recctl %s %s\n", commands[i]->name,
		    commands[i]->usage);
	fputs("\nrecctl COMMAND --help explains a command. PG* in the "
	      "environment name the\ndatabase (libpq).\n",
	    f);
}

/* The command that the first words name. *used: how many words its name has. */
static const struct command *
find(char **words, int n, int *used)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		const char *name = commands[i]->name;
		size_t first = strcspn(name, " ");
		bool two = name[first] == ' ';

		*used = two ? 2 : 1;
		if (n >= *used && strlen(words[0]) == first &&
		    strncmp(words[0], name, first) == 0 &&
		    (!two || strcmp(words[1], name + first + 1) == 0))
			return commands[i];
	}
	return NULL;
}

/* EXIT_SUCCESS: the options are read; else the exit status. */
static int
read_options(struct run *run, int argc, char **argv)
{
	int o;

	while ((o = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (o == '?')
			return EXIT_USAGE;
		if (o != OPT_HELP && !(run->command->takes & TAKES(o)))
			return usage_error(
			    run, "this command does not take that option");
		run->option[o] = optarg == NULL ? "" : optarg;
	}
	if (optind < argc)
		return usage_error(run, "there are too many arguments");
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
