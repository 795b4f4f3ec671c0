#include "sys/cipher.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <stdint.h>
#include <unistd.h>

#include "t/tap.h"

enum {
	MAX = 20000
};

/* The fault of a case. */
enum fault {
	NO_FAULT,
	WRONG_TAG,
	WRONG_BYTE,
	CUT_SHORT,
	OTHER_KEY,
	SHORT_KEY,
	OTHER_MGF,
	OTHER_IV,
	NO_IV,
	NO_BASE64,
	NO_PEM
};

static const struct {
	const char *what;
	size_t len, piece, iv_len;
	enum fault fault;
	const char *why; /* NULL: it is decrypted */
} cases[] = {
    {"in one piece",            9000, MAX,  12, NO_FAULT,   NULL                                    },
    {"in curl's pieces",        MAX,  4097, 12, NO_FAULT,   NULL                                    },
    {"in tags",                 100,  16,   12, NO_FAULT,   NULL                                    },
    {"in less than tags",       100,  15,   12, NO_FAULT,   NULL                                    },
    {"in more than tags",       100,  17,   12, NO_FAULT,   NULL                                    },
    {"in bytes",                100,  1,    12, NO_FAULT,   NULL                                    },
    {"shorter than a tag",      3,    MAX,  12, NO_FAULT,   NULL                                    },
    {"empty",                   0,    1,    12, NO_FAULT,   NULL                                    },
    {"with a longer iv",        500,  100,  16, NO_FAULT,   NULL                                    },
    {"a wrong tag",             500,  100,  12, WRONG_TAG,  "its authentication tag is wrong"       },
    {"a wrong byte",            500,  100,  12, WRONG_BYTE,
     "its authentication tag is wrong"                                                              },
    {"another iv",              500,  100,  12, OTHER_IV,   "its authentication tag is wrong"       },
    {"cut short",               500,  100,  12, CUT_SHORT,  "its authentication tag is wrong"       },
    {"cut into the tag",        0,    1,    12, CUT_SHORT,
     "it is shorter than its authentication tag"                                                    },
    {"another private key",     500,  100,  12, OTHER_KEY,
     "its key cannot be unwrapped"                                                                  },
    {"a key that is too short", 500,  100,  12, SHORT_KEY,
     "its key cannot be unwrapped"                                                                  },
    {"SHA-1 for MGF1",          500,  100,  12, OTHER_MGF,  "its key cannot be unwrapped"           },
    {"no base64",               500,  100,  12, NO_BASE64,  "its key cannot be unwrapped"           },
    {"no iv",                   500,  100,  12, NO_IV,      "its initialization vector is malformed"},
    {"no private key",          500,  100,  12, NO_PEM,     "its private key cannot be read"        },
};

static char pem_path[] = "/tmp/cipher-pem.XXXXXX";
static EVP_PKEY *keys[2];
static unsigned char plain[MAX], sealed[MAX + 16], got[MAX];
static size_t got_len;

static bool
on_plain(void *context, const void *data, size_t len)
{
	(void)context;
	memcpy(got + got_len, data, len);
	got_len += len;
	return true;
}

/* Encrypt as Twilio does. */
static void
wrap(EVP_PKEY *pkey, const unsigned char *key, enum fault fault, char *text)
{
	unsigned char out[512];
	size_t len = sizeof(out);
	EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new(pkey, NULL);
	const EVP_MD *mgf = fault == OTHER_MGF ? EVP_sha1() : EVP_sha256();

	if (EVP_PKEY_encrypt_init(ctx) != 1 ||
	    EVP_PKEY_CTX_set_rsa_padding(ctx, RSA_PKCS1_OAEP_PADDING) != 1 ||
	    EVP_PKEY_CTX_set_rsa_oaep_md(ctx, EVP_sha256()) != 1 ||
	    EVP_PKEY_CTX_set_rsa_mgf1_md(ctx, mgf) != 1 ||
	    EVP_PKEY_encrypt(
	        ctx, out, &len, key, fault == SHORT_KEY ? 16 : 32) != 1)
		exit(EXIT_FAILURE);
	EVP_EncodeBlock((unsigned char *)text, out, (int)len);
	EVP_PKEY_CTX_free(ctx);
	if (fault == NO_BASE64)
		text[7] = '!';
}

static void
seal(const unsigned char *key, const unsigned char *iv, size_t iv_len,
    size_t len)
{
	EVP_CIPHER_CTX *ctx = EVP_CIPHER_CTX_new();
	int n = 0;

	EVP_EncryptInit_ex(ctx, EVP_aes_256_gcm(), NULL, NULL, NULL);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_SET_IVLEN, (int)iv_len, NULL);
	EVP_EncryptInit_ex(ctx, NULL, NULL, key, iv);
	EVP_EncryptUpdate(ctx, sealed, &n, plain, (int)len);
	EVP_EncryptFinal_ex(ctx, sealed + n, &n);
	EVP_CIPHER_CTX_ctrl(ctx, EVP_CTRL_GCM_GET_TAG, 16, sealed + len);
	EVP_CIPHER_CTX_free(ctx);
}

static const char *
open_sealed(struct cipher *c, size_t len, size_t piece)
{
	const char *why = NULL;

	for (size_t at = 0; at < len; at += piece)
		if (!cipher_add(c, sealed + at,
		        at + piece > len ? len - at : piece, on_plain, NULL))
			return "on_plain said no";
	return cipher_end(c, &why) ? NULL : why;
}

static void
run(size_t i)
{
	unsigned char secret[32 + 16], *iv = secret + 32;
	char wrapped[1024], iv_text[32];
	size_t len = cases[i].len, iv_len = cases[i].iv_len;
	enum fault fault = cases[i].fault;
	const char *why = NULL;
	struct cipher *c;

	RAND_bytes(secret, sizeof(secret));
	wrap(keys[fault == OTHER_KEY], secret, fault, wrapped);
	seal(secret, iv, iv_len, len);
	sealed[len] ^= fault == WRONG_TAG;
	sealed[len / 2] ^= fault == WRONG_BYTE;
	iv[0] ^= fault == OTHER_IV;
	EVP_EncodeBlock((unsigned char *)iv_text, iv, (int)iv_len);
	c = cipher_new(fault == NO_PEM ? "/nowhere" : pem_path, wrapped,
	    fault == NO_IV ? "" : iv_text, &why);
	got_len = 0;
	if (c != NULL)
		why = open_sealed(
		    c, len + 16 - (fault == CUT_SHORT), cases[i].piece);
	cipher_free(c);
	is_str(why, cases[i].why, cases[i].what);
	if (cases[i].why == NULL)
		ok(got_len == len && memcmp(got, plain, len) == 0,
		    "and it is the same");
}

int
main(void)
{
	int fd = mkstemp(pem_path);
	FILE *f = fdopen(fd, "w");

	for (size_t i = 0; i < 2; i++)
		keys[i] = EVP_RSA_gen(2048);
	if (f == NULL ||
	    PEM_write_PrivateKey(f, keys[0], NULL, NULL, 0, NULL, NULL) != 1)
		return EXIT_FAILURE;
	fclose(f);
	RAND_bytes(plain, sizeof(plain));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	unlink(pem_path);
	for (size_t i = 0; i < 2; i++)
		EVP_PKEY_free(keys[i]);
	return done();
}
