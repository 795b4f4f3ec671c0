#include "base/clock.h"

#include <time.h>

static long
read_ms(clockid_t id)
{
	struct timespec now;

	clock_gettime(id, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

long
clock_ms(void)
{
	return read_ms(CLOCK_MONOTONIC);
}

long
clock_utc_ms(void)
{
	return read_ms(CLOCK_REALTIME);
}
