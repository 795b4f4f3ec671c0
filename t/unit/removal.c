#include "work/removal.h"

#include <stdbool.h>
#include <string.h>

#include "sys/store.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"

#define KEYS(...) .width = 1, CELLS(__VA_ARGS__)

static const struct fake_call nothing[] = {{.call = "media_removals()"}, {0}};
static const struct fake_call two[] = {
    ROW(.call = "media_removals()", KEYS("a/1.wav", "a/2.wav")),
    ROW(.call = "media_removals_done({a/1.wav,a/2.wav})"),
    ROW(.call = "media_removals(a/2.wav)"),
    ROW(0),
};
static const struct fake_call pages[] = {
    ROW(.call = "media_removals()", KEYS("a/1.wav")),
    ROW(.call = "media_removals_done({a/1.wav})"),
    ROW(.call = "media_removals(a/1.wav)", KEYS("a/2.wav")),
    ROW(.call = "media_removals_done({a/2.wav})"),
    ROW(.call = "media_removals(a/2.wav)"),
    ROW(0),
};
static const struct fake_call one_stays[] = {
    ROW(.call = "media_removals()", KEYS("a/1.wav", "bad", "a/2.wav")),
    ROW(.call = "media_removals_done({a/1.wav,a/2.wav})"),
    ROW(.call = "media_removals(a/2.wav)"),
    ROW(0),
};
static const struct fake_call all_stay[] = {
    ROW(.call = "media_removals()", KEYS("bad", "bad")),
    ROW(.call = "media_removals(bad)"),
    ROW(0),
};
static const struct fake_call not_synced[] = {
    ROW(.call = "media_removals()", KEYS("a/1.wav", "a/2.wav")),
    ROW(.call = "media_removals(a/2.wav)"),
    ROW(0),
};
static const struct fake_call away[] = {
    ROW(.call = "media_removals()", .err = ERR_UNAVAIL),
    ROW(0),
};
static const struct fake_call away_in_between[] = {
    ROW(.call = "media_removals()", KEYS("a/1.wav", "bad")),
    ROW(.call = "media_removals_done({a/1.wav})", .err = ERR_UNAVAIL),
    ROW(0),
};

static const struct {
	const char *what;
	const struct fake_call *calls;
	bool cannot_sync;
	enum err err;
	size_t left;
	const char *removed;
} cases[] = {
    ROW("an empty queue", nothing, false, OK, 0, ""),
    ROW("two files", two, false, OK, 0, "a/1.wav a/2.wav sync "),
    ROW("two pages", pages, false, OK, 0, "a/1.wav sync a/2.wav sync "),
    ROW("one that cannot be removed", one_stays, false, OK, 1,
        "a/1.wav a/2.wav sync "),
    ROW("none that can be: it ends", all_stay, false, OK, 2, "sync "),
    ROW("a disk that does not sync", not_synced, true, OK, 2,
        "a/1.wav a/2.wav sync "),
    ROW("no database", away, false, ERR_UNAVAIL, 0, ""),
    ROW("none any more", away_in_between, false, ERR_UNAVAIL, 1,
        "a/1.wav sync "),
};

static char removed[256];
static bool cannot_sync;

enum err
store_remove(const char *object_key)
{
	if (strcmp(object_key, "bad") == 0)
		return ERR_UNAVAIL;
	strcat(strcat(removed, object_key), " ");
	return OK;
}

enum err
store_sync(void)
{
	strcat(removed, "sync ");
	return cannot_sync ? ERR_UNAVAIL : OK;
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		size_t left = 77;

		*removed = '\0';
		cannot_sync = cases[i].cannot_sync;
		fake_db_expect(cases[i].calls);
		is_int(removal_run(NULL, &left), cases[i].err, cases[i].what);
		is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
		is_int((long long)left, (long long)cases[i].left, "are left");
		is_str(removed, cases[i].removed, "are removed");
	}
	return done();
}
