/*
 * What the commands of recctl share. Each group of commands has a file of its
 * own; main.c has the table of all commands, and runs one.
 */
#ifndef RECCTL_H
#define RECCTL_H

#include "base/err.h"

struct arena;
struct db;
struct rows;

enum {
	EXIT_USAGE = 2
};

enum option_name {
	OPT_EMAIL,
	OPT_NAME,
	OPT_ROLE,
	OPT_SCOPE,
	OPT_ORGANIZATION,
	OPT_RECORDINGS,
	OPT_CALL_RECORDS,
	OPT_APPLY,
	OPT_FROM,
	OPT_TO,
	OPT_DRY_RUN,
	OPT_RECORDING,
	OPT_ALL,
	OPT_SINCE,
	OPT_VERIFY,
	OPT_BY,
	OPT_ACCOUNT,
	OPT_NUMBER,
	OPT_DEFAULT,
	OPT_HELP,
	OPTIONS
};

struct command;

/* One run of a command. option: their values, NULL: not given. */
struct run {
	const struct command *command;
	const char *option[OPTIONS];
	struct arena *arena;
	struct db *db;
};

#define TAKES(option) (1u << (option))

/* A command, defined in the file of its group. */
struct command {
	const char *name;  /* one word or two, as the operator types them */
	unsigned takes;    /* its options: TAKES() of each, or'ed */
	const char *usage; /* its options, as --help shows them */
	const char *help;  /* what it does, in lines of text */
	int (*go)(struct run *); /* returns the exit status */
};

/* Print what is wrong with the command line. Returns the exit status. */
int usage_error(const struct run *, const char *why);

/* Print why a call of the database failed: its own sentence, else one for e.
 * Returns the exit status. */
int failed(const struct run *, enum err, const struct rows *);

extern const struct command user_add, token_add;
extern const struct command number_add, number_remove, number_list;
extern const struct command purge;
extern const struct command reconcile;
extern const struct command retry;
extern const struct command replay;
extern const struct command doctor_signature;
extern const struct command coverage;

#endif
