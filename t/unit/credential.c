#include "app/credential.h"

#include "app/request.h"
#include "t/tap.h"
#include "t/unit/fake_http.h"

#define ME                                    \
	"\\x2744ccd10c7533bd736ad890f9dd5cab" \
	"2adb27b07d500b9493f29cdc420cb2e0"
#define ABOUT "__Host-session="

static const struct {
	const char *what, *cookie, *authorization;
	bool known, is_token;
} cases[] = {
    ROW("a cookie", ABOUT "me", "", true, false),
    ROW("among others", "a=b; " ABOUT "me; c=d", "", true, false),
    ROW("without spaces", "a=b;" ABOUT "me;c=d", "", true, false),
    ROW("the first counts", ABOUT "me; " ABOUT "x", "", true, false),
    ROW("one whose name is longer", "x" ABOUT "me", "", false, false),
    ROW("or shorter", "__Host-sessio=me", "", false, false),
    ROW("a name without a value", "__Host-session", "", false, false),
    ROW("an empty value", ABOUT, "", false, false),
    ROW("and then others", ABOUT "; a=me", "", false, false),
    ROW("semicolons", ";; ;", "", false, false),
    ROW("a token", "", "Bearer me", true, true),
    ROW("in another case", "", "bEARER me", true, true),
    ROW("before a cookie", ABOUT "x", "Bearer me", true, true),
    ROW("an empty token", ABOUT "me", "Bearer ", false, true),
    ROW("another scheme", "", "Basic me", false, false),
    ROW("beside a cookie", ABOUT "me", "Basic x", true, false),
    ROW("nothing", "", "", false, false),
};

static void
run(size_t i)
{
	char cookie[128], authorization[128];
	const char *env[] = {cookie, authorization, NULL};
	struct http *h = fake_http_new(env, NULL);
	struct request r = {.http = h, .arena = http_arena(h)};

	snprintf(cookie, sizeof(cookie), "HTTP_COOKIE=%s", cases[i].cookie);
	snprintf(authorization, sizeof(authorization), "HTTP_AUTHORIZATION=%s",
	    cases[i].authorization);
	is_int(
	    credential_read(&r), cases[i].known ? OK : ERR_AUTH, cases[i].what);
	is_str(r.credential, cases[i].known ? ME : NULL, "its credential");
	is_str(r.problem.code, cases[i].known ? NULL : "not_logged_in",
	    "its code");
	is_int(credential_is_token(&r), cases[i].is_token, "is it a token");
	fake_http_free(h);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	return done();
}
