/*
 * recctl user add, recctl token add
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "mac.h"
#include "password.h"
#include "recctl.h"
#include "session.h"

#define PASSWORD_MIN 10

static int
add_user(struct run *run)
{
	const char *const *o = run->option;
	const char *password;
	struct call call;
	struct rows rows;
	enum err e;

	if (o[OPT_EMAIL] == NULL || o[OPT_NAME] == NULL || o[OPT_ROLE] == NULL)
		return usage_error(run, "give --email, --name and --role");
	password = password_read(run->arena);
	if (strlen(password) < PASSWORD_MIN) {
		fprintf(stderr,
		    "recctl user add: the password must have at "
		    "least %d characters, and at most 1,000 bytes\n",
		    PASSWORD_MIN);
		return EXIT_FAILURE;
	}
	call = db_ask(run->arena, "user_add",
	    DB_ARGS(o[OPT_ORGANIZATION], o[OPT_EMAIL], o[OPT_NAME], o[OPT_ROLE],
	        password_hash(run->arena, password)));
	if ((e = db_call(run->db, run->arena, &call, &rows)) != OK)
		return refused(run, e, &rows);
	printf("%s\n", rows.cell[0]);
	return EXIT_SUCCESS;
}

const struct command user_add = {
    .name = "user add",
    .takes = TAKES(OPT_EMAIL) | TAKES(OPT_NAME) | TAKES(OPT_ROLE) |
             TAKES(OPT_ORGANIZATION),
    .usage = "--email ADDRESS --name NAME --role ROLE [--organization NAME]",
    .help = "Adds a user who can log in, and prints their id. ROLE is agent,\n"
            "supervisor or administrator. The password is one line of\n"
            "standard input, of 10 characters or more. The organization\n"
            "need not be given if there is only one.\n",
    .go = add_user,
};

static int
add_token(struct run *run)
{
	const char *const *o = run->option;
	char secret[MAC_SECRET_HEX];
	struct call call;
	struct rows rows;
	enum err e;

	if (o[OPT_NAME] == NULL || o[OPT_SCOPE] == NULL)
		return usage_error(run, "give --name and --scope");
	mac_secret(secret);
	call = db_ask(run->arena, "token_add",
	    DB_ARGS(o[OPT_ORGANIZATION], o[OPT_NAME], o[OPT_SCOPE],
	        session_hash(run->arena, secret)));
	if ((e = db_call(run->db, run->arena, &call, &rows)) != OK)
		return refused(run, e, &rows);
	printf("%s\n", secret);
	return EXIT_SUCCESS;
}

const struct command token_add = {
    .name = "token add",
    .takes = TAKES(OPT_NAME) | TAKES(OPT_SCOPE) | TAKES(OPT_ORGANIZATION),
    .usage = "--name NAME --scope SCOPE[,SCOPE] [--organization NAME]",
    .help = "Adds an API token and prints it, this once. SCOPE is dialer\n"
            "or supervisor.\n",
    .go = add_token,
};
