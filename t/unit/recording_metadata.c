#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a recording", .request = "GET id",
        .calls = CALLED("recording_json(" ME ", id, NULL)", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "as a conference's", .request = "GET id?conference=CF1",
        .calls = CALLED("recording_json(" ME ", id, CF1)", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "another method", .request = "PUT id",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET id", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
