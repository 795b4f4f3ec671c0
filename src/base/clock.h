/* The time, in milliseconds. */
#ifndef CLOCK_H
#define CLOCK_H

/* The monotonic clock, for deadlines. */
long clock_ms(void);

/* Time since 1970 (UTC), to compare with times of other programs. May go
 * back. */
long clock_utc_ms(void);

#endif
