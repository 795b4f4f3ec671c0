#include "work/reconcile.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_fetch.h"
#include "t/unit/fake_stop.h"
#include "t/unit/fixture.h"

#define AC        FIXTURE_AC
#define AC2       "ACffffffffffffffffffffffffffffffff"
#define BEGIN     "reconcile_begin(a, b, false, NULL)"
#define GET(path) "GET " FIXTURE_API path " AC*"
#define ONE                                                \
	{                                                  \
		.call = BEGIN, .width = 2, CELLS(AC, "/1") \
	}
#define PAGE(n)         "reconcile_page(" AC ", page" n ")"
#define APPLY(n)        "reconcile_apply(" AC ", r" n ", false)"
#define OF_PAGE(...)    .width = 3, CELLS(__VA_ARGS__)
#define DOES(what, sid) .width = 2, CELLS(what, sid)

struct a_case {
	const char *what;
	const struct fake_call *calls;
	const struct fake_answer *answers;
	enum err err;
	const char *counts; /* seen created updated refused failed */
	const char *told;
	bool dry_run;
};

static const struct fake_answer page1[] = {
    ROW(.request = GET("/1"), .status = 200, .body = "page1"),
    ROW(0),
};
static const struct fake_answer page1_2[] = {
    ROW(.request = GET("/1"), .status = 200, .body = "page1"),
    ROW(.request = GET("/2"), .status = 200, .body = "page2"),
    ROW(0),
};
static const struct fake_answer missing[] = {
    ROW(.request = GET("/1"), .status = 404, .body = "no"),
    ROW(0),
};
static const struct fake_answer refused[] = {
    ROW(.request = GET("/1"), .status = 401, .body = "no"),
    ROW(0),
};
static const struct fake_answer down[] = {
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/1"), .status = 503),
    ROW(.request = GET("/3"), .status = 200, .body = "page3"),
    ROW(0),
};
static const struct fake_answer none[] = {{0}};

static const struct fake_call all[] = {ONE,
    ROW(.call = PAGE("1"),
        OF_PAGE("resource", "r1", "CA1", "next", "/2", NULL, "resource", "r2",
            "RE2", "resource", "r3", "CA3")),
    ROW(.call = APPLY("1"), DOES("created", "CA1")),
    ROW(.call = APPLY("2"), .width = 2, CELLS("updated", "RE2", "next", "/2")),
    ROW(.call = APPLY("3"), DOES("repeated", "CA3")), ROW(.call = PAGE("2")),
    {0}};
static const struct fake_call says_no[] = {ONE,
    ROW(.call = PAGE("1"), OF_PAGE("resource", "r1", "CA1", "resource", "r2",
                               "CA2", "resource", "r3", "CA3")),
    ROW(.call = APPLY("1"), .err = ERR_CONFLICT, .detail = "Why."),
    ROW(.call = APPLY("2"), .err = ERR_INVALID),
    ROW(.call = APPLY("3"), DOES("created", "CA3")), {0}};
static const struct fake_call fault[] = {ONE,
    ROW(.call = PAGE("1"),
        OF_PAGE("resource", "r1", "CA1", "resource", "r2", "CA2")),
    ROW(.call = APPLY("1"), .err = ERR_INTERNAL),
    ROW(.call = APPLY("2"), DOES("created", "CA2")), {0}};
static const struct fake_call gone[] = {ONE,
    ROW(.call = PAGE("1"), OF_PAGE("next", "/2", NULL, "resource", "r1", "CA1",
                               "resource", "r2", "CA2")),
    ROW(.call = APPLY("1"), .err = ERR_UNAVAIL), {0}};
static const struct fake_call is_missing[] = {ONE,
    ROW(.call = "reconcile_missing(" AC ", /1, false)", DOES("updated", "RE1")),
    {0}};
static const struct fake_call no_json[] = {
    ONE, ROW(.call = PAGE("1"), .err = ERR_INVALID), {0}};
static const struct fake_call is_refused[] = {
    ONE, ROW(.call = "reconcile_credentials_refused(" AC ")"), {0}};
static const struct fake_call not_noted[] = {ONE,
    ROW(.call = "reconcile_credentials_refused(" AC ")", .err = ERR_UNAVAIL),
    {0}};
static const struct fake_call dry[] = {
    ROW(.call = "reconcile_begin(a, b, true, NULL)", .width = 2,
        CELLS(AC, "/1")),
    ROW(0),
};
static const struct fake_call two_accounts[] = {
    ROW(.call = BEGIN, .width = 2, CELLS(AC, "/1", AC, "/2", AC2, "/3")),
    ROW(.call = "reconcile_page(" AC2 ", page3)"),
    ROW(0),
};
static const struct fake_call stranger[] = {
    ROW(.call = BEGIN, .width = 2, CELLS("AC0", "/0", AC, "/1")),
    ROW(.call = PAGE("1")),
    ROW(0),
};
static const struct fake_call no_window[] = {
    ROW(.call = BEGIN, .err = ERR_INVALID, .detail = "a is no time."),
    ROW(0),
};
static const struct fake_call away[] = {
    ROW(.call = BEGIN, .err = ERR_UNAVAIL),
    ROW(0),
};
static const struct fake_call stopped[] = {
    ROW(.call = BEGIN, .width = 2, CELLS(AC, "/1", AC, "/2"),
        .then = fake_stop_now),
    ROW(0),
};

static const struct a_case cases[] = {
    ROW("pages, each once", all, page1_2, OK, "3 1 1 0 0",
        "created CA1 -; updated RE2 -; ", false),
    ROW("what is refused is told, and the rest is done", says_no, page1, OK,
        "3 1 0 2 0",
        "refused CA1 Why.; refused CA2 a value is malformed; created CA3 "
        "-; ",
        false),
    ROW("a fault of ours fails the window, and the rest is done", fault, page1,
        ERR_UPSTREAM, "1 1 0 0 1", "created CA2 -; ", false),
    ROW("a database that goes away ends it", gone, page1, ERR_UNAVAIL,
        "0 0 0 0 1", "", false),
    ROW("what Twilio does not have is missing", is_missing, missing, OK,
        "1 0 1 0 0", "updated RE1 -; ", false),
    ROW("an answer that is no JSON", no_json, page1, ERR_UPSTREAM, "0 0 0 0 1",
        "", false),
    ROW("credentials that Twilio refuses are noted", is_refused, refused,
        ERR_UPSTREAM, "0 0 0 0 1", "", false),
    ROW("if they can be", not_noted, refused, ERR_UPSTREAM, "0 0 0 0 1", "",
        false),
    ROW("but not in a dry run", dry, refused, ERR_UPSTREAM, "0 0 0 0 1", "",
        true),
    ROW("Twilio away: the account's rest is left, others are not", two_accounts,
        down, ERR_UPSTREAM, "0 0 0 0 1", "", false),
    ROW("an account without a token", stranger, page1, ERR_UPSTREAM,
        "0 0 0 0 1", "", false),
    ROW("a window that is none", no_window, none, ERR_INVALID, "0 0 0 0 0", "",
        false),
    ROW("no database", away, none, ERR_UNAVAIL, "0 0 0 0 0", "", false),
    ROW("time to stop", stopped, none, ERR_UNAVAIL, "0 0 0 0 1", "", false),
};

static void
tell(void *context, const char *outcome, const char *sid, const char *why)
{
	char *told = context;

	sprintf(told + strlen(told), "%s %s %s; ", outcome, sid,
	    why == NULL ? "-" : why);
}

static void
run(const struct a_case *c)
{
	struct arena *a = arena_new();
	char told[512] = "", counts[64];
	struct reconcile r = {
	    .arena = a, .dry_run = c->dry_run, .tell = tell, .context = told};
	struct rows refusal = {0};

	fake_stop_reset();
	fake_db_expect(c->calls);
	fake_fetch_expect(c->answers);
	is_int(reconcile_run(&r, NULL, "a", "b", &refusal), c->err, c->what);
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	is_str(fake_fetch_amiss(), NULL, "what Twilio was asked");
	snprintf(counts, sizeof(counts), "%zu %zu %zu %zu %zu", r.seen,
	    r.created, r.updated, r.refused, r.failed);
	is_str(counts, c->counts, "seen, created, updated, refused, failed");
	is_str(told, c->told, "what is told");
	if (c->calls == no_window)
		is_str(refusal.detail, "a is no time.", "and why");
	arena_free(a);
}

int
main(void)
{
	fixture_twilio(AC " " FIXTURE_TOKEN "\n" AC2 " " FIXTURE_TOKEN "\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(&cases[i]);
	return done();
}
