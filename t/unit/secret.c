#include "sys/secret.h"

#include <string.h>

#include "t/tap.h"
#include "text/hex.h"

static const struct {
	const char *a, *b;
	bool equal;
} cases[] = {
    {"",    "",    true },
    {"abc", "abc", true },
    {"abc", "abd", false},
    {"xbc", "abc", false},
    {"abc", "ab",  false},
    {"ab",  "abc", false},
    {"abc", "",    false},
    {"",    "abc", false},
};

enum {
	MANY = 64
};

int
main(void)
{
	char secrets[MANY][SECRET_HEX];
	size_t same = 0, malformed = 0, zero_bytes = 0;

	for (size_t i = 0; i < MANY; i++) {
		secret_new(secrets[i]);
		malformed += !hex_is(secrets[i], SECRET_HEX - 1);
		for (size_t j = 0; j < i; j++)
			same += strcmp(secrets[i], secrets[j]) == 0;
		zero_bytes += strstr(secrets[i], "00000000") != NULL;
	}
	is_int((long long)malformed, 0, "secrets are 64 digits");
	is_int((long long)same, 0, "no two are the same");
	ok(zero_bytes < MANY / 2, "all of their bytes are filled");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(secret_equal(cases[i].a, cases[i].b), cases[i].equal,
		    cases[i].a);
	return done();
}
