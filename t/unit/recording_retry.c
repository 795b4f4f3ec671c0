#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a retry", .request = "POST id",
        .calls = CALLED("recording_retry(" ME ", id)", ""), .answer = SENT_204),
    ROW(.what = "of our page", .request = "POST id",
        .origin = "https://base.test",
        .calls = CALLED("recording_retry(" ME ", id)", ""), .answer = SENT_204),
    ROW(.what = "of another's", .request = "POST id",
        .origin = "https://base.test.evil.test",
        .answer = SENT(403, "foreign_origin")),
    ROW(.what = "another method", .request = "GET id",
        .answer = SENT_405("POST")),
    ROW(.what = "nobody", .request = "POST id", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "nothing has failed", .request = "POST id",
        .calls =
            REFUSED("recording_retry*", ERR_CONFLICT, .code = "nothing_failed"),
        .answer = SENT(409, "nothing_failed")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
