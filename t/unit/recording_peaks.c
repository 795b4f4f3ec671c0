#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "peaks", .request = "GET id?segment=RE1",
        .calls = CALLED("recording_peaks(" ME ", id, RE1)", "2026/a.wav"),
        .answer = "Content-Type: application/json\r\nCache-Control: private, "
                  "no-cache\r\nX-Accel-Redirect: "
                  "/internal/media/2026/a.wav.peaks.json\r\n\r\n"),
    ROW(.what = "of the primary segment", .request = "HEAD id",
        .calls = CALLED("recording_peaks(" ME ", id, NULL)", "a.wav"),
        .answer = "*/internal/media/a.wav.peaks.json\r\n\r\n"),
    ROW(.what = "another method", .request = "PUT id",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET id", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "no copy yet", .request = "GET id",
        .calls = REFUSED("recording_peaks*", ERR_CONFLICT, .code = "not_stored",
            .hint = "10"),
        .answer = "Status: 409 *Retry-After: 10\r\n*"),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
