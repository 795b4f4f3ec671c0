#include "t/unit/fake_stop.h"

static bool asked;
static int at, waits;
static long waited_ms;

void
fake_stop_reset(void)
{
	asked = false;
	at = waits = 0;
	waited_ms = 0;
}

void
fake_stop_now(void)
{
	asked = true;
}

void
fake_stop_at_wait(int number)
{
	at = number;
}

int
fake_stop_waits(void)
{
	return waits;
}

long
fake_stop_waited_ms(void)
{
	return waited_ms;
}

void
stop_open(void)
{
}

bool
stop_wait(int fd, int timeout_ms)
{
	(void)fd;
	waited_ms += timeout_ms;
	asked = asked || ++waits == at;
	return !asked;
}

bool
stop_asked(void)
{
	return asked;
}
