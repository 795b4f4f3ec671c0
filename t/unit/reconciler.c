#include "work/reconciler.h"

#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_stop.h"

#define WINDOWS "reconcile_window()"
#define BEGIN   "reconcile_begin(f, t, false, "
#define DONE    "reconcile_done("
#define PRUNE   "journal_prune(90, 30)"
#define KEEP    "coverage_keep()"

static const struct fake_call none[] = {ROW(.call = WINDOWS), {0}};
static const struct fake_call one[] = {
    ROW(.call = WINDOWS, .width = 3, CELLS("AC1", "f", "t")),
    ROW(.call = BEGIN "AC1)"), ROW(.call = DONE "AC1, f, t, 0, 0)"), {0}};
static const struct fake_call first_fails[] = {
    ROW(.call = WINDOWS, .width = 3, CELLS("AC1", "f", "t", "AC2", "f", "t")),
    ROW(.call = BEGIN "AC1)", .err = ERR_INTERNAL), ROW(.call = BEGIN "AC2)"),
    ROW(.call = DONE "AC2, f, t, 0, 0)"), {0}};
static const struct fake_call all_fail[] = {
    ROW(.call = WINDOWS, .width = 3, CELLS("AC1", "f", "t")),
    ROW(.call = BEGIN "AC1)", .err = ERR_INTERNAL), {0}};
static const struct fake_call goes_away[] = {
    ROW(.call = WINDOWS, .width = 3, CELLS("AC1", "f", "t", "AC2", "f", "t")),
    ROW(.call = BEGIN "AC1)", .err = ERR_UNAVAIL), {0}};
static const struct fake_call is_away[] = {
    ROW(.call = WINDOWS, .err = ERR_UNAVAIL), {0}};

static const struct {
	const char *what;
	const struct fake_call *calls;
	enum err err;
} rounds[] = {
    {"no window is due",                          none,        OK          },
    {"a window that is complete is reported",     one,         OK          },
    {"an account that fails keeps no other back", first_fails, OK          },
    {"a round in which nothing was done",         all_fail,    ERR_UPSTREAM},
    {"the database goes away: the round ends",    goes_away,   ERR_UNAVAIL },
    {"the database is away",                      is_away,     ERR_UNAVAIL },
};

static const struct fake_call until_done[] = {ROW(.call = PRUNE, CELLS("t")),
    ROW(.call = PRUNE, CELLS("f")), ROW(.call = KEEP, CELLS("t")),
    ROW(.call = KEEP, CELLS("f")), {0}};
static const struct fake_call until_error[] = {ROW(.call = PRUNE, CELLS("t")),
    ROW(.call = PRUNE, .err = ERR_UNAVAIL),
    ROW(.call = KEEP, .err = ERR_UNAVAIL), {0}};
static const struct fake_call until_stop[] = {
    ROW(.call = PRUNE, CELLS("t"), .then = fake_stop_now), {0}};

static const struct {
	const char *what;
	const struct fake_call *calls;
} tidyings[] = {
    {"piece by piece, until nothing is left", until_done },
    {"an error ends each",                    until_error},
    {"a signal ends it",                      until_stop },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(rounds) / sizeof(rounds[0]); i++) {
		fake_stop_reset();
		fake_db_expect(rounds[i].calls);
		is_int(reconciler_round(NULL), rounds[i].err, rounds[i].what);
		ok(fake_db_amiss() == NULL, "what PostgreSQL was asked");
	}
	for (size_t i = 0; i < sizeof(tidyings) / sizeof(tidyings[0]); i++) {
		fake_stop_reset();
		fake_db_expect(tidyings[i].calls);
		reconciler_tidy(NULL);
		ok(fake_db_amiss() == NULL, tidyings[i].what);
	}
	return done();
}
