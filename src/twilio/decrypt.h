/*
 * Recordings that Twilio encrypted with a public key of ours. Source: Twilio
 * docs, "Voice Recording Encryption".
 */
#ifndef DECRYPT_H
#define DECRYPT_H

#include "base/attr.h"
#include "sys/cipher.h"

struct arena;

/* What Twilio says of an encrypted recording (its EncryptionDetails). */
struct encryption {
	const char *public_key_sid; /* NULL: the recording is not encrypted */
	const char *encrypted_cek, *iv;
};

/*
 * Begin to decrypt, with the private key TWILIO_PRIVATE_KEYS_DIR/CR....pem.
 * NULL: it cannot be done; *why says so in words.
 */
struct cipher *decrypt_begin(struct arena *, const struct encryption *,
    const char **why) OWNED(cipher_free);

#endif
