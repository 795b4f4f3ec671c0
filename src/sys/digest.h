/*
 * Digests: HMAC-SHA1 and SHA-256 (libcrypto).
 */
#ifndef DIGEST_H
#define DIGEST_H

#include <stddef.h>

#include "base/attr.h"

struct sha256;

enum {
	DIGEST_SHA1_BASE64 = 28 + 1, /* a SHA-1 in base64, and NUL */
	DIGEST_SHA256_HEX = 64 + 1,  /* a SHA-256 in hex, and NUL */
};

/* HMAC-SHA1 of len bytes of data, in base64 (RFC 2104, RFC 4648). */
void digest_hmac_sha1(const char *key, const char *data, size_t len,
    char out[static DIGEST_SHA1_BASE64]);

/* SHA-256 in lower-case hex. */
void
digest_sha256(const void *data, size_t len, char out[static DIGEST_SHA256_HEX]);

/* SHA-256 of data that comes in pieces. */
void sha256_free(struct sha256 *);
struct sha256 *sha256_new(void) OWNED(sha256_free);
void sha256_add(struct sha256 *, const void *data, size_t len);
void sha256_hex(struct sha256 *, char out[static DIGEST_SHA256_HEX]);

#endif
