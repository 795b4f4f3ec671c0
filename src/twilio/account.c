#include "twilio/account.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "sys/config.h"
#include "text/hex.h"
#include "twilio/sid.h"

static struct account *accounts;
static struct arena *memory; /* of the accounts; is never freed */

/* The next word of a line; NULL at the end of the line, or at a comment. */
static const char *
next_word(char **rest)
{
	const char *word = strtok_r(NULL, " \t\r\n", rest);

	if (word == NULL || *word == '#')
		return NULL;
	return arena_strndup(memory, word, strlen(word));
}

static void
add_tokens(
    const char *path, size_t number, struct account *account, char **rest)
{
	const char *word;

	while ((word = next_word(rest)) != NULL) {
		/* Source: Twilio docs, "Auth Tokens". */
		if (!hex_is(word, 32))
			log_die("%s, line %zu: an auth token is 32 hex digits, "
			        "and a comment begins with #",
			    path, number);
		if (account->ntokens == ACCOUNT_TOKENS_MAX)
			log_die("%s, line %zu: more than %d tokens", path,
			    number, ACCOUNT_TOKENS_MAX);
		account->tokens[account->ntokens++] = word;
	}
	if (account->ntokens == 0)
		log_die("%s, line %zu: no auth token follows the AccountSid",
		    path, number);
}

static void
add_line(const char *path, size_t number, char *line)
{
	struct account *account = arena_alloc(memory, sizeof(*account));
	char *rest = line;
	const char *word = next_word(&rest);

	if (word == NULL)
		return;
	if (!sid_is_valid(word, "AC"))
		log_die("%s, line %zu: it must begin with an AccountSid", path,
		    number);
	if (account_find(word) != NULL)
		log_die("%s, line %zu: this AccountSid has a line already",
		    path, number);
	account->sid = word;
	add_tokens(path, number, account, &rest);
	account->next = accounts;
	accounts = account;
}

void
account_load(void)
{
	const char *path = config_get(TWILIO_ACCOUNTS_FILE);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (f == NULL)
		log_die("%s cannot be read", path);
	memory = arena_new();
	for (size_t number = 1; getline(&line, &room, f) != -1; number++)
		add_line(path, number, line);
	free(line);
	fclose(f);
	if (accounts == NULL)
		log_die("%s names no account", path);
}

const struct account *
account_first(void)
{
	return accounts;
}

const struct account *
account_find(const char *sid)
{
	for (const struct account *a = accounts; a != NULL; a = a->next) {
		if (strcmp(a->sid, sid) == 0)
			return a;
	}
	return NULL;
}
