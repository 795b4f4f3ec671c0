#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a copy", .request = "GET id?segment=RE1",
        .calls = CALLED("recording_media(" ME ", id, RE1)", "a.wav", "AC1",
            "RE1", "audio/wav", "\303\204 b.wav", "A b.wav"),
        .answer =
            "Content-Disposition: inline; filename=\"A b.wav\"; "
            "filename*=UTF-8''%C3%84%20b.wav\r\nContent-Type: "
            "audio/wav\r\nCache-Control: private, "
            "no-cache\r\nX-Accel-Redirect: /internal/media/a.wav\r\n\r\n"),
    ROW(.what = "Twilio's audio", .request = "HEAD id",
        .calls = CALLED("recording_media(" ME ", id, NULL)", NULL, "AC1", "RE1",
            "audio/wav", "b", "b"),
        .answer = "*X-Accel-Redirect: /internal/twilio/AC1/RE1\r\n\r\n"),
    ROW(.what = "another method", .request = "PUT id",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET id", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "no audio any more", .request = "GET id",
        .calls =
            REFUSED("recording_media*", ERR_GONE, .code = "recording_deleted"),
        .answer = SENT(410, "recording_deleted")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
