#include <stddef.h>
#include <stdlib.h>

#include "t/unit/fixture.h"
#include "t/unit/table.h"

#define JOINED "recording_joined(" ME ", id)"
#define MEDIA  "recording_media(" ME ", id, "

/* One second of silence, at 8 samples a second, 16 bits. */
static const char wav[] = "RIFF\064\0\0\0WAVEfmt \020\0\0\0\1\0\1\0\010\0\0\0"
                          "\020\0\0\0\2\0\020\0data\020\0\0\0"
                          "0123456789abcdef";

static const struct table_case cases[] = {
    ROW(.what = "a copy", .request = "GET id?segment=RE1",
        .calls =
            CALLED(MEDIA "RE1)", "a.wav", "AC1", "RE1", "audio/wav", "b", "b"),
        .answer = "Content-Disposition: attachment; *X-Accel-Redirect: "
                  "/internal/media/a.wav\r\n\r\n"),
    ROW(.what = "all of it", .request = "GET id?all=1",
        .calls = CALLED(JOINED, "b", "b", "one.wav", "0", "0", "1"),
        .answer =
            "Content-Disposition: attachment; filename=\"b\"; *Content-Type: "
            "audio/wav\r\nCache-Control: private, no-store\r\nAccept-Ranges: "
            "none\r\nContent-Length: 60\r\n\r\nRIFF*"),
    ROW(.what = "its head", .request = "HEAD id?all=1",
        .calls = CALLED(JOINED, "b", "b", "one.wav", "0", "0", "1"),
        .answer = "*Content-Length: 60\r\n\r\n"),
    ROW(.what = "with silence", .request = "HEAD id?all=1",
        .calls = CALLED(JOINED, "b", "b", "one.wav", "2", "0", "1"),
        .answer = "*Content-Length: 92\r\n\r\n"),
    ROW(.what = "more than a file can hold", .request = "GET id?all=1",
        .calls = CALLED(JOINED, "b", "b", "one.wav", "999999999", "0", "1"),
        .answer = SENT(413, "recording_too_long")),
    ROW(.what = "a file that is not there", .request = "GET id?all=1",
        .calls = CALLED(JOINED, "b", "b", "none.wav", "0", "0", "1"),
        .answer = SENT(500, "media_missing")),
    ROW(.what = "all of a segment", .request = "GET id?all=1&segment=RE1",
        .answer = SENT(400, "invalid_all")),
    ROW(.what = "all that is no 1",
        .request = "GET id?all=", .answer = SENT(400, "invalid_all")),
    ROW(.what = "not all is copied", .request = "GET id?all=1",
        .calls = REFUSED(JOINED, ERR_CONFLICT, .code = "not_stored"),
        .answer = SENT(409, "not_stored")),
    ROW(.what = "another method", .request = "PUT id",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET id?all=1", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
};

int
main(void)
{
	fixture_bytes("one.wav", wav, sizeof(wav) - 1);
	setenv("MEDIA_DIR", fixture_dir(), 1);
	TABLE_RUN(cases);
	return 0;
}
