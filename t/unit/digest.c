#include "sys/digest.h"

#include <string.h>

#include "t/tap.h"

/* FIPS 180-4's examples, of NIST's "Cryptographic Standards and Guidelines". */
static const struct {
	const char *text, *sha256;
} hashes[] = {
    ROW("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ROW("abc",
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ROW("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
};

/* RFC 2202, section 3, case 2; and an empty
 * text. */
static const struct {
	const char *key, *text, *mac;
} macs[] = {
    ROW("Jefe", "what do ya want for nothing?", "7/zfauXrL6LSdBbV8YTfnCWafHk="),
    ROW("12345", "", "KT7FsM8VSFUliCTsf6xdxj0XaRU="),
};

static void
check_hash(size_t i)
{
	char whole[DIGEST_SHA256_HEX], pieces[DIGEST_SHA256_HEX];
	const char *text = hashes[i].text;
	struct sha256 *s = sha256_new();

	digest_sha256(text, strlen(text), whole);
	is_str(whole, hashes[i].sha256, "in one piece");
	sha256_add(s, text, 0);
	for (const char *p = text; *p != '\0'; p++)
		sha256_add(s, p, 1);
	sha256_hex(s, pieces);
	is_str(pieces, hashes[i].sha256, "in many");
	sha256_free(s);
}

int
main(void)
{
	char mac[DIGEST_SHA1_BASE64];

	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		check_hash(i);
	for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++) {
		digest_hmac_sha1(
		    macs[i].key, macs[i].text, strlen(macs[i].text), mac);
		is_str(mac, macs[i].mac, "a MAC");
	}
	digest_hmac_sha1(
	    "Jefe", "what do ya want for nothing?x", strlen(macs[0].text), mac);
	is_str(mac, macs[0].mac, "of so many bytes, and no more");
	sha256_free(NULL);
	return done();
}
