#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_fetch.h"
#include "t/unit/fake_http.h"
#include "t/unit/fake_stop.h"
#include "t/unit/fixture.h"
#include "t/unit/like.h"
#include "t/unit/record.h"
#include "t/unit/table.h"

#define PLACE "call_place(" ME ", {})"
#define POST                                                   \
	"POST " FIXTURE_API "/2010-04-01/Accounts/" FIXTURE_AC \
	"/Calls.json " FIXTURE_AC ":" FIXTURE_TOKEN " To=%2B1&*"
#define RECORD    RECORD_JSON("was")
#define PLACED    RECORD_JSON("is")
#define AS_IT_WAS "Status: 202 Accepted\r\n" SENT_JSON(RECORD)

/* What call_place() returns, what Twilio answers, what is noted of it
 * (call_place_result()), what comes of that, and the answer. */
static const struct {
	const char *what;
	const char *must_place, *account, *is_unknown;
	int twilio[4];     /* statuses; -1: nobody is there; -2: silence */
	const char *noted; /* NULL: nothing is */
	enum err noted_err;
	const char *state, *error, *answer;
	long left_ms; /* 0: all of it; -1: not enough after call_place() */
} cases[] = {
    ROW("a call that is placed", "t", FIXTURE_AC, "f", {201},
        "0195, 201, {}, true", OK, "placed", NULL,
        "Status: 201 Created\r\n" SENT_JSON(PLACED), 0),
    ROW("one that was placed before", "f", FIXTURE_AC, "f", {0}, NULL, OK, NULL,
        NULL, SENT_JSON(RECORD), 0),
    ROW("one of which nobody knows", "f", FIXTURE_AC, "t", {0}, NULL, OK, NULL,
        NULL, AS_IT_WAS, 0),
    ROW("one that Twilio refuses", "t", FIXTURE_AC, "f", {400},
        "0195, 400, {}, true", OK, "refused", "no such number",
        "Status: 502 *no such number*", 0),
    ROW("no answer: it may have it", "t", FIXTURE_AC, "f", {-2},
        "0195, NULL, NULL, true", OK, "unknown", NULL,
        "Status: 202 Accepted\r\n" SENT_JSON(PLACED), 0),
    ROW("nobody there: it has not", "t", FIXTURE_AC, "f", {-1},
        "0195, NULL, NULL, false", OK, "refused", "not reached",
        "Status: 502 *not reached*", 0),
    ROW("an account without a token", "t", "AC0", "f", {0},
        "0195, NULL, NULL, false", OK, "refused", "no token",
        "Status: 502 *no token*", 0),
    ROW("busy, then placed", "t", FIXTURE_AC, "f", {429, 429, 201},
        "0195, 201, {}, true", OK, "placed", NULL,
        "Status: 201 Created\r\n" SENT_JSON(PLACED), 0),
    ROW("busy three times", "t", FIXTURE_AC, "f", {429, 429, 429},
        "0195, 429, {}, true", OK, "refused", "busy", "Status: 502 *busy*", 0),
    ROW("a 500 is not repeated", "t", FIXTURE_AC, "f", {500},
        "0195, 500, {}, true", OK, "unknown", NULL,
        "Status: 202 Accepted\r\n" SENT_JSON(PLACED), 0),
    ROW("its answer cannot be noted", "t", FIXTURE_AC, "f", {201},
        "0195, 201, {}, true", ERR_UNAVAIL, NULL, NULL, AS_IT_WAS, 0),
    ROW("nor by our own fault", "t", FIXTURE_AC, "f", {201},
        "0195, 201, {}, true", ERR_INTERNAL, NULL, NULL, AS_IT_WAS, 0),
    ROW("there is no time to begin", NULL, NULL, NULL, {0}, NULL, OK, NULL,
        NULL, SENT(503, "unavailable"), 6999),
    ROW("just enough", "t", FIXTURE_AC, "f", {201}, "0195, 201, {}, true", OK,
        "placed", NULL, "Status: 201 *", 7000),
    ROW("busy, and no time to ask again", "t", FIXTURE_AC, "f", {429},
        "0195, 429, {}, true", OK, "refused", "busy", "Status: 502 *", 7999),
    ROW("the time is over before Twilio is asked", "t", FIXTURE_AC, "f", {0},
        "0195, NULL, NULL, false", OK, "refused", "late",
        SENT(503, "unavailable"), -1),
    ROW("and that cannot be noted", "t", FIXTURE_AC, "f", {0},
        "0195, NULL, NULL, false", ERR_UNAVAIL, NULL, NULL,
        SENT(503, "unavailable"), -1),
};

static struct http *http;

/* The database took long. */
static void
lose_time(void)
{
	fake_http_leave(http, 6000);
}

static void
expect_twilio(size_t i)
{
	static struct fake_answer answers[5];
	const int *status = cases[i].twilio;
	size_t n = 0;

	for (; status[n] != 0; n++)
		answers[n] = (struct fake_answer){.request = POST,
		    .err = status[n] < 0 ? ERR_UPSTREAM : OK,
		    .status = status[n] < 0 ? 0 : status[n],
		    .unsent = status[n] == -1,
		    .body = status[n] < 0 ? NULL : "{}"};
	answers[n] = (struct fake_answer){0};
	fake_fetch_expect(answers);
}

static void
expect_calls(size_t i)
{
	static struct fake_call calls[3];
	static const char *place[7 + 44];
	static const char *placed[] = {NULL, NULL, RECORD_CELLS("is")};
	static char noted[128];
	const char *row[] = {cases[i].must_place, "0195", cases[i].account,
	    "+1", "+2", "+3", cases[i].is_unknown, RECORD_CELLS("was")};

	memcpy(place, row, sizeof(row));
	placed[0] = cases[i].state;
	placed[1] = cases[i].error;
	snprintf(noted, sizeof(noted), "call_place_result(%s)", cases[i].noted);
	memset(calls, 0, sizeof(calls));
	if (cases[i].must_place != NULL)
		calls[0] = (struct fake_call){.call = PLACE,
		    .cell = place,
		    .cells = sizeof(place) / sizeof(*place),
		    .then = cases[i].left_ms < 0 ? lose_time : NULL};
	if (cases[i].noted != NULL)
		calls[1] = (struct fake_call){.call = noted,
		    .err = cases[i].noted_err,
		    .cell = placed,
		    .cells = sizeof(placed) / sizeof(*placed)};
	fake_db_expect(calls);
}

static void
run(size_t i, const struct endpoint *e)
{
	static const char *const env[] = {"REQUEST_METHOD=POST", SESSION,
	    "CONTENT_TYPE=application/json", "CONTENT_LENGTH=2", NULL};

	http = fake_http_new(env, "{}");
	if (cases[i].left_ms > 0)
		fake_http_leave(http, cases[i].left_ms);
	fake_stop_reset();
	expect_twilio(i);
	expect_calls(i);
	endpoint_run(e);
	if (!ok(like(fake_http_sent(http), cases[i].answer), cases[i].what))
		printf("#  got: %s\n", fake_http_sent(http));
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	is_str(fake_fetch_amiss(), NULL, "what Twilio was asked");
	fake_http_free(http);
}

int
main(void)
{
	struct endpoint e = endpoint;

	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN "\n");
	e.config = NULL; /* is read, once */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i, &e);
	return done();
}
