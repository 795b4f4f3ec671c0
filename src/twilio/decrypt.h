/*
 * Finds the private key for a recording that Twilio encrypted with one of our
 * public keys. Source: Twilio docs, "Voice Recording Encryption".
 */
#ifndef DECRYPT_H
#define DECRYPT_H

#include "base/attr.h"
#include "sys/cipher.h"

struct arena;

/* The EncryptionDetails of a recording. */
struct encryption {
	const char *public_key_sid; /* NULL: the recording is not encrypted */
	const char *encrypted_cek, *iv;
};

/*
 * Prepare to decrypt, with the private key TWILIO_PRIVATE_KEYS_DIR/CR....pem.
 * NULL: the key is missing, or cipher_new() failed; *why is the reason in
 * words, a literal or the arena's.
 */
struct cipher *decrypt_begin(struct arena *, const struct encryption *,
    const char **why) OWNED(cipher_free);

#endif
