#include "sys/password.h"

#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "t/tap.h"

static const struct {
	const char *what, *typed;
	bool matches;
} cases[] = {
    ROW("the password", "correct horse", true),
    ROW("another one", "correct hors", false),
    ROW("with more", "correct horse ", false),
    ROW("in capitals", "Correct horse", false),
    ROW("none", "", false),
};

/* The processor's time that a look at a hash costs, in ms. */
static long
cost_ms(const char *hash)
{
	long before = clock_ms();

	(void)password_matches(hash, "guess");
	return clock_ms() - before;
}

int
main(void)
{
	struct arena *a = arena_new();
	const char *hash = password_hash(a, "correct horse");
	const char *empty = password_hash(a, "");
	long known = cost_ms(hash), nobody = cost_ms(NULL);

	ok(strncmp(hash, "$argon2id$v=19$m=65536,t=2,p=1$", 31) == 0,
	    "its cost is in the hash");
	ok(strcmp(hash, password_hash(a, "correct horse")) != 0,
	    "the same password has another hash each time");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(password_matches(hash, cases[i].typed), cases[i].matches,
		    cases[i].what);
	is_int(password_matches(empty, ""), true, "an empty one has a hash");
	is_int(password_matches(NULL, ""), false, "nobody has no password");
	is_int(password_matches("", "x"), false, "an empty hash is nobody's");
	is_int(password_matches("rubbish", "x"), false, "nor is rubbish");
	ok(nobody >= known / 4, "nobody takes as long as somebody");
	arena_free(a);
	return done();
}
