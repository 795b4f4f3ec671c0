#include "sys/secret.h"

#include <openssl/crypto.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "text/hex.h"

void
secret_new(char out[static SECRET_HEX])
{
	unsigned char bytes[32];

	if (getrandom(bytes, sizeof(bytes), 0) != (ssize_t)sizeof(bytes))
		log_die("getrandom failed");
	hex_encode(bytes, sizeof(bytes), out);
}

bool
secret_equal(const char *a, const char *b)
{
	size_t len = strlen(a);

	return strlen(b) == len && CRYPTO_memcmp(a, b, len) == 0;
}
