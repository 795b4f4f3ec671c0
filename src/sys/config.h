/*
 * What a program is told by its environment. Where the database is,
 * libpq reads by itself (PGHOST, PGPORT, PGDATABASE, PGUSER, ...).
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>

enum config_name {
	WEBHOOK_BASE_URL,     /* how Twilio reaches us: https://host[:port] */
	TWILIO_API_URL,       /* https, or http to this machine for tests */
	TWILIO_ACCOUNTS_FILE, /* the AccountSids and their secrets */
	MEDIA_DIR,            /* where recordings are stored */

	/* Where 'CR....pem' are, for encrypted recordings; may be left out. */
	TWILIO_PRIVATE_KEYS_DIR,

	/* How long requests are kept; 90 and 30 if they are left out. */
	WEBHOOK_EVENT_DAYS,
	WEBHOOK_REJECTION_DAYS,
	CONFIG_NAMES /* how many; ends a list of them */
};

/* The names that a program needs, as config_load() takes them. */
#define CONFIG(...) ((const enum config_name[]){__VA_ARGS__, CONFIG_NAMES})

/*
 * Read and check the values that the program needs. A value that is missing or
 * wrong ends the program with a sentence that says so.
 */
void config_load(const enum config_name names[]);

/* Is the name among names? */
bool config_has(const enum config_name names[], enum config_name);

/* A value that was loaded, or what it is if it was left out; NULL: it may
 * be, and was. URLs and directories have no slash at the end. */
const char *config_get(enum config_name);

#endif
