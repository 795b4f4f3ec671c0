#include "app/problem.h"

#include <stddef.h>
#include <string.h>

#include "t/tap.h"
#include "t/unit/fake_http.h"

/* The error of a problem, and the response to another or the same error. */
static const struct {
	enum err about, answered;
	const char *code, *what;
} cases[] = {
    {ERR_INVALID,   ERR_INVALID,   "known",          "the problem's own error"},
    {ERR_TOOMANY,   ERR_TOOMANY,   "known",          "of any status"          },
    {OK,            ERR_FORBIDDEN, "forbidden",      "no problem: the status" },
    {ERR_FORBIDDEN, ERR_INTERNAL,  "internal_error", "a 500 is no refusal"    },
    {ERR_INVALID,   ERR_UNAVAIL,   "unavailable",    "a 503 has no list"      },
};

static const char *const env[] = {"REQUEST_ID=0123", NULL};

static void
has(struct http *h, const char *text, int wanted, const char *what)
{
	if (!ok((strstr(fake_http_sent(h), text) != NULL) == wanted, what))
		printf("# sent: %s\n", fake_http_sent(h));
}

static void
check(size_t i)
{
	struct problem problem = {
	    cases[i].about, "known", "Why.", "10", "[1]", "GET"};
	int known = cases[i].about == cases[i].answered;
	struct http *h = fake_http_new(env, NULL);
	char code[64];

	problem_send(h, &problem, cases[i].answered);
	snprintf(code, sizeof(code), "\"code\":\"%s\"", cases[i].code);
	has(h, code, 1, cases[i].what);
	is_str(problem_code(&problem, cases[i].answered), cases[i].code,
	    "its code is known before");
	has(h, "\"detail\":\"Why.\"", known, "the sentence");
	has(h, "Retry-After: 10\r\n", known, "how long to wait");
	has(h, "\"errors\":[1]", known, "the list");
	has(h, "Allow: GET\r\n", known, "the methods");
	has(h, "\"requestId\":\"0123\"", 1, "the request's id");
	fake_http_free(h);
}

int
main(void)
{
	struct problem problem = {.err = ERR_AUTH, .code = "invalid_token"};
	struct http *h = fake_http_new(env, NULL);

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check(i);
	problem_send(h, &problem, ERR_AUTH);
	has(h, "WWW-Authenticate: Bearer error=\"invalid_token\"\r\n", 1,
	    "RFC 6750 names a wrong token");
	problem_send(h, &problem, ERR_NOTFOUND);
	has(h, "404", 0, "nothing is sent after a body was begun");
	fake_http_free(h);
	return done();
}
