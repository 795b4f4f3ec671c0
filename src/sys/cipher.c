#include "sys/cipher.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

#define KEY_BYTES    32
#define TAG_BYTES    16
#define IV_BYTES_MAX 64
#define RSA_BYTES    2048 /* the longest wrapped key that is accepted */
#define PIECE_BYTES  4096

/* tail: the last bytes that came, not decrypted yet, as they may be the tag. */
struct cipher {
	EVP_CIPHER_CTX *ctx;
	unsigned char tail[TAG_BYTES];
	size_t tail_len;
};

void
cipher_free(struct cipher *c)
{
	if (c == NULL)
		return;
	EVP_CIPHER_CTX_free(c->ctx);
	free(c);
}

/* Decode base64 into out, which has room bytes. Returns the number of bytes; 0:
 * the text is not base64, or too long. */
static size_t
decode(const char *text, unsigned char *out, size_t room)
{
	size_t len = strlen(text);
	int n;

	if (len == 0 || len % 4 != 0 || len / 4 * 3 > room)
		return 0;
	n = EVP_DecodeBlock(out, (const unsigned char *)text, (int)len);
	if (n < 0)
		return 0;
	return (size_t)n - (text[len - 1] == '=') - (text[len - 2] == '=');
}

static EVP_PKEY *
read_pem(const char *path)
{
	FILE *f = fopen(path, "re");
	EVP_PKEY *pkey;

	if (f == NULL)
		return NULL;
	/* "": OpenSSL must not ask on the terminal for a passphrase. */
	pkey = PEM_read_PrivateKey(f, NULL, NULL, (char[]){""});
	fclose(f);
	return pkey;
}

static bool
unwrap(EVP_PKEY *pkey, const char *wrapped, unsigned char key[static KEY_BYTES])
{
	unsigned char in[RSA_BYTES], out[RSA_BYTES];
	size_t in_len = decode(wrapped, in, sizeof(in)), len = sizeof(out);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	bool good;

	if (ctx == NULL)
		log_die("cipher: out of memory");
	good = in_len > 0 && EVP_PKEY_get_size(pkey) <= RSA_BYTES &&
	       EVP_PKEY_decrypt_init(ctx) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()) == 1 &&
	       EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, EVP_sha256()) == 1 &&
	       EVP_PKEY_decrypt(ctx, out, &len, in, in_len) == 1 &&
	       len == KEY_BYTES;
	if (good)
		memcpy(key, out, KEY_BYTES);
	EVP_PKEY_CTX_free(ctx);
	OPENSSL_cleanse(out, sizeof(out));
	return good;
}

static struct cipher *
begin(const unsigned char *key, const unsigned char *iv, size_t iv_len)
{
	struct cipher *c = calloc(1, sizeof(*c));

	if (c == NULL || (c->ctx = EVP_CIPHER_CTX_new()) == NULL ||
	    EVP_DecryptInit_ex(c->ctx, EVP_aes_256_gcm(), NULL, NULL, NULL) !=
	        1 ||
	    EVP_CIPHER_CTX_ctrl(
	        c->ctx, EVP_CTRL_GCM_SET_IVLEN, (int)iv_len, NULL) != 1 ||
	    EVP_DecryptInit_ex(c->ctx, NULL, NULL, key, iv) != 1)
		log_die("cipher: AES-256-GCM failed");
	return c;
}

struct cipher *
cipher_new(const char *pem_path, const char *wrapped_key, const char *iv_text,
    const char **why)
{
	EVP_PKEY *pkey = read_pem(pem_path);
	unsigned char key[KEY_BYTES], iv[IV_BYTES_MAX];
	size_t iv_len = decode(iv_text, iv, sizeof(iv));
	struct cipher *c = NULL;

	if (pkey == NULL)
		*why = "its private key cannot be read";
	else if (!unwrap(pkey, wrapped_key, key))
		*why = "its key cannot be unwrapped";
	else if (iv_len == 0)
		*why = "its initialization vector is malformed";
	else
		c = begin(key, iv, iv_len);
	OPENSSL_cleanse(key, sizeof(key));
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	return c;
}

static bool
decrypt(struct cipher *c, const unsigned char *data, size_t len,
    bool (*write)(void *context, const void *data, size_t len), void *context)
{
	unsigned char plain[PIECE_BYTES];

	while (len > 0) {
		size_t piece = len < sizeof(plain) ? len : sizeof(plain);
		int n = 0;

		if (EVP_DecryptUpdate(c->ctx, plain, &n, data, (int)piece) != 1)
			log_die("cipher: AES-256-GCM failed");
		if (!write(context, plain, (size_t)n))
			return false;
		data += piece;
		len -= piece;
	}
	return true;
}

bool
cipher_add(struct cipher *c, const void *data, size_t len,
    bool (*write)(void *context, const void *data, size_t len), void *context)
{
	const unsigned char *p = data;
	size_t all = c->tail_len + len;
	size_t go = all > TAG_BYTES ? all - TAG_BYTES : 0; /* not the tag */
	size_t from_tail = go < c->tail_len ? go : c->tail_len;
	size_t from_data = go - from_tail;

	if (!decrypt(c, c->tail, from_tail, write, context) ||
	    !decrypt(c, p, from_data, write, context))
		return false;
	c->tail_len -= from_tail;
	memmove(c->tail, c->tail + from_tail, c->tail_len);
	memcpy(c->tail + c->tail_len, p + from_data, len - from_data);
	c->tail_len += len - from_data;
	return true;
}

bool
cipher_end(struct cipher *c, const char **why)
{
	unsigned char nothing[TAG_BYTES];
	int n = 0;

	if (c->tail_len == TAG_BYTES &&
	    EVP_CIPHER_CTX_ctrl(
	        c->ctx, EVP_CTRL_GCM_SET_TAG, TAG_BYTES, c->tail) == 1 &&
	    EVP_DecryptFinal_ex(c->ctx, nothing, &n) == 1)
		return true;
	ERR_clear_error();
	*why = c->tail_len < TAG_BYTES
	           ? "it is shorter than its authentication tag"
	           : "its authentication tag is wrong";
	return false;
}
