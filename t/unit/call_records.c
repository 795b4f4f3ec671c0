#include "t/unit/table.h"

#include <stddef.h>

#include "t/unit/record.h"

#define NO_CALL                                                               \
	RECORD_NULL17, RECORD_NULL17, RECORD_NULL3, RECORD_NULL3, NULL, NULL, \
	    NULL, NULL
#define NOT_THE_PAGE NULL, NULL, NULL

/* A list of one call, that returns rows. */
#define PAGE(text, ...)                                            \
	(const struct fake_call[])                                 \
	{                                                          \
		{.call = (text), CELLS(__VA_ARGS__), .width = 47}, \
		{                                                  \
			0                                          \
		}                                                  \
	}

static const struct table_case cases[] = {
    ROW(.what = "a page", .request = "GET ?cursor=b&limit=5",
        .calls = PAGE("call_records(" ME ", 5, b)", "1.2", "1000", "f", NO_CALL,
            NOT_THE_PAGE, RECORD_CELLS("a"), NOT_THE_PAGE, RECORD_CELLS("b")),
        .answer = SENT_JSON("{\"items\":[" RECORD_JSON("a") "," RECORD_JSON(
            "b") "],\"next\":\"1.2\",\"total\":{\"value\":1000,"
                 "\"exact\":false}}")),
    ROW(.what = "the first one", .request = "HEAD",
        .calls =
            PAGE("call_records(" ME ", NULL, NULL)", NULL, "0", "t", NO_CALL),
        .answer = SENT_JSON("{\"items\":[],\"next\":null,\"total\":{"
                            "\"value\":0,\"exact\":true}}")),
    ROW(.what = "one record", .request = "GET id",
        .calls = CALLED("call_record(" ME ", id)", RECORD_CELLS("a")),
        .answer = SENT_JSON(RECORD_JSON("a"))),
    ROW(.what = "columns of another program's", .request = "GET",
        .calls = CALLED("call_records(*", RECORD_CELLS("a")),
        .answer = SENT(500, "internal_error")),
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
