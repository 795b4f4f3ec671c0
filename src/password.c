#include "password.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "arena.h"
#include "log.h"

const char *
password_hash(struct arena *a, const char *password)
{
	char hash[crypto_pwhash_STRBYTES];

	if (sodium_init() == -1 ||
	    crypto_pwhash_str_alg(hash, password, strlen(password),
	        crypto_pwhash_OPSLIMIT_INTERACTIVE,
	        crypto_pwhash_MEMLIMIT_INTERACTIVE,
	        crypto_pwhash_ALG_ARGON2ID13) != 0)
		log_die("password_hash: out of memory");
	return arena_strndup(a, hash, strlen(hash));
}

bool
password_matches(const char *hash, const char *password)
{
	static const char nobody[] =
	    "$argon2id$v=19$m=65536,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$"
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

	if (sodium_init() == -1)
		log_die("libsodium does not start");
	return crypto_pwhash_str_verify(hash == NULL ? nobody : hash, password,
	           strlen(password)) == 0 &&
	       hash != NULL;
}

const char *
password_read(struct arena *a)
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
