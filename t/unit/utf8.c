#include "text/utf8.h"

#include "base/arena.h"
#include "t/tap.h"

#define BAD "\xef\xbf\xbd"

static const struct {
	const char *what, *in, *out;
} cases[] = {
    {"empty",              "",                 ""                },
    {"ASCII",              "S\x7f\x01",        "S\x7f\x01"       },
    {"two bytes",          "S\xc3\xa3o",       "S\xc3\xa3o"      },
    {"three bytes",        "\xe2\x82\xac",     "\xe2\x82\xac"    },
    {"four bytes",         "\xf0\x9f\x93\x9e", "\xf0\x9f\x93\x9e"},
    {"Latin-1",            "S\xe3o",           "S" BAD "o"       },
    {"cut short",          "\xe2\x82",         BAD BAD           },
    {"overlong",           "\xc0\xaf",         BAD BAD           },
    {"overlong, three",    "\xe0\x80\xaf",     BAD BAD BAD       },
    {"surrogate",          "\xed\xa0\x80",     BAD BAD BAD       },
    {"beyond Unicode",     "\xf4\x90\x80\x80", BAD BAD BAD BAD   },
    {"continuation first", "\x80x",            BAD "x"           },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct arena *a = arena_new();

		is_str(utf8_clean(a, cases[i].in), cases[i].out, cases[i].what);
		arena_free(a);
	}
	return done();
}
