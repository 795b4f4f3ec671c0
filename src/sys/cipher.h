/*
 * Recordings that Twilio encrypted: AES-256-GCM, with a key of their own
 * that is wrapped by RSA for whoever has the private key (libcrypto, as
 * mac). Source: Twilio docs, "Voice Recording Encryption".
 */
#ifndef CIPHER_H
#define CIPHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct cipher;

void cipher_free(struct cipher *);

/*
 * To decrypt one recording: with the private key that is in a PEM file,
 * the content key that it unwraps (base64; OAEP with SHA-256 twice) and
 * the initialization vector (base64). NULL: it cannot be; *why says so in
 * words.
 */
struct cipher *cipher_new(const char *pem_path, const char *wrapped_key,
    const char *iv, const char **why) OWNED(cipher_free);

/*
 * Decrypt the next piece of what came, and write what it gives, in pieces.
 * Nothing of it is to be believed before cipher_end(). False: write said so.
 */
bool cipher_add(struct cipher *, const void *data, size_t len,
    bool (*write)(void *context, const void *data, size_t len), void *context);

/*
 * That was all of it, the last 16 bytes being its tag: is it what Twilio
 * encrypted, to the last bit? False: *why says so in words.
 */
bool cipher_end(struct cipher *, const char **why);

#endif
