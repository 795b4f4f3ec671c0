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

int
user_add(struct run *run)
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
		    "least %d characters\n",
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

int
token_add(struct run *run)
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
