#include "sys/password.h"

#include <sodium.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"

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
