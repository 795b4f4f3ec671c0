/*
 * The signals that end a program: SIGTERM, SIGINT, and SIGUSR1, which
 * multiwatch sends. They are delivered only inside stop_wait(), and blocked
 * elsewhere: no signal interrupts work, or is lost between a test and a wait.
 * Of several threads one that waits takes the signal, and stop_asked() tells
 * all.
 */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

/* Block these signals from now on, in this thread and in those that it starts;
 * stop_wait() takes them. */
void stop_open(void);

/*
 * Wait until fd can be read (-1: no fd), or for timeout_ms milliseconds (-1:
 * for ever). False: a signal asked the program to end.
 */
bool stop_wait(int fd, int timeout_ms);

/* Has a signal asked the program to end? For loops that do not wait. */
bool stop_asked(void);

#endif
