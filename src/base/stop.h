/*
 * The signals that end a program, taken only where it waits: they are
 * blocked while there is work in hand, so that nothing is cut short and none
 * is lost between a test and a wait. They are SIGTERM, SIGINT, and SIGUSR1,
 * which multiwatch sends.
 */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

/* From now on these signals end the next stop_wait(). */
void stop_open(void);

/*
 * Wait until fd (-1: none) can be read, or timeout_ms (-1: for ever) are
 * over. False: it is time to end.
 */
bool stop_wait(int fd, int timeout_ms);

/* Is it time to end? For loops that do not wait. */
bool stop_asked(void);

#endif
