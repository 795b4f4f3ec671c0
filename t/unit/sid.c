#include "twilio/sid.h"

#include "t/tap.h"

static const struct {
	const char *sid;
	bool is_call;
} sids[] = {
    {"CA0123456789abcdef0123456789abcdef",   true },
    {"CA0123456789ABCDEF0123456789ABCDEF",   true },
    {"RE0123456789abcdef0123456789abcdef",   false},
    {"CA0123456789abcdef0123456789abcde",    false},
    {"CA0123456789abcdef0123456789abcdef0",  false},
    {"CA0123456789abcdef0123456789abcdeg",   false},
    {"CA0123456789abcdef0123456789abcdef\n", false},
    {"../../etc/passwd",                     false},
    {"",                                     false},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(sids) / sizeof(sids[0]); i++)
		is_int(sid_is_valid(sids[i].sid, "CA"), sids[i].is_call,
		    sids[i].sid);
	return done();
}
