#include "base/stop.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "t/tap.h"
#include "t/unit/fixture.h"

/* When the signal comes. */
enum when {
	NEVER,
	BEFORE,
	DURING
};

static const struct {
	const char *what;
	int signal;
	enum when when;
	int timeout_ms;
	bool readable, goes_on;
} cases[] = {
    ROW("SIGTERM before the wait", SIGTERM, BEFORE, -1, false, false),
    ROW("SIGINT before the wait", SIGINT, BEFORE, -1, false, false),
    ROW("SIGUSR1 before the wait", SIGUSR1, BEFORE, -1, false, false),
    ROW("SIGTERM during the wait", SIGTERM, DURING, -1, false, false),
    ROW("SIGUSR1 during the wait", SIGUSR1, DURING, -1, false, false),
    ROW("before a wait without time", SIGTERM, BEFORE, 0, false, false),
    ROW("though there is work", SIGTERM, BEFORE, -1, true, false),
    ROW("no signal: work", 0, NEVER, -1, true, true),
    ROW("no signal: the time is over", 0, NEVER, 10, false, true),
};

/* Sends the signal once the main thread sleeps. */
static void *
send_during(void *arg)
{
	char path[64], line[512];
	char state;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", getpid());
	do {
		FILE *f = fopen(path, "re");

		state = f != NULL && fgets(line, sizeof(line), f) != NULL
		            ? strrchr(line, ')')[2]
		            : 'S';
		if (f != NULL)
			fclose(f);
	} while (state != 'S');
	kill(getpid(), *(const int *)arg);
	return NULL;
}

/* Exits with what stop_wait() says. */
static void
run(const void *arg)
{
	size_t i = *(const size_t *)arg;
	int signal_number = cases[i].signal, fds[2];
	pthread_t thread;
	bool goes_on, was_asked;

	alarm(20);
	if (pipe(fds) == -1)
		_exit(99);
	stop_open();
	if (stop_asked())
		_exit(98);
	if (cases[i].readable && write(fds[1], "x", 1) != 1)
		_exit(97);
	if (cases[i].when == BEFORE)
		raise(signal_number);
	was_asked = stop_asked();
	if (was_asked != (cases[i].when == BEFORE))
		_exit(96);
	if (cases[i].when == DURING)
		pthread_create(&thread, NULL, send_during, &signal_number);
	goes_on = stop_wait(fds[0], cases[i].timeout_ms);
	if (cases[i].when == DURING)
		pthread_join(thread, NULL);
	if (stop_asked() != !goes_on || stop_wait(-1, 0) != goes_on)
		_exit(95);
	_exit(goes_on);
}

/* A loop that does not wait goes on, whatever comes, and is not ended. */
static void
work(const void *arg)
{
	(void)arg;
	stop_open();
	raise(SIGTERM);
	raise(SIGTERM);
	_exit(stop_asked() ? 7 : 8);
}

static void
wait_in_vain(const void *arg)
{
	long before = clock_ms();

	(void)arg;
	stop_open();
	_exit(stop_wait(-1, 1050) && clock_ms() - before >= 1049 ? 7 : 8);
}

int
main(void)
{
	char said[512];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(fixture_child(run, &i, said, sizeof(said)),
		    cases[i].goes_on, cases[i].what);
	is_int(fixture_child(work, NULL, said, sizeof(said)), 7,
	    "work is not cut short, and can ask");
	is_int(fixture_child(wait_in_vain, NULL, said, sizeof(said)), 7,
	    "a wait lasts as long as it says");
	return done();
}
