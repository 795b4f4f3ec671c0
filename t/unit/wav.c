#include "text/wav.h"

#include "t/tap.h"

#define RIFF "RIFF\xff\xff\xff\xffWAVE"
#define FMT  "fmt \x04\0\0\0abcd"
#define ODD  "LIST\x03\0\0\0abc\0"

static const struct {
	const char *what, *head;
	size_t len, file;
	const char *why; /* NULL: it is whole */
} cases[] = {
    {"whole",            RIFF FMT "data\x08\0\0\0",       32, 40, NULL                             },
    {"after odd chunk",  RIFF ODD "data\x08\0\0\0",       32, 40, NULL                             },
    {"more behind it",   RIFF FMT "data\x08\0\0\0",       32, 99, NULL                             },
    {"length left open", RIFF FMT "data\0\0\0\0",         32, 40, NULL                             },
    {"length unknown",   RIFF FMT "data\xff\xff\xff\xff", 32, 40, NULL                             },
    {"cut short",        RIFF FMT "data\x08\0\0\0",       32, 39,
     "a WAV file that was cut short"                                                               },
    {"no audio",         RIFF FMT "data\0\0\0\0",         32, 32, "a WAV file without audio"       },
    {"no data chunk",    RIFF FMT,                        24, 24, "a WAV file without a data chunk"},
    {"huge chunk",       RIFF "LIST\xff\xff\xff\xff",     20, 20,
     "a WAV file without a data chunk"                                                             },
    {"XML",              "<?xml version='1.0'?>",         21, 21, "not a WAV file"                 },
    {"nothing",          "",                              0,  0,  "not a WAV file"                 },
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *why = NULL;
		bool whole = wav_is_whole((const unsigned char *)cases[i].head,
		    cases[i].len, cases[i].file, &why);

		is_int(whole, cases[i].why == NULL, cases[i].what);
		is_str(why, cases[i].why, cases[i].what);
	}
	return done();
}
