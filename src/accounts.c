#include "accounts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "log.h"
#include "twilio.h"

static struct account *accounts;
static size_t count;

static void
add_line(const char *path, size_t number, char *line)
{
	struct account account = {0};
	char *rest = NULL;
	char *word = strtok_r(line, " \t\r\n", &rest);

	if (word == NULL || *word == '#')
		return;
	if (!twilio_is_sid(word, "AC"))
		log_die("%s, line %zu: it must begin with an AccountSid", path,
		    number);
	memcpy(account.sid, word, sizeof(account.sid));
	while ((word = strtok_r(NULL, " \t\r\n", &rest)) != NULL) {
		if (account.ntokens == ACCOUNT_TOKENS_MAX)
			log_die("%s, line %zu: more than %d tokens", path,
			    number, ACCOUNT_TOKENS_MAX);
		if ((word = strdup(word)) == NULL)
			log_die("accounts_load: out of memory");
		account.tokens[account.ntokens++] = word;
	}
	if (account.ntokens == 0)
		log_die("%s, line %zu: no auth token follows the AccountSid",
		    path, number);
	accounts = reallocarray(accounts, count + 1, sizeof(*accounts));
	if (accounts == NULL)
		log_die("accounts_load: out of memory");
	accounts[count++] = account;
}

void
accounts_load(void)
{
	const char *path = config_get(TWILIO_ACCOUNTS_FILE);
	FILE *f = fopen(path, "re");
	char *line = NULL;
	size_t room = 0;

	if (f == NULL)
		log_die("%s cannot be read", path);
	for (size_t number = 1; getline(&line, &room, f) != -1; number++)
		add_line(path, number, line);
	if (line != NULL)
		explicit_bzero(line, room);
	free(line);
	fclose(f);
	if (count == 0)
		log_die("%s names no account", path);
}

const struct account *
accounts_find(const char *sid)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(accounts[i].sid, sid) == 0)
			return &accounts[i];
	}
	return NULL;
}
