/* The time, in milliseconds. */
#ifndef CLOCK_H
#define CLOCK_H

/* Time that only goes forward, from some moment in the past: for deadlines. */
long clock_ms(void);

/* Time since 1970 (UTC): what other programs note, and may be set back. */
long clock_utc_ms(void);

#endif
