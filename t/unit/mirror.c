#include "work/mirror.h"

#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "sys/config.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_fetch.h"
#include "t/unit/fake_stop.h"
#include "t/unit/fixture.h"

#define KEY    "2026/03/a.wav"
#define CR     "CR0123456789abcdef0123456789abcdef"
#define LEASE  "media_job_lease(120)"
#define RETRY  "media_job_retry(L, "
#define DONE   "media_job_done(L, 60, *, audio/wav, 1, 1.000)"
#define STORED "media_object_stored(RE1, " KEY ")"
#define GET(end)                                              \
	"GET " FIXTURE_API "/2010-04-01/Accounts/" FIXTURE_AC \
	"/Recordings/RE1" end " " FIXTURE_AC ":" FIXTURE_TOKEN
#define BOTH     GET(".wav?RequestedChannels=2")
#define AS_IT_IS GET(".wav")
#define JOB(account, key, attempts, channels, cr)                        \
	{                                                                \
		.call = LEASE, CELLS("RE1", account, key, "L", attempts, \
		                   channels, cr, "AAAA", "AAAA")         \
	}
#define EARLY JOB(FIXTURE_AC, KEY, "3", NULL, NULL)
#define CALLS(...)                 \
	(const struct fake_call[]) \
	{                          \
		__VA_ARGS__,       \
		{                  \
			0          \
		}                  \
	}
#define ANSWERS(...)                 \
	(const struct fake_answer[]) \
	{                            \
		__VA_ARGS__,         \
		{                    \
			0            \
		}                    \
	}
#define NOTHING                      \
	(const struct fake_answer[]) \
	{                            \
		{                    \
			0            \
		}                    \
	}
#define HEARD(code)                                                     \
	{                                                               \
		.request = BOTH, .err = ERR_UPSTREAM, .status = (code), \
		.why = "heard"                                          \
	}
#define WHOLE                                                          \
	{                                                              \
		.request = BOTH, .status = 200, .body = wav, .len = 60 \
	}

/* One second of sound, at 8 samples a second, 16 bits. */
static const char wav[] = "RIFF\064\0\0\0WAVEfmt \020\0\0\0\1\0\1\0\010\0\0\0"
                          "\020\0\0\0\2\0\020\0data\020\0\0\0"
                          "0123456789abcdef";

static long now_ms = 1000000;

long
clock_ms(void)
{
	return now_ms;
}

static void
pass_a_minute(void)
{
	now_ms += 60000;
}

/* A job, what Twilio says, for how long to rest, and whether its file is kept.
 */
static const struct {
	const char *what;
	const struct fake_call *calls;
	const struct fake_answer *answers;
	int rest_ms, stop_at_wait, waits, is_kept;
} cases[] = {
    ROW("no job", CALLS({.call = LEASE}), NOTHING, 500, 0, 0, 0),
    ROW("no database", CALLS({.call = LEASE, .err = ERR_UNAVAIL}), NOTHING, 500,
        0, 0, 0),
    ROW("a copy", CALLS(EARLY, {.call = DONE}), ANSWERS(WHOLE), 0, 0, 0, 1),
    ROW("of one channel",
        CALLS(JOB(FIXTURE_AC, KEY, "1", "1", NULL), {.call = DONE}),
        ANSWERS({.request = AS_IT_IS, .status = 200, .body = wav, .len = 60}),
        0, 0, 0, 1),
    ROW("of one, as Twilio says", CALLS(EARLY, {.call = DONE}),
        ANSWERS(HEARD(400),
            {.request = AS_IT_IS, .status = 200, .body = wav, .len = 60}),
        0, 0, 0, 1),
    ROW("a 404 at first", CALLS(EARLY, {.call = RETRY "not_ready, *, 0)"}),
        ANSWERS(HEARD(404)), 0, 0, 0, 0),
    ROW("later, of one that is known",
        CALLS(JOB(FIXTURE_AC, KEY, "4", NULL, NULL),
            {.call = RETRY "not_ready, *, 0)"}),
        ANSWERS(HEARD(404), {.request = GET(".json"), .status = 200}), 0, 0, 0,
        0),
    ROW("later, of one that is not",
        CALLS(JOB(FIXTURE_AC, KEY, "4", NULL, NULL),
            {.call = RETRY "gone_at_twilio, *, 0)"}),
        ANSWERS(HEARD(404), {.request = GET(".json"), .status = 404}), 0, 0, 0,
        0),
    ROW("later, and Twilio is away",
        CALLS(JOB(FIXTURE_AC, KEY, "4", NULL, NULL),
            {.call = RETRY "not_ready, *, 0)"}),
        ANSWERS(HEARD(404), {.request = GET(".json"), .err = ERR_UPSTREAM}), 0,
        0, 0, 0),
    ROW("a 410", CALLS(EARLY, {.call = RETRY "gone_at_twilio, *, 0)"}),
        ANSWERS(HEARD(410)), 0, 0, 0, 0),
    ROW("a 401",
        CALLS(EARLY, {.call = RETRY "credentials_refused, *(401), 0)"}),
        ANSWERS(HEARD(401)), 0, 0, 0, 0),
    ROW("a 429", CALLS(EARLY, {.call = RETRY "unreachable, heard, 30)"}),
        ANSWERS({.request = BOTH,
            .err = ERR_UPSTREAM,
            .status = 429,
            .why = "heard",
            .retry_after_s = 30}),
        0, 0, 0, 0),
    ROW("silence", CALLS(EARLY, {.call = RETRY "unreachable, heard, 0)"}),
        ANSWERS(HEARD(0)), 0, 0, 0, 0),
    ROW("no token",
        CALLS(JOB("AC0", KEY, "1", NULL, NULL),
            {.call = RETRY "credentials_refused, there is no auth token for "
                           "its account, 0)"}),
        NOTHING, 0, 0, 0, 0),
    ROW("no private key",
        CALLS(JOB(FIXTURE_AC, KEY, "1", NULL, CR),
            {.call = RETRY "no_private_key, *" CR "*, 0)"}),
        NOTHING, 0, 0, 0, 0),
    ROW("audio that is cut short",
        CALLS(EARLY, {.call = RETRY "damaged, *, 0)"}),
        ANSWERS({.request = BOTH, .status = 200, .body = wav, .len = 59}), 0, 0,
        0, 0),
    ROW("no audio", CALLS(EARLY, {.call = RETRY "damaged, *, 0)"}),
        ANSWERS({.request = BOTH, .status = 200, .body = "<html>"}), 0, 0, 0,
        0),
    ROW("time to stop",
        CALLS(EARLY, {.call = RETRY "NULL, the mirror was stopped, 0)"}),
        ANSWERS({.request = BOTH,
            .status = 200,
            .body = wav,
            .len = 60,
            .then = fake_stop_now}),
        0, 0, 0, 0),
    ROW("a lease that is renewed",
        CALLS(EARLY, {.call = "media_job_renew(L, 120)"}, {.call = DONE}),
        ANSWERS({.request = BOTH,
            .status = 200,
            .body = wav,
            .len = 60,
            .then = pass_a_minute}),
        0, 0, 0, 1),
    ROW("or cannot be, now",
        CALLS(EARLY, {.call = "media_job_renew(L, 120)", .err = ERR_UNAVAIL},
            {.call = DONE}),
        ANSWERS({.request = BOTH,
            .status = 200,
            .body = wav,
            .len = 60,
            .then = pass_a_minute}),
        0, 0, 0, 1),
    ROW("or is lost",
        CALLS(EARLY, {.call = "media_job_renew(L, 120)", .err = ERR_CONFLICT},
            {.call = RETRY "NULL, the lease was lost, 0)"}),
        ANSWERS({.request = BOTH,
            .status = 200,
            .body = wav,
            .len = 60,
            .then = pass_a_minute}),
        0, 0, 0, 0),
    ROW("the database is away for long",
        CALLS(EARLY, {.call = DONE, .err = ERR_UNAVAIL},
            {.call = DONE, .err = ERR_UNAVAIL}, {.call = DONE}),
        ANSWERS(WHOLE), 0, 0, 2, 1),
    ROW("until it is time to stop: nothing is said",
        CALLS(EARLY, {.call = DONE, .err = ERR_UNAVAIL}), ANSWERS(WHOLE), 0, 1,
        1, 1),
    ROW("it was stored after all",
        CALLS(EARLY, {.call = DONE, .err = ERR_UNAVAIL},
            {.call = DONE, .err = ERR_CONFLICT}, {.call = STORED, CELLS("t")}),
        ANSWERS(WHOLE), 0, 0, 1, 1),
    ROW("another has it",
        CALLS(EARLY, {.call = DONE, .err = ERR_CONFLICT},
            {.call = STORED, CELLS("f")}),
        ANSWERS(WHOLE), 0, 0, 0, 0),
    ROW("nobody knows: the file stays",
        CALLS(EARLY, {.call = DONE, .err = ERR_CONFLICT},
            {.call = STORED, .err = ERR_UNAVAIL}),
        ANSWERS(WHOLE), 0, 0, 0, 1),
    ROW("what was measured is refused",
        CALLS(EARLY, {.call = DONE, .err = ERR_INVALID},
            {.call = RETRY "damaged, *(400), 0)"}),
        ANSWERS(WHOLE), 0, 0, 0, 1),
    ROW("and that cannot be said",
        CALLS(EARLY, {.call = DONE, .err = ERR_INVALID},
            {.call = RETRY "damaged, *", .err = ERR_UNAVAIL}),
        ANSWERS(WHOLE), 0, 0, 0, 1),
    ROW("our disk",
        CALLS(JOB(FIXTURE_AC, "2026/taken.wav", "1", NULL, NULL),
            {.call = RETRY "our_disk, our disk could not be written, 0)"}),
        NOTHING, 5000, 0, 0, 0),
    ROW("our disk, at the end",
        CALLS(JOB(FIXTURE_AC, "taken/a.wav", "1", NULL, NULL),
            {.call = RETRY "our_disk, *, 0)"}),
        ANSWERS(WHOLE), 5000, 0, 0, 0),
};

static bool
is_there(const char *name)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", fixture_dir(), name);
	return access(path, F_OK) == 0;
}

static void
run(size_t i)
{
	char path[512];

	snprintf(path, sizeof(path), "%s/" KEY, fixture_dir());
	unlink(path);
	strcat(path, ".peaks.json");
	unlink(path);
	fake_stop_reset();
	fake_stop_at_wait(cases[i].stop_at_wait);
	fake_db_expect(cases[i].calls);
	fake_fetch_expect(cases[i].answers);
	is_int(mirror_copy_one(NULL), cases[i].rest_ms, cases[i].what);
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	is_str(fake_fetch_amiss(), NULL, "what Twilio was asked");
	is_int(fake_stop_waits(), cases[i].waits, "so many pauses");
	is_int(is_there(KEY), cases[i].is_kept, "whether its file is there");
	is_int(is_there(KEY ".peaks.json"), cases[i].is_kept, "and its peaks");
	ok(!is_there("tmp/a.wav") && !is_there("tmp/a.wav.peaks.json"),
	    "nothing is left in tmp");
}

/* Once a minute. */
static void
check_clean_up(void)
{
	static const char *const keys[] = {"RE7"}, *const none[] = {NULL};
	const struct fake_call cleans[] = {
	    {.call = "media_job_give_up()", .cell = keys, .cells = 1},
	    {.call = "media_job_give_up()",                   .cell = none, .cells = 1},
	    {.call = "media_removals()"},
            {0                  }
        };
	const struct fake_call is_away[] = {
	    {.call = "media_job_give_up()", .err = ERR_UNAVAIL},
	    {.call = "media_removals()",                             .err = ERR_UNAVAIL},
            {0}
        };

	fixture_file("tmp/dead.wav", "");
	fake_db_expect(cleans);
	mirror_clean_up(NULL);
	is_str(fake_db_amiss(), NULL, "what dead mirrors left is removed");
	ok(!is_there("tmp/dead.wav"), "in tmp, too");
	now_ms += 59000;
	mirror_clean_up(NULL);
	is_str(fake_db_amiss(), NULL, "not again in the same minute");
	now_ms += 1000;
	fake_db_expect(is_away);
	mirror_clean_up(NULL);
	is_str(fake_db_amiss(), NULL, "but in the next");
}

int
main(void)
{
	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN "\n");
	fixture_file("taken", "");
	setenv("MEDIA_DIR", fixture_dir(), 1);
	config_load(CONFIG(MEDIA_DIR));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fixture_file("tmp/taken.wav", "another's");
		run(i);
	}
	check_clean_up();
	return done();
}
