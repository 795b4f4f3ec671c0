/*
 * What a program is told by its environment. Where the database is,
 * libpq reads by itself (PGHOST, PGPORT, PGDATABASE, PGUSER, ...).
 */
#ifndef CONFIG_H
#define CONFIG_H

#include <stddef.h>

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
	CONFIG_NAMES
};

/*
 * Read and check the n values that the program needs. A value that is
 * missing or wrong ends the program with a sentence that says so.
 */
void config_load(const enum config_name names[], size_t n);

#define CONFIG_LOAD(...)                                \
	config_load((enum config_name[]){__VA_ARGS__},  \
	    sizeof((enum config_name[]){__VA_ARGS__}) / \
	        sizeof(enum config_name))

/* A value that was loaded, or what it is if it was left out; NULL: it may
 * be, and was. URLs and directories have no slash at the end. */
const char *config_get(enum config_name);

#endif
