#include "twilio/decrypt.h"

#include <stddef.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/config.h"
#include "twilio/sid.h"

struct cipher *
decrypt_begin(
    struct arena *a, const struct encryption *encryption, const char **why)
{
	const char *dir = config_get(TWILIO_PRIVATE_KEYS_DIR);
	const char *sid = encryption->public_key_sid;
	const char *path =
	    arena_printf(a, "%s/%s.pem", dir == NULL ? "" : dir, sid);

	if (dir == NULL || !sid_is_valid(sid, "CR") ||
	    access(path, R_OK) == -1) {
		*why =
		    arena_printf(a, "there is no private key %s for it", sid);
		return NULL;
	}
	return cipher_new(path, encryption->encrypted_cek, encryption->iv, why);
}
