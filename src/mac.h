/*
 * Digests and signatures (libcrypto), and random secrets.
 */
#ifndef MAC_H
#define MAC_H

#include <stdbool.h>
#include <stddef.h>

#include "attr.h"

struct sha256;

enum {
	MAC_SHA1_BASE64 = 28 + 1, /* a SHA-1 in base64, and NUL */
	MAC_SHA256_HEX = 64 + 1,  /* a SHA-256 in hex, and NUL */
	MAC_SECRET_HEX = 64 + 1,  /* 32 random bytes in hex, and NUL */
};

/* HMAC-SHA1 of len bytes of data, in base64 (RFC 2104, RFC 4648). */
void mac_hmac_sha1(const char *key, const char *data, size_t len,
    char out[static MAC_SHA1_BASE64]);

/* SHA-256 in lower-case hex. */
void mac_sha256(const void *data, size_t len, char out[static MAC_SHA256_HEX]);

/* The same, piece by piece. */
void sha256_free(struct sha256 *);
struct sha256 *sha256_new(void) OWNED(sha256_free);
void sha256_add(struct sha256 *, const void *data, size_t len);
void sha256_hex(struct sha256 *, char out[static MAC_SHA256_HEX]);

/* Are both strings the same? Takes as long for every b of one length. */
bool mac_equal(const char *a, const char *b);

/* A secret that nobody can guess, in hex. */
void mac_secret(char out[static MAC_SECRET_HEX]);

#endif
