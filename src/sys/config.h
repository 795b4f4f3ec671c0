/*
 * The configuration of a program: variables of its environment. libpq itself
 * reads those of the database (PGHOST, PGPORT, PGDATABASE, PGUSER, ...).
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>

enum config_name {
	WEBHOOK_BASE_URL,     /* how Twilio reaches us: https://host[:port] */
	TWILIO_API_URL,       /* https; or http to this machine, for tests */
	TWILIO_ACCOUNTS_FILE, /* the AccountSids and their auth tokens */
	MEDIA_DIR,            /* where recordings are stored */

	/* The directory of the private keys CR....pem, for encrypted
	 * recordings; optional. */
	TWILIO_PRIVATE_KEYS_DIR,

	/* For how many days the journal and rejected webhook requests are kept;
	 * optional, 90 and 30 by default. */
	WEBHOOK_EVENT_DAYS,
	WEBHOOK_REJECTION_DAYS,
	CONFIG_NAMES /* the number of names; ends a list of names */
};

/* A list of names for config_load(). */
#define CONFIG(...) ((const enum config_name[]){__VA_ARGS__, CONFIG_NAMES})

/*
 * Read and check the values of these names. If a value is missing or wrong, the
 * program logs a sentence about it and exits.
 */
void config_load(const enum config_name names[]);

/* Is the name among names? */
bool config_has(const enum config_name names[], enum config_name);

/* A value that config_load() has read, or its default; NULL: it is optional,
 * not set, and has no default. URLs and directories have no slash at the
 * end. */
const char *config_get(enum config_name);

#endif
