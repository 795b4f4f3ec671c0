/*
 * recctl user add, recctl token add
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "app/credential.h"
#include "base/arena.h"
#include "bin/recctl/recctl.h"
#include "sys/db.h"
#include "sys/password.h"
#include "sys/secret.h"

#define PASSWORD_MIN 10

/* Read one line of standard input; on a terminal, with a prompt and without
 * echo. "": the input has ended, or the line has more than 1,022 bytes. */
static const char *
read_password(struct arena *a)
{
	struct termios shown, hidden;
	bool terminal = tcgetattr(STDIN_FILENO, &shown) == 0;
	char line[1024];
	const char *password;

	if (terminal) {
		fputs("Password: ", stderr);
		hidden = shown;
		hidden.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
	}
	if (fgets(line, sizeof(line), stdin) == NULL ||
	    (strlen(line) == sizeof(line) - 1 && strchr(line, '\n') == NULL))
		line[0] = '\0';
	if (terminal) {
		tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown);
		fputs("\n", stderr);
	}
	line[strcspn(line, "\r\n")] = '\0';
	password = arena_strndup(a, line, strlen(line));
	explicit_bzero(line, sizeof(line));
	return password;
}

static int
add_user(struct run *run)
{
	const char *const *o = run->option;
	const char *password;
	struct rows rows;
	enum err e;

	if (o[OPT_EMAIL] == NULL || o[OPT_NAME] == NULL || o[OPT_ROLE] == NULL)
		return usage_error(run, "give --email, --name and --role");
	password = read_password(run->arena);
	if (strlen(password) < PASSWORD_MIN) {
		fprintf(stderr,
		    "recctl user add: the password must have at "
		    "least %d characters, and at most 1,000 bytes\n",
		    PASSWORD_MIN);
		return EXIT_FAILURE;
	}
	e = db_call(run->db, run->arena, &rows, "user_add",
	    DB_ARGS(o[OPT_ORGANIZATION], o[OPT_EMAIL], o[OPT_NAME], o[OPT_ROLE],
	        password_hash(run->arena, password)));
	if (e != OK)
		return failed(run, e, &rows);
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
            "standard input, of 10 characters or more. --organization may\n"
            "be left out if there is only one organization.\n",
    .go = add_user,
};

static int
add_token(struct run *run)
{
	const char *const *o = run->option;
	char secret[SECRET_HEX];
	struct rows rows;
	enum err e;

	if (o[OPT_NAME] == NULL || o[OPT_SCOPE] == NULL)
		return usage_error(run, "give --name and --scope");
	secret_new(secret);
	e = db_call(run->db, run->arena, &rows, "token_add",
	    DB_ARGS(o[OPT_ORGANIZATION], o[OPT_NAME], o[OPT_SCOPE],
	        credential_of(run->arena, secret)));
	if (e != OK)
		return failed(run, e, &rows);
	printf("%s\n", secret);
	return EXIT_SUCCESS;
}

const struct command token_add = {
    .name = "token add",
    .takes = TAKES(OPT_NAME) | TAKES(OPT_SCOPE) | TAKES(OPT_ORGANIZATION),
    .usage = "--name NAME --scope SCOPE[,SCOPE] [--organization NAME]",
    .help = "Adds an API token and prints it. It cannot be shown again. SCOPE\n"
            "is dialer or supervisor.\n",
    .go = add_token,
};
