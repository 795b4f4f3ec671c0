#include "base/clock.h"

#include <time.h>

#include "t/tap.h"

int
main(void)
{
	long utc_s = (long)time(NULL), utc_ms = clock_utc_ms();
	long before = clock_ms(), after = before;
	struct timespec mono;

	ok(utc_ms >= 1000 * utc_s, "it is no earlier than the machine says");
	ok(utc_ms <= 1000 * ((long)time(NULL) + 1), "and no later");
	clock_gettime(CLOCK_MONOTONIC, &mono);
	ok(before / 1000 <= mono.tv_sec && mono.tv_sec - before / 1000 <= 1,
	    "the clock of deadlines is the one that is never set");
	while (after == before)
		after = clock_ms();
	ok(after > before, "it goes forward");
	ok(after - before < 1000, "in milliseconds");
	return done();
}
