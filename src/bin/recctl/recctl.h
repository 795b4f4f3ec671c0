/*
 * What the commands of recctl share. Each group of them is a file,
 * recctl-*.c; recctl.c has the table of all and chooses.
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

/* One run: its options' values (NULL: not given), what it works with. */
struct run {
	const struct command *command;
	const char *option[OPTIONS];
	struct arena *arena;
	struct db *db;
};

#define TAKES(option) (1u << (option))

/* A command, defined in the file of its group. */
struct command {
	const char *name;  /* its words, as they are typed */
	unsigned takes;    /* its options, TAKES() of each */
	const char *usage; /* its options, as --help shows them */
	const char *help;  /* what it does, in lines of text */
	int (*go)(struct run *);
};

/* Say what is wrong with how it was called: what to exit with. */
int usage_error(const struct run *, const char *why);

/* Say why a call was refused, as the database did or in general: what to
 * exit with. */
int refused(const struct run *, enum err, const struct rows *);

extern const struct command user_add, token_add;
extern const struct command number_add, number_remove, number_list;
extern const struct command purge;
extern const struct command reconcile;
extern const struct command retry;
extern const struct command replay;
extern const struct command doctor_signature;
extern const struct command coverage;

#endif
