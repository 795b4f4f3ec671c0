#include "twilio/client.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"
#include "t/unit/fake_fetch.h"
#include "t/unit/fake_stop.h"
#include "t/unit/fixture.h"
#include "twilio/account.h"

#define PATH    "/2010-04-01/Accounts/" FIXTURE_AC "/Calls.json?Page=1"
#define REQUEST "GET " FIXTURE_API PATH " " FIXTURE_AC ":" FIXTURE_TOKEN
#define SAYS(code)                                                 \
	{                                                          \
		.request = REQUEST, .status = (code), .body = "{}" \
	}
#define SILENCE                                          \
	{                                                \
		.request = REQUEST, .err = ERR_UPSTREAM, \
		.why = "Couldn't connect to server",     \
	}

/* What Twilio answers, each time that it is asked; after which wait it is time
 * to stop; and what comes of it. */
static const struct {
	const char *what;
	struct fake_answer answers[8];
	int stop_at;
	enum err err;
	bool is_away;
	int status, waits;
	long least_ms, most_ms;
} cases[] = {
    ROW(.what = "an answer", .answers = {SAYS(200) },
         .status = 200),
    ROW(.what = "a 404 is one", .answers = {SAYS(404) },
         .status = 404),
    ROW(.what = "a 400 is asked once", .answers = {SAYS(400) },
        .err = ERR_UPSTREAM, .status = 400),
    ROW(.what = "so is a 401", .answers = {SAYS(401) },
         .err = ERR_UPSTREAM,
        .status = 401),
    ROW(.what = "and a redirect", .answers = {SAYS(302) },
         .err = ERR_UPSTREAM,
        .status = 302),
    ROW(.what = "a 503 is asked again", .answers = {SAYS(503),  SAYS(200)},
        .status = 200, .waits = 1, .least_ms = 375, .most_ms = 625),
    ROW(.what = "so is silence", .answers = {SILENCE,          SAYS(200)},
         .status = 200,
        .waits = 1, .least_ms = 375, .most_ms = 625),
    ROW(.what = "a 400 after silence: Twilio is there",
        .answers = {SILENCE,SAYS(400)},
         .err = ERR_UPSTREAM, .status = 400,
        .waits = 1, .least_ms = 375, .most_ms = 625),
    ROW(.what = "six times",
        .answers = {SAYS(500),    SAYS(502), SAYS(429), SILENCE, SAYS(503),
                                         SAYS(500)},
        .err = ERR_UPSTREAM, .is_away = true, .status = 500, .waits = 5,
        .least_ms = 11625, .most_ms = 19375),
    ROW(.what = "the last is good",
        .answers = {SAYS(500),          SAYS(500), SAYS(500), SAYS(500), SAYS(500),
                                         SAYS(200)},
        .status = 200, .waits = 5, .least_ms = 11625, .most_ms = 19375),
    ROW(.what = "Twilio says when",
        .answers = {{.request = REQUEST, .status = 429, .retry_after_s = 7},
                                         SAYS(200)},
        .status = 200, .waits = 1, .least_ms = 7000, .most_ms = 7000),
    ROW(.what = "a minute at most",
        .answers = {{.request = REQUEST, .status = 429, .retry_after_s = 3600},
                                         SAYS(200)},
        .status = 200, .waits = 1, .least_ms = 60000, .most_ms = 60000),
    ROW(.what = "it is time to stop", .answers = {SAYS(503),  SAYS(503)},
        .stop_at = 2, .err = ERR_UNAVAIL, .is_away = true, .status = 503,
        .waits = 2, .least_ms = 1125, .most_ms = 1875),
    ROW(.what = "a body that is too long",
        .answers = {{.request = REQUEST,
            .status = 200,
            .err = ERR_UPSTREAM,
            .why = "Twilio sent more"} },
        .err = ERR_UPSTREAM, .status = 200),
};

static void
run(size_t i)
{
	struct arena *a = arena_new();
	struct fetch_answer answer;
	bool is_away = !cases[i].is_away;

	fake_stop_reset();
	fake_stop_at_wait(cases[i].stop_at);
	fake_fetch_expect(cases[i].answers);
	is_int(client_get(a, account_find(FIXTURE_AC), PATH, &answer, &is_away),
	    cases[i].err, cases[i].what);
	is_str(fake_fetch_amiss(), NULL, "what was asked");
	is_int(answer.status, cases[i].status, "the last status");
	is_int(is_away, cases[i].is_away, "whether Twilio is away");
	is_int(fake_stop_waits(), cases[i].waits, "so many pauses");
	if (!ok(fake_stop_waited_ms() >= cases[i].least_ms &&
	            fake_stop_waited_ms() <= cases[i].most_ms,
	        "of that length"))
		printf("# %ld ms\n", fake_stop_waited_ms());
	arena_free(a);
}

int
main(void)
{
	struct arena *a = arena_new();
	struct fetch_request r;

	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN " " FIXTURE_OLD "\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	r = client_request(a, account_find(FIXTURE_AC), "Recordings/RE1.wav");
	is_str(r.url,
	    FIXTURE_API "/2010-04-01/Accounts/" FIXTURE_AC
	                "/Recordings/RE1.wav",
	    "a resource's URL");
	is_str(r.user, FIXTURE_AC, "the account");
	is_str(r.password, FIXTURE_TOKEN, "and its current token");
	arena_free(a);
	return done();
}
