#include "app/rejection.h"

#include <string.h>

#include "base/clock.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"

#define CALL(code, rest) "webhook_reject_unsigned(me, " code ", " rest ")"

static const struct rejection_sample first = {"/x", "h", "s", "a=b"};
static const struct rejection_sample bare = {NULL, NULL, NULL, NULL};

/* The time is the test's. */
static long now_ms = 1000000;

long
clock_ms(void)
{
	return now_ms;
}

long
clock_utc_ms(void)
{
	return now_ms;
}

/* A report at this time: what PostgreSQL is told; NULL: nothing. */
static void
report(bool all, const char *call, enum err e, const char *what)
{
	struct fake_call calls[2] = {
	    {.call = call, .err = e}
        };

	fake_db_expect(calls);
	rejection_report(NULL, "me", all);
	is_str(fake_db_amiss(), NULL, what);
	if (call != NULL)
		ok(fake_db_ms() <= 1000, "in a second, or not");
}

static void
check_minutes(void)
{
	report(true, NULL, OK, "nothing was refused");
	ok(rejection_count("one"), "of the first a sample is wanted");
	ok(rejection_count("one"), "as long as there is none");
	rejection_sample("one", &first);
	ok(!rejection_count("one"), "then no more");
	report(false, CALL("one", "3, /x, h, s, a=b, true"), OK, "at once");
	report(true, NULL, OK, "once");
	ok(rejection_count("one"), "the next wants a sample again");
	rejection_sample("one", &bare);
	now_ms += 59999;
	report(false, NULL, OK, "not twice in a minute");
	now_ms += 1;
	report(false, CALL("one", "1, NULL, NULL, NULL, NULL, true"),
	    ERR_UNAVAIL, "after a minute, without what it had not");
	ok(!rejection_count("one"), "what could not be told is kept");
	report(false, NULL, OK, "for a minute");
	report(true, CALL("one", "2, NULL, NULL, NULL, NULL, true"), OK,
	    "or until the end");
}

static void
count_one(void)
{
	ok(!rejection_count("one"), "others count while PostgreSQL is asked");
}

static void
check_meanwhile(void)
{
	struct fake_call calls[2] = {
	    {.call = CALL("one", "1, /x, h, s, a=b, true"), .then = count_one}
        };

	now_ms += 60000;
	rejection_count("one");
	rejection_sample("one", &first);
	fake_db_expect(calls);
	rejection_report(NULL, "me", false);
	is_str(fake_db_amiss(), NULL, "what was counted before is told");
	report(true, CALL("one", "1, /x, h, s, a=b, true"), OK,
	    "the next time what came meanwhile");
	ok(rejection_count("one"), "then a sample is wanted again");
	report(true, CALL("one", "1, *"), OK, "as at first");
}

/* More than is kept of a sample, and a character that is cut. */
static void
check_long(void)
{
	static char body[REJECTION_BODY_MAX + 2], call[8192];
	struct rejection_sample sample = {"/\377", NULL, NULL, body};

	now_ms += 60000;
	memset(body, 'b', sizeof(body) - 1);
	memcpy(body + REJECTION_BODY_MAX - 1, "\303\244", 2);
	rejection_count("long");
	rejection_sample("long", &sample);
	snprintf(call, sizeof(call),
	    CALL("long",
	        "1, /\357\277\275, NULL, NULL, %.*s\357\277\275, false"),
	    REJECTION_BODY_MAX - 1, body);
	report(true, call, OK, "what is long is cut, and says so");
}

/* Nobody knows of so many reasons. */
static void
check_many(void)
{
	static char codes[20][8];
	size_t wanted = 0;

	for (size_t i = 0; i < 20; i++) {
		snprintf(codes[i], sizeof(codes[i]), "c%zu", i);
		wanted += rejection_count(codes[i]);
		rejection_sample(codes[i], &bare);
	}
	is_int((long long)wanted, 14, "16 reasons are counted, two before");
}

int
main(void)
{
	check_minutes();
	check_meanwhile();
	check_long();
	check_many();
	return done();
}
