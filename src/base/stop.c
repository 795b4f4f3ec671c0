#include "base/stop.h"

#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stddef.h>
#include <time.h>

static atomic_int asked;
static sigset_t while_waiting;

static void
on_signal(int signal)
{
	asked = signal;
}

static const int stops[] = {SIGTERM, SIGINT, SIGUSR1};

#define STOPS (sizeof(stops) / sizeof(stops[0]))

void
stop_open(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t block;

	sigemptyset(&block);
	for (size_t i = 0; i < STOPS; i++)
		sigaddset(&block, stops[i]);
	pthread_sigmask(SIG_BLOCK, &block, &while_waiting);
	for (size_t i = 0; i < STOPS; i++) {
		sigdelset(&while_waiting, stops[i]);
		sigaction(stops[i], &action, NULL);
	}
}

bool
stop_asked(void)
{
	sigset_t pending;
	bool is_pending = false;

	sigpending(&pending);
	for (size_t i = 0; i < STOPS; i++)
		is_pending = is_pending || sigismember(&pending, stops[i]) == 1;
	return asked != 0 || is_pending;
}

/* ppoll() takes no signal where fd can be read at once: one that is pending
 * ends the wait all the same, however much work there is. */
bool
stop_wait(int fd, int timeout_ms)
{
	struct pollfd pfd = {fd, POLLIN, 0};
	struct timespec limit = {
	    timeout_ms / 1000, timeout_ms % 1000 * 1000000L};

	if (!stop_asked())
		ppoll(&pfd, 1, timeout_ms < 0 ? NULL : &limit, &while_waiting);
	return !stop_asked();
}
