#include "stop.h"

#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>

static volatile sig_atomic_t asked;
static sigset_t while_waiting;

static void
on_signal(int signal)
{
	asked = signal;
}

void
stop_open(void)
{
	struct sigaction action = {.sa_handler = on_signal};
	sigset_t stops;

	sigemptyset(&stops);
	sigaddset(&stops, SIGTERM);
	sigaddset(&stops, SIGINT);
	sigprocmask(SIG_BLOCK, &stops, &while_waiting);
	sigdelset(&while_waiting, SIGTERM);
	sigdelset(&while_waiting, SIGINT);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGINT, &action, NULL);
}

bool
stop_wait(int fd, int timeout_ms)
{
	struct pollfd pfd = {fd, POLLIN, 0};
	struct timespec limit = {
	    timeout_ms / 1000, timeout_ms % 1000 * 1000000L};

	if (asked == 0)
		ppoll(&pfd, 1, timeout_ms < 0 ? NULL : &limit, &while_waiting);
	return asked == 0;
}

bool
stop_asked(void)
{
	sigset_t pending;

	sigpending(&pending);
	return asked != 0 || sigismember(&pending, SIGTERM) == 1 ||
	       sigismember(&pending, SIGINT) == 1;
}
