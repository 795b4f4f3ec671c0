/*
 * SIGTERM, taken only where a program waits: it is blocked while there is
 * work in hand, so that nothing is cut short and no signal is lost between
 * a test and a wait.
 */
#ifndef STOP_H
#define STOP_H

#include <stdbool.h>

/* From now on SIGTERM and SIGINT end the next stop_wait(). */
void stop_open(void);

/*
 * Wait until fd (-1: none) can be read, or timeout_ms (-1: for ever) are
 * over. False: it is time to end.
 */
bool stop_wait(int fd, int timeout_ms);

/* Is it time to end? For loops that do not wait. */
bool stop_asked(void);

#endif
