#include "twilio/decrypt.h"

#include <string.h>

#include "base/arena.h"
#include "sys/config.h"
#include "t/tap.h"
#include "t/unit/fixture.h"

#define CR   "CR0123456789abcdef0123456789abcdef"
#define MISS "CRffffffffffffffffffffffffffffffff"

/* The key that Twilio names, and why there is none. */
static const struct {
	const char *what, *sid, *why;
} cases[] = {
    ROW("a key that is not there", MISS,
        "there is no private key " MISS " for it"),
    ROW("a file elsewhere", "../" CR,
        "there is no private key ../" CR " for it"),
    ROW("no SID", "other", "there is no private key other for it"),
    ROW("nothing", "", "there is no private key  for it"),
    ROW("a file that is no key", CR, "its private key cannot be read"),
};

static void
check(size_t i, const char *why_without)
{
	struct arena *a = arena_new();
	struct encryption e = {cases[i].sid, "AAAA", "AAAAAAAAAAAAAAAA"};
	const char *why = NULL;
	struct cipher *cipher = decrypt_begin(a, &e, &why);

	ok(cipher == NULL, cases[i].what);
	is_str(why, why_without == NULL ? cases[i].why : why_without, "why");
	cipher_free(cipher);
	arena_free(a);
}

int
main(void)
{
	const size_t last = sizeof(cases) / sizeof(cases[0]) - 1;
	char dir[256];

	check(last, "there is no private key " CR " for it");
	fixture_file("keys/" CR ".pem", "no key");
	fixture_file(CR ".pem", "no key");
	fixture_file("keys/other.pem", "no key");
	fixture_file("keys/.pem", "no key");
	snprintf(dir, sizeof(dir), "%s/keys", fixture_dir());
	setenv("TWILIO_PRIVATE_KEYS_DIR", dir, 1);
	config_load(CONFIG(TWILIO_PRIVATE_KEYS_DIR));
	for (size_t i = 0; i <= last; i++)
		check(i, NULL);
	return done();
}
