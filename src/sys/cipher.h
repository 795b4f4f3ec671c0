/*
 * Decrypts the recordings that Twilio encrypts: AES-256-GCM with a content key
 * for each recording, which is wrapped with our RSA public key (libcrypto).
 * Source: Twilio docs, "Voice Recording Encryption".
 */
#ifndef CIPHER_H
#define CIPHER_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"

struct cipher;

void cipher_free(struct cipher *);

/*
 * Prepare to decrypt one recording: the private key in the PEM file unwraps
 * the content key (base64; RSA-OAEP, SHA-256 for it and for MGF1); iv is the
 * initialization vector (base64). NULL: one of the three is not usable; *why is
 * the reason in words, a literal.
 */
struct cipher *cipher_new(const char *pem_path, const char *wrapped_key,
    const char *iv, const char **why) OWNED(cipher_free);

/*
 * Decrypt the next len bytes, and pass the audio to write, in pieces. The audio
 * is not authenticated before cipher_end(). False: write returned false.
 */
bool cipher_add(struct cipher *, const void *data, size_t len,
    bool (*write)(void *context, const void *data, size_t len), void *context);

/*
 * After the last piece, whose last 16 bytes are the authentication tag: is the
 * tag right? False: the audio is not what Twilio encrypted; *why is the reason
 * in words, a literal.
 */
bool cipher_end(struct cipher *, const char **why);

#endif
