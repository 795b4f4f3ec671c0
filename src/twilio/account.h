/*
 * The Twilio accounts whose webhooks are accepted and whose recordings are
 * copied, with their auth tokens. They are in a file, not in the database:
 *
 *	# AccountSid, its auth token, and the old token during a rotation
 *	AC0123456789abcdef0123456789abcdef 8f3c... 77b0... # until Friday
 */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stddef.h>

enum {
	ACCOUNT_TOKENS_MAX = 4
};

struct account {
	struct account *next;
	const char *sid;
	const char *tokens[ACCOUNT_TOKENS_MAX]; /* the current one first */
	size_t ntokens;
};

/*
 * Read TWILIO_ACCOUNTS_FILE. If a line is not an AccountSid, its tokens of 32
 * hex digits and perhaps a comment, the program logs the number of the line,
 * without its secrets, and exits.
 */
void account_load(void);

/* The first of all accounts; the others follow by next. */
const struct account *account_first(void);

/* The account with that SID, or NULL. */
const struct account *account_find(const char *sid);

#endif
