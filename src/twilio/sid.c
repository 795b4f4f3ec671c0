#include "twilio/sid.h"

#include <string.h>

#include "text/hex.h"

bool
sid_is_valid(const char *s, const char *kind)
{
	return strncmp(s, kind, 2) == 0 && hex_is(s + 2, 32);
}
