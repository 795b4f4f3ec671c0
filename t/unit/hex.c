#include "text/hex.h"

#include <string.h>

#include "t/tap.h"

static const struct {
	const char *s;
	size_t len;
	bool is;
} cases[] = {
    {"",       0, true },
    {"0",      1, true },
    {"09afAF", 6, true },
    {"09afAF", 5, false},
    {"09afAF", 7, false},
    {"0g",     2, false},
    {"0G",     2, false},
    {"0x",     2, false},
    {" 0",     2, false},
    {"0\303",  2, false},
};

/* The value of a digit, looked up: what hex_digit() is held against. */
static int
value(char c)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	const char *p = c == '\0' ? NULL : strchr(digits, c);

	return p == NULL ? -1 : (int)(p - digits - (p - digits > 15 ? 6 : 0));
}

int
main(void)
{
	static const unsigned char bytes[] = {0, 1, 0x0f, 0xf0, 0x7f, 0xff};
	char out[2 * sizeof(bytes) + 1];
	int c;

	for (c = -128; c < 128 && value((char)c) == hex_digit((char)c); c++)
		;
	is_int(c, 128, "each char is the digit that it is, or none");
	hex_encode(bytes, sizeof(bytes), out);
	is_str(out, "00010ff07fff", "bytes are two digits each");
	hex_encode(bytes, 0, out);
	is_str(out, "", "none are none");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(
		    hex_is(cases[i].s, cases[i].len), cases[i].is, cases[i].s);
	return done();
}
