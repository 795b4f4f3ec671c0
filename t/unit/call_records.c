#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a page", .request = "GET ?cursor=b&limit=5",
        .calls = CALLED("call_records(" ME ", 5, b)", "[]"),
        .answer = SENT_JSON("[]")),
    ROW(.what = "the first one", .request = "HEAD",
        .calls = CALLED("call_records(" ME ", NULL, NULL)", "[]"),
        .answer = SENT_JSON("[]")),
    ROW(.what = "one record", .request = "GET id",
        .calls = CALLED("call_record(" ME ", id)", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "a parameter that there is not", .request = "GET ?limits=5",
        .answer = SENT(400, "unknown_parameter")),
    ROW(.what = "another method", .request = "POST",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "no such record", .request = "GET id",
        .calls = REFUSED(
            "call_record(*", ERR_NOTFOUND, .code = "call_record_not_found"),
        .answer = SENT(404, "call_record_not_found")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
