#include "sys/digest.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "text/hex.h"

struct sha256 {
	EVP_MD_CTX *ctx;
};

void
digest_hmac_sha1(const char *key, const char *data, size_t len,
    char out[static DIGEST_SHA1_BASE64])
{
	unsigned char mac[EVP_MAX_MD_SIZE];
	unsigned int mac_len;

	if (HMAC(EVP_sha1(), key, (int)strlen(key), (const unsigned char *)data,
	        len, mac, &mac_len) == NULL)
		log_die("HMAC-SHA1 failed");
	EVP_EncodeBlock((unsigned char *)out, mac, (int)mac_len);
}

void
digest_sha256(const void *data, size_t len, char out[static DIGEST_SHA256_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int digest_len;

	if (EVP_Digest(data, len, digest, &digest_len, EVP_sha256(), NULL) != 1)
		log_die("SHA-256 failed");
	hex_encode(digest, digest_len, out);
}

void
sha256_free(struct sha256 *s)
{
	if (s == NULL)
		return;
	EVP_MD_CTX_free(s->ctx);
	free(s);
}

struct sha256 *
sha256_new(void)
{
	struct sha256 *s = calloc(1, sizeof(*s));

	if (s == NULL || (s->ctx = EVP_MD_CTX_new()) == NULL ||
	    EVP_DigestInit_ex(s->ctx, EVP_sha256(), NULL) != 1)
		log_die("SHA-256 failed");
	return s;
}

void
sha256_add(struct sha256 *s, const void *data, size_t len)
{
	if (EVP_DigestUpdate(s->ctx, data, len) != 1)
		log_die("SHA-256 failed");
}

void
sha256_hex(struct sha256 *s, char out[static DIGEST_SHA256_HEX])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned int len;

	if (EVP_DigestFinal_ex(s->ctx, digest, &len) != 1)
		log_die("SHA-256 failed");
	hex_encode(digest, len, out);
}
