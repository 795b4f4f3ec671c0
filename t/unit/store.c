#include "sys/store.h"

#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "sys/config.h"
#include "t/tap.h"
#include "t/unit/fixture.h"

#define KEY   "2026/03/02/0195.wav"
#define PEAKS ".peaks.json"

static const char *
path_of(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", fixture_dir(), name);
	return path;
}

static bool
is_there(const char *name)
{
	return access(path_of(name), F_OK) == 0;
}

static struct store_file *
begin(const char *key)
{
	struct store_file *f = store_begin(key);

	if (f == NULL || !store_add(f, "au", 2) || !store_add(f, "dio", 3) ||
	    !store_add(f, "", 0))
		exit(EXIT_FAILURE);
	return f;
}

static void
check_kept(void)
{
	struct store_file *f = begin(KEY);
	char text[16] = "";
	FILE *kept;

	is_str(store_path(f), path_of("tmp/0195.wav"), "it is in tmp at first");
	is_str(store_peaks_path(f), path_of("tmp/0195.wav" PEAKS),
	    "its peaks, too");
	ok(store_begin(KEY) == NULL, "no two write under the same name");
	ok(is_there("tmp/0195.wav"), "and the first one's file stays");
	fixture_file("tmp/0195.wav" PEAKS, "{}");
	is_int(store_keep(f), OK, "it is kept");
	store_end(f);
	ok(is_there(KEY) && is_there(KEY PEAKS), "under its key, with peaks");
	ok(!is_there("tmp/0195.wav") && !is_there("tmp/0195.wav" PEAKS),
	    "and not in tmp any more");
	kept = fopen(path_of(KEY), "re");
	ok(kept != NULL && fread(text, 1, sizeof(text) - 1, kept) == 5 &&
	        strcmp(text, "audio") == 0,
	    "all that was written, in order");
	if (kept != NULL)
		fclose(kept);
}

static void
check_not_kept(void)
{
	struct store_file *f = begin("2026/0196.wav");

	fixture_file("tmp/0196.wav" PEAKS, "{}");
	store_end(f);
	ok(!is_there("tmp/0196.wav") && !is_there("tmp/0196.wav" PEAKS),
	    "what is not kept is removed");
	store_end(NULL);

	f = begin("2026/0197.wav");
	is_int(store_keep(f), ERR_UNAVAIL, "without peaks it is not kept");
	store_end(f);

	f = begin("2026/0198.wav");
	fixture_file("tmp/0198.wav" PEAKS, "{}");
	is_int(store_remove("2026/0198.wav"), OK, "a key is removed");
	is_int(store_keep(f), ERR_UNAVAIL, "and does not come back");
	ok(!is_there("2026/0198.wav") && !is_there("2026/0198.wav" PEAKS),
	    "neither its audio nor its peaks");
	store_end(f);

	f = begin(KEY "/0199.wav");
	fixture_file("tmp/0199.wav" PEAKS, "{}");
	is_int(store_keep(f), ERR_UNAVAIL, "a file is no folder");
	store_end(f);
	ok(!is_there("tmp/0199.wav"), "what could not be kept is removed");
}

static void
check_removal(void)
{
	is_int(store_remove(KEY), OK, "what is stored is removed");
	ok(!is_there(KEY) && !is_there(KEY PEAKS), "with its peaks");
	is_int(store_remove(KEY), OK, "what is not there is removed already");
	fixture_file("2026/0200.wav/x", "");
	fixture_file("2026/0200.wav" PEAKS, "{}");
	is_int(store_remove("2026/0200.wav"), ERR_UNAVAIL,
	    "what cannot be removed is not said to be");
	ok(!is_there("2026/0200.wav" PEAKS), "the rest of it is");
	is_int(store_sync(), OK, "and stays away");
}

/* Where there is no tmp, a disk may be missing. */
static void
check_other_disk(void)
{
	char away[512];

	fixture_file(KEY, "audio");
	snprintf(away, sizeof(away), "%s/away", fixture_dir());
	if (rename(path_of("tmp"), away) == -1)
		exit(EXIT_FAILURE);
	is_int(store_remove("no/0300.wav"), ERR_UNAVAIL,
	    "without tmp no file is known to be gone");
	is_int(store_remove(KEY), ERR_UNAVAIL, "and none");
	ok(is_there(KEY), "is removed");
	ok(store_begin("a/b.wav") == NULL, "nor is one begun");
	store_sweep();
	if (rename(away, path_of("tmp")) == -1)
		exit(EXIT_FAILURE);
}

static void
age(const char *name, long seconds)
{
	struct timespec times[2] = {
	    {time(NULL) - seconds, 0},
            {time(NULL) - seconds, 0}
        };

	if (utimensat(AT_FDCWD, path_of(name), times, 0) == -1)
		exit(EXIT_FAILURE);
}

static void
check_sweep(void)
{
	struct store_file *held = begin("a/held.wav");

	fixture_file("tmp/held.wav" PEAKS, "{}");
	age("tmp/held.wav" PEAKS, 7200);
	fixture_file("tmp/dead.wav", "au");
	fixture_file("tmp/dead.wav" PEAKS, "{}");
	fixture_file("tmp/old.wav" PEAKS, "{}");
	age("tmp/old.wav" PEAKS, 3660);
	fixture_file("tmp/new.wav" PEAKS, "{}");
	age("tmp/new.wav" PEAKS, 3500);
	store_sweep();
	ok(is_there("tmp/held.wav") && is_there("tmp/held.wav" PEAKS),
	    "what a writer holds stays, however old");
	ok(!is_there("tmp/dead.wav") && !is_there("tmp/dead.wav" PEAKS),
	    "what a dead one left is swept");
	ok(!is_there("tmp/old.wav" PEAKS), "and old peaks without audio");
	ok(is_there("tmp/new.wav" PEAKS), "not those between two renames");
	store_end(held);
}

static void
write_too_much(const void *arg)
{
	const struct rlimit limit = {8, 8};
	struct store_file *f;

	(void)arg;
	signal(SIGXFSZ, SIG_IGN);
	setrlimit(RLIMIT_FSIZE, &limit);
	f = store_begin("a/full.wav");
	if (f == NULL || !store_add(f, "12345678", 8))
		_exit(98);
	if (store_add(f, "9", 1))
		_exit(97);
	store_end(f);
	_exit(is_there("tmp/full.wav") ? 96 : 7);
}

int
main(void)
{
	char said[512];

	fixture_file("tmp/.keep", "");
	setenv("MEDIA_DIR", fixture_dir(), 1);
	config_load(CONFIG(MEDIA_DIR));
	check_kept();
	check_not_kept();
	check_removal();
	check_other_disk();
	check_sweep();
	is_int(fixture_child(write_too_much, NULL, said, sizeof(said)), 7,
	    "what cannot be written is not said to be");
	return done();
}
