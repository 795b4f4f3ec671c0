/*
 * The Twilio accounts whose webhooks are taken and whose recordings are
 * fetched, with their secrets. They are in a file, not in the database:
 *
 *	# AccountSid, its auth token, the one before while it is rotated
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
 * Read TWILIO_ACCOUNTS_FILE. What a line has beside an AccountSid, tokens of
 * 32 hex digits, and a comment ends the program with a sentence that names
 * the line, not the secret.
 */
void account_load(void);

/* The first of all accounts; the others follow by next. */
const struct account *account_first(void);

/* The account of that SID, or NULL. */
const struct account *account_find(const char *sid);

#endif
