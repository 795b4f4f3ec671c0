#include "sys/db.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/clock.h"
#include "t/tap.h"
#include "t/unit/fake_postgres.h"
#include "t/unit/fixture.h"

#define PREPARE  "P f SELECT * FROM api.f($1, $2)\n"
#define PREPARED "N\n" PREPARE
#define BOUND    "B f one,\\N\n"
#define ASKED    PREPARED BOUND
#define LIMIT_MS 400

/* What the server answers to one call (fake_postgres.h), what comes of it, and
 * what the server has heard. */
static const struct {
	const char *what, *script;
	struct fake_postgres_error error;
	enum err err;
	size_t count;
	const char *code, *detail, *hint, *heard;
} cases[] = {
    ROW(.what = "rows, one of whose values is NULL", .script = "pbtdcz",
        .count = 1, .heard = ASKED),
    ROW(.what = "many rows", .script = "pbtdddcz", .count = 3, .heard = ASKED),
    ROW(.what = "no rows", .script = "pbtcz", .heard = ASKED),
    ROW(.what = "rows, then the commit fails", .script = "pbtdcez",
        .error = {.state = "23503"}, .err = ERR_INTERNAL, .heard = ASKED),
    ROW(.what = "rows, then the disk is full at commit", .script = "pbtdcez",
        .error = {.state = "53100"}, .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "rows, then a collision at commit, then rows",
        .script = "pbtdcez btddcz", .error = {.state = "40001"}, .count = 2,
        .heard = ASKED BOUND),
    ROW(.what = "the connection is lost before the answer", .script = "px",
        .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "after rows", .script = "pbtdx", .err = ERR_UNAVAIL,
        .heard = ASKED),
    ROW(.what = "after all rows, before the commit is known",
        .script = "pbtdcx", .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "after a refusal", .script = "pbex",
        .error = {.state = "PT404", .message = "gone"}, .err = ERR_NOTFOUND,
        .code = "gone", .heard = ASKED),
    ROW(.what = "before it is prepared", .script = "x", .err = ERR_UNAVAIL,
        .heard = ASKED),
    ROW(.what = "the server ends", .script = "pfx", .err = ERR_UNAVAIL,
        .heard = ASKED),
    ROW(.what = "silence", .script = "ph", .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "silence from the first", .script = "h", .err = ERR_UNAVAIL,
        .heard = ASKED),
    ROW(.what = "rows, then silence", .script = "pbtdch", .err = ERR_UNAVAIL,
        .heard = ASKED),
    ROW(.what = "a collision, then rows", .script = "pbez btdcz",
        .error = {.state = "40P01"}, .count = 1, .heard = ASKED BOUND),
    ROW(.what = "five collisions", .script = "pbez bez bez bez bez",
        .error = {.state = "40001"}, .err = ERR_UNAVAIL,
        .heard = ASKED BOUND BOUND BOUND BOUND),
    ROW(.what = "four collisions, then rows",
        .script = "pbez bez bez bez btdcz", .error = {.state = "55P03"},
        .count = 1, .heard = ASKED BOUND BOUND BOUND BOUND),
    ROW(.what = "a collision, then silence", .script = "pbez h",
        .error = {.state = "40001"}, .err = ERR_UNAVAIL, .heard = ASKED BOUND),
    ROW(.what = "a collision that loses the connection",
        .script = "pbex pbtdcz", .error = {.state = "40001"}, .count = 1,
        .heard = ASKED ASKED),
    ROW(.what = "a function that a migration has changed",
        .script = "pbez pbtdcz", .error = {.state = "0A000"}, .count = 1,
        .heard = ASKED ASKED),
    ROW(.what = "a shutdown is not tried again", .script = "pbez",
        .error = {.state = "57P01"}, .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "a refusal", .script = "pbez",
        .error = {"PT409", "exists", "It is there.", "10"}, .err = ERR_CONFLICT,
        .code = "exists", .detail = "It is there.", .hint = "10",
        .heard = ASKED),
    ROW(.what = "with a word only", .script = "pbez",
        .error = {.state = "PT400", .message = "bad"}, .err = ERR_INVALID,
        .code = "bad", .heard = ASKED),
    ROW(.what = "a value that is not of its form", .script = "pbez",
        .error = {"22P02", "malformed", "+15005550006", "secret"},
        .err = ERR_INVALID, .heard = ASKED),
    ROW(.what = "a fault of ours", .script = "pbez",
        .error = {"23505", "duplicate key", "secret", NULL},
        .err = ERR_INTERNAL, .heard = ASKED),
    ROW(.what = "no such function", .script = "ez", .error = {.state = "42883"},
        .err = ERR_INTERNAL, .heard = ASKED),
    ROW(.what = "an idle server without an answer", .script = "pbz",
        .err = ERR_UNAVAIL, .heard = ASKED),
    ROW(.what = "no connection is to be had", .script = "-",
        .error = {.state = "53300"}, .err = ERR_UNAVAIL, .heard = "N\n"),
};

static enum err
call(struct db *db, struct arena *a, struct rows *rows)
{
	struct statement s = db_statement(a, "f", DB_ARGS("one", NULL));

	return db_execute(db, a, &s, rows, LIMIT_MS);
}

static void
run(size_t i)
{
	struct arena *a = arena_new();
	struct db *db = db_open();
	struct rows rows;
	long before = clock_ms(), took;

	fake_postgres_start(fixture_dir(), cases[i].script, &cases[i].error);
	is_int(call(db, a, &rows), cases[i].err, cases[i].what);
	took = clock_ms() - before;
	if (strchr(cases[i].script, 'h') != NULL)
		ok(took >= LIMIT_MS, "it is given all of its time");
	is_int((long long)rows.count, (long long)cases[i].count, "its rows");
	if (cases[i].count > 0 && rows.count == cases[i].count) {
		is_int((long long)rows.width, 2, "their width");
		is_str(rows.cell[0], "value", "a value");
		is_str(rows.cell[2 * cases[i].count - 1], NULL, "a NULL");
	}
	is_str(rows.code, cases[i].code, "its code");
	is_str(rows.detail, cases[i].detail, "its detail");
	is_str(rows.hint, cases[i].hint, "its hint");
	db_close(db);
	is_str(fake_postgres_stop(), cases[i].heard, "what was asked");
	arena_free(a);
}

/* Two calls, where the server does this at the first. */
static void
run_twice(const char *script, bool hangs_up, enum err first, const char *heard,
    const char *what)
{
	static const struct fake_postgres_error error = {.state = "42883"};
	struct arena *a = arena_new();
	struct db *db = db_open();
	struct rows rows;

	fake_postgres_start(fixture_dir(), script, &error);
	is_int(call(db, a, &rows), first, what);
	if (hangs_up)
		fake_postgres_wait();
	is_int(call(db, a, &rows), OK, "then another");
	is_int((long long)rows.count, 1, "has its row");
	db_close(db);
	is_str(fake_postgres_stop(), heard, "what was asked");
	arena_free(a);
}

static void
check_nobody(void)
{
	struct arena *a = arena_new();
	struct db *db = db_open();
	struct rows rows = {.count = 7, .code = "stale"};

	is_int(db_call(db, a, &rows, "f", DB_NO_ARGS), ERR_UNAVAIL,
	    "there is no server");
	is_int((long long)rows.count, 0, "so there are no rows");
	is_str(rows.code, NULL, "and no code");
	db_close(db);
	db_close(NULL);
	arena_free(a);
}

#define FOLLOWERS 3
#define MANY      18
#define LONG_MS   5000

/* A call in a thread of its own. */
struct caller {
	struct db *db;
	char name[8];
	long ms;
	pthread_t thread;
	_Atomic pid_t tid;
	enum err err;
	size_t count;
};

static void *
run_caller(void *arg)
{
	struct caller *c = arg;
	struct arena *a = arena_new();
	struct statement s = db_statement(a, "f", DB_ARGS(c->name, NULL));
	struct rows rows;

	c->tid = gettid();
	c->err = db_execute(c->db, a, &s, &rows, c->ms);
	c->count = rows.count;
	arena_free(a);
	return NULL;
}

/* Or it has ended. */
static bool
is_asleep(pid_t tid)
{
	char name[64], state = 'S';
	FILE *f;

	if (tid == 0)
		return false;
	snprintf(name, sizeof(name), "/proc/self/task/%d/stat", (int)tid);
	if ((f = fopen(name, "r")) != NULL) {
		(void)!fscanf(f, "%*d (%*[^)]) %c", &state);
		fclose(f);
	}
	return state == 'S';
}

/* Start one, and wait until it waits. */
static void
start(struct caller *c, struct db *db, const char *name, long ms)
{
	*c = (struct caller){.db = db, .ms = ms};
	snprintf(c->name, sizeof(c->name), "%s", name);
	if (pthread_create(&c->thread, NULL, run_caller, c) != 0)
		exit(EXIT_FAILURE);
	for (int looks = 0; looks < 20; usleep(1000))
		looks = is_asleep(c->tid) ? looks + 1 : 0;
}

static enum err
call_alone(struct db *db, const char *name)
{
	struct caller c;

	start(&c, db, name, LONG_MS);
	pthread_join(c.thread, NULL);
	return c.err;
}

#define B(name) "B f " name ",\\N\n"
#define KEPT    PREPARED B("kept")
#define FIRST   KEPT PREPARED B("first")
#define GROUP   B("a") B("b") B("c")

/* One of the two connections is kept busy. */
static void
keep_one(struct caller *kept, struct db *db)
{
	start(kept, db, "kept", LONG_MS);
}

static void
let_go(struct caller *kept)
{
	fake_postgres_let_go();
	pthread_join(kept->thread, NULL);
	is_int(kept->err, OK, "what the other connection did");
}

/*
 * What the server answers to three calls that have waited for a first one; and
 * what comes of them.
 */
static const struct {
	const char *what, *script;
	struct fake_postgres_error error;
	enum err err[FOLLOWERS];
	const char *heard;
} groups[] = {
    ROW(.what = "three calls are a transaction", .script = "btdcbtdcbtdcz",
        .heard = FIRST GROUP),
    ROW(.what = "one of them is refused", .script = "btdcbez btdcz bez btdcz",
        .error = {.state = "PT404"}, .err = {OK, ERR_NOTFOUND, OK},
        .heard = FIRST GROUP GROUP),
    ROW(.what = "the first of them is refused", .script = "bez bez btdcz btdcz",
        .error = {.state = "PT404"}, .err = {ERR_NOTFOUND, OK, OK},
        .heard = FIRST GROUP GROUP),
    ROW(.what = "the commit fails, and then that of the last one",
        .script = "btdcbtdcbtdcez btdcz btdcz btdcez",
        .error = {.state = "23503"}, .err = {OK, OK, ERR_INTERNAL},
        .heard = FIRST GROUP GROUP),
    ROW(.what = "the commit fails, and then each",
        .script = "btdcbtdcbtdcez btdcez btdcez btdcez",
        .error = {.state = "53100"},
        .err = {ERR_UNAVAIL, ERR_UNAVAIL, ERR_UNAVAIL},
        .heard = FIRST GROUP GROUP),
    ROW(.what = "the connection is lost", .script = "btdcbtdx",
        .err = {ERR_UNAVAIL, ERR_UNAVAIL, ERR_UNAVAIL}, .heard = FIRST GROUP),
    ROW(.what = "before the commit is known", .script = "btdcbtdcbtdcx",
        .err = {ERR_UNAVAIL, ERR_UNAVAIL, ERR_UNAVAIL}, .heard = FIRST GROUP),
    ROW(.what = "after a refusal, which may be due to another",
        .script = "btdcbex", .error = {.state = "PT409"},
        .err = {ERR_UNAVAIL, ERR_UNAVAIL, ERR_UNAVAIL}, .heard = FIRST GROUP),
    ROW(.what = "while they are made again", .script = "btdcbez btdcz bez btx",
        .error = {.state = "PT404"}, .err = {OK, ERR_NOTFOUND, ERR_UNAVAIL},
        .heard = FIRST GROUP GROUP),
    ROW(.what = "one takes too long", .script = "btdcbez btdcz btdcz",
        .error = {.state = "57014"}, .err = {OK, ERR_UNAVAIL, OK},
        .heard = FIRST GROUP B("a") B("c")),
};

static void
run_group(size_t i)
{
	struct db *db = db_open_shared();
	struct caller kept, first, followers[FOLLOWERS];
	const char *const names[FOLLOWERS] = {"a", "b", "c"};
	char script[256];

	snprintf(
	    script, sizeof(script), "kpbtdcz wpbtdcz %s", groups[i].script);
	fake_postgres_start(fixture_dir(), script, &groups[i].error);
	keep_one(&kept, db);
	start(&first, db, "first", LONG_MS);
	for (int j = 0; j < FOLLOWERS; j++)
		start(&followers[j], db, names[j], LONG_MS);
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	is_int(first.err, OK, groups[i].what);
	for (int j = 0; j < FOLLOWERS; j++) {
		pthread_join(followers[j].thread, NULL);
		is_int(followers[j].err, groups[i].err[j], names[j]);
		is_int((long long)followers[j].count, groups[i].err[j] == OK,
		    "its rows");
	}
	let_go(&kept);
	db_close(db);
	is_str(fake_postgres_stop(), groups[i].heard, "what was asked");
}

/* Rounds of n calls that waited for a first one; in the first round these are
 * held for so long. */
static void
run_rounds(
    const char *script, int rounds, int n, useconds_t hold_us, const char *what)
{
	static const struct fake_postgres_error error = {.state = "PT404"};
	struct db *db = db_open_shared();
	struct caller kept, first, followers[MANY];
	int good = 0;

	fake_postgres_start(fixture_dir(), script, &error);
	keep_one(&kept, db);
	for (int round = 0; round < rounds; round++) {
		start(&first, db, "first", LONG_MS);
		for (int j = 0; j < n; j++)
			start(&followers[j], db, "a", LONG_MS);
		fake_postgres_go_on();
		pthread_join(first.thread, NULL);
		good += first.err == OK;
		if (round == 0 && hold_us > 0) {
			usleep(hold_us);
			fake_postgres_go_on();
		}
		for (int j = 0; j < n; j++) {
			pthread_join(followers[j].thread, NULL);
			good += followers[j].err == OK;
		}
	}
	let_go(&kept);
	db_close(db);
	ok(good == rounds * (n + 1) - (strchr(script, 'e') != NULL), what);
	ok(strchr(fake_postgres_stop(), '?') == NULL, "all of it was asked");
}

/* One waits, and its time is over before the first one is done. */
static void
check_late(void)
{
	struct db *db = db_open_shared();
	struct caller kept, first, late;

	fake_postgres_start(fixture_dir(), "kpbtdcz wpbtdcz btdcz", NULL);
	keep_one(&kept, db);
	start(&first, db, "first", LONG_MS);
	start(&late, db, "late", LIMIT_MS);
	pthread_join(late.thread, NULL);
	is_int(late.err, ERR_UNAVAIL, "it has waited for too long");
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	is_int(first.err, OK, "the one before is not harmed");
	is_int(call_alone(db, "next"), OK, "nor the one after");
	let_go(&kept);
	db_close(db);
	is_str(fake_postgres_stop(), FIRST B("next"), "it was never sent");
}

/* The server is silent; who waits takes another connection. */
static void
check_silence(void)
{
	struct db *db = db_open_shared();
	struct caller kept, first, next;

	fake_postgres_start(fixture_dir(), "kpbtdcz h pbtdcz", NULL);
	keep_one(&kept, db);
	start(&first, db, "first", LIMIT_MS);
	start(&next, db, "next", LONG_MS);
	pthread_join(first.thread, NULL);
	is_int(first.err, ERR_UNAVAIL, "no answer in time");
	pthread_join(next.thread, NULL);
	is_int(next.err, OK, "the next one has one");
	let_go(&kept);
	db_close(db);
	is_str(fake_postgres_stop(), FIRST "N\n" PREPARE B("next"),
	    "what was asked");
}

/* A second one is sent while the first one has no answer. */
static void
check_two(void)
{
	struct db *db = db_open_shared();
	struct caller first, second;

	fake_postgres_start(fixture_dir(), "wpbtdcz pbtdcz", NULL);
	start(&first, db, "first", LONG_MS);
	start(&second, db, "second", LONG_MS);
	pthread_join(second.thread, NULL);
	is_int(second.err, OK, "a second one does not wait for the first");
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	is_int(first.err, OK, "which has its own answer");
	db_close(db);
	is_str(fake_postgres_stop(), PREPARED B("first") PREPARED B("second"),
	    "what was asked");
}

static int
count(const char *text, const char *part)
{
	int n = 0;

	while ((text = strstr(text, part)) != NULL) {
		n++;
		text += strlen(part);
	}
	return n;
}

/* A call whose group has failed as it collided goes to the slow lane at once,
 * while the others go again. */
static void
check_collision(const char *state, int connections, const char *what)
{
	const struct fake_postgres_error error = {.state = state};
	struct db *db = db_open_shared();
	struct caller kept, first, followers[2];
	const char *heard;

	fake_postgres_start(
	    fixture_dir(), "kpbtdcz wpbtdcz bez pbtdcz pbtdcz", &error);
	keep_one(&kept, db);
	start(&first, db, "first", LONG_MS);
	start(&followers[0], db, "a", LONG_MS);
	start(&followers[1], db, "b", LONG_MS);
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	for (int i = 0; i < 2; i++) {
		pthread_join(followers[i].thread, NULL);
		is_int(followers[i].err, OK, what);
	}
	let_go(&kept);
	db_close(db);
	heard = fake_postgres_stop();
	ok(strstr(heard, B("a") B("b")) != NULL, "they were a group");
	is_int(count(heard, PREPARE), connections, "on so many connections");
	is_int(count(heard, B("a")), 2, "each goes again");
	is_int(count(heard, B("b")), 2, "and only once");
}

/* One connection is lost, and cannot be made again; the other one is idle. */
static void
check_other(void)
{
	static const struct fake_postgres_error error = {.state = "53300"};
	struct db *db = db_open_shared();
	struct caller first;

	fake_postgres_start(fixture_dir(), "wpbtdcz pbtdcz x - btdcz", &error);
	start(&first, db, "first", LONG_MS);
	is_int(call_alone(db, "second"), OK, "there are two connections");
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	is_int(call_alone(db, "third"), ERR_UNAVAIL, "one is lost");
	is_int(call_alone(db, "fourth"), OK, "the other one does");
	db_close(db);
	ok(strchr(fake_postgres_stop(), '?') == NULL, "all of it was asked");
}

/* The server takes a connection, and no other one. */
static void
check_refused(void)
{
	static const struct fake_postgres_error error = {.state = "53300"};
	struct db *db = db_open_shared();
	struct caller first, followers[FOLLOWERS];

	fake_postgres_start(fixture_dir(), "wx - - pbtdcz", &error);
	start(&first, db, "first", LONG_MS);
	for (int i = 0; i < FOLLOWERS; i++)
		start(&followers[i], db, "a", LONG_MS);
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	is_int(first.err, ERR_UNAVAIL, "the connection is lost");
	for (int i = 0; i < FOLLOWERS; i++) {
		pthread_join(followers[i].thread, NULL);
		is_int(followers[i].err, ERR_UNAVAIL, "and there is no other");
	}
	is_int(call_alone(db, "next"), OK, "later there is one");
	db_close(db);
	is_str(fake_postgres_stop(),
	    PREPARED B("first") "N\nN\nN\n" PREPARE B("next"),
	    "nobody tried again");
}

/* The second connection is refused, but the first one is there. */
static void
check_one_left(void)
{
	static const struct fake_postgres_error error = {.state = "53300"};
	struct db *db = db_open_shared();
	struct caller first, followers[FOLLOWERS];
	const char *const names[FOLLOWERS] = {"a", "b", "c"};

	fake_postgres_start(fixture_dir(), "wpbtdcz - btdcbtdcbtdcz", &error);
	start(&first, db, "first", LONG_MS);
	for (int i = 0; i < FOLLOWERS; i++)
		start(&followers[i], db, names[i], LONG_MS);
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	for (int i = 0; i < FOLLOWERS; i++) {
		pthread_join(followers[i].thread, NULL);
		is_int(followers[i].err, OK,
		    "who finds no second connection waits for the first");
	}
	db_close(db);
	is_str(fake_postgres_stop(), PREPARED B("first") "N\n" GROUP,
	    "what was asked");
}

/* A try is answered when most of the call's time is over, and then the server
 * is silent: the next try has what is left. */
static void
check_tries(void)
{
	static const struct fake_postgres_error error = {.state = "55P03"};
	struct db *db = db_open_shared();
	struct caller first;
	long began = clock_ms(), took;

	fake_postgres_start(fixture_dir(), "wpbez h", &error);
	start(&first, db, "first", 2 * LIMIT_MS);
	while (clock_ms() - began < 3 * LIMIT_MS / 2)
		usleep(1000);
	fake_postgres_go_on();
	pthread_join(first.thread, NULL);
	took = clock_ms() - began;
	is_int(first.err, ERR_UNAVAIL, "two tries are given up together");
	if (!ok(took >= 2 * LIMIT_MS && took < 3 * LIMIT_MS, "in its time"))
		printf("# %ld ms\n", took);
	db_close(db);
	is_str(fake_postgres_stop(), PREPARED B("first") PREPARED B("first"),
	    "what was asked");
}

static void
check_shared(void)
{
	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++)
		run_group(i);
	run_rounds("kpbtdcz wpbtdcz "
	           "btdcbtdcbtdcbtdcbtdcbtdcbtdcbtdc"
	           "btdcbtdcbtdcbtdcbtdcbtdcbtdcbtdcz btdcbtdcz",
	    1, MANY, 0, "sixteen are a transaction at most");
	run_rounds("kpbtdcz wpbtdcz btdcbez btdcz bez wbtdcz btdcz btdcz", 2, 2,
	    0, "after a refusal there are no groups");
	/* 250 ms: longer than SLOW_MS of src/sys/db_lane.c. */
	run_rounds("kpbtdcz wpbtdcz wbtdcbtdcz wbtdcz btdcz btdcz", 2, 2,
	    250000, "nor after one that took long");
	check_late();
	check_silence();
	check_two();
	check_other();
	check_collision("55P03", 3, "one that collided, and one that did not");
	check_collision(
	    "0A000", 4, "one whose function has changed, and another");
	check_tries();
	check_refused();
	check_one_left();
}

int
main(void)
{
	alarm(60);
	setenv("PGHOST", fixture_dir(), 1);
	setenv("PGPORT", "5432", 1);
	setenv("PGUSER", "me", 1);
	setenv("PGDATABASE", "db", 1);
	setenv("PGSSLMODE", "disable", 1);
	setenv("PGGSSENCMODE", "disable", 1);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	run_twice(
	    "pbtdcz btdcz", false, OK, ASKED BOUND, "it is prepared once");
	run_twice("pbtdczx pbtdcz", true, OK, ASKED ASKED,
	    "again after the server has hung up while we were idle");
	run_twice("pbtdczfx pbtdcz", true, OK, ASKED ASKED, "or has said why");
	run_twice(
	    "px pbtdcz", false, ERR_UNAVAIL, ASKED ASKED, "or in the middle");
	run_twice("ez pbtdcz", false, ERR_INTERNAL, ASKED PREPARE BOUND,
	    "what could not be prepared is prepared again");
	check_nobody();
	check_shared();
	return done();
}
