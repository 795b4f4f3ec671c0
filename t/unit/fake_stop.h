/*
 * base/stop.h without signals, and without time: nobody waits. A test that
 * links fake_stop.c has it in place of the library's.
 */
#ifndef FAKE_STOP_H
#define FAKE_STOP_H

#include "base/stop.h"

/* From now on it is not time to stop, and nobody has waited. */
void fake_stop_reset(void);

/* It is time to stop. */
void fake_stop_now(void);

/* It is time to stop at the end of that wait, the first being 1. */
void fake_stop_at_wait(int number);

/* How often was waited, and how many milliseconds in all. */
int fake_stop_waits(void);
long fake_stop_waited_ms(void);

#endif
