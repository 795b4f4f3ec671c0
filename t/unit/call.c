#include "t/unit/table.h"

#include <stddef.h>

#include "t/unit/record.h"

#define CALL      RECORD_CELLS("d-1")
#define SENT_CALL SENT_JSON(RECORD_JSON("d-1"))

static const struct table_case cases[] = {
    ROW(.what = "a call", .request = "GET id",
        .calls = CALLED("call_get(" ME ", id)", CALL), .answer = SENT_CALL),
    ROW(.what = "a PUT", .request = "PUT id", .body = "{\"a\":1}",
        .calls = CALLED("call_put(" ME ", id, {\"a\":1})", "f", CALL),
        .answer = SENT_CALL),
    ROW(.what = "of a new call", .request = "PUT id", .body = "{}", .as = TOKEN,
        .calls = CALLED("call_put(" ME ", id, {})", "t", CALL),
        .answer = "Status: 201 Created\r\n" SENT_CALL),
    ROW(.what = "columns of another program's", .request = "PUT id",
        .body = "{}", .calls = CALLED("call_put(" ME ", id, {})", CALL),
        .answer = SENT(500, "internal_error")),
    ROW(.what = "a DELETE", .request = "DELETE id",
        .calls = CALLED("call_delete(" ME ", id)", ""), .answer = SENT_204),
    ROW(.what = "an id that is no UTF-8", .request = "GET \377",
        .calls = CALLED("call_get(" ME ", NULL)", CALL), .answer = SENT_CALL),
    ROW(.what = "another method", .request = "POST id", .body = "{}",
        .answer = SENT_405("GET, HEAD, PUT, DELETE")),
    ROW(.what = "nobody", .request = "PUT id", .body = "{}", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "a dialer that is a page elsewhere", .request = "DELETE id",
        .origin = "https://dialer.test",
        .calls = CALLED("call_delete(" ME ", id)", ""),
        .answer = "Status: 204 No Content\r\n\r\n"),
    ROW(.what = "no JSON", .request = "PUT id", .body = "{",
        .answer = SENT(400, "malformed_json")),
    ROW(.what = "a call that is another's", .request = "PUT id", .body = "{}",
        .calls = REFUSED(
            "call_put*", ERR_CONFLICT, .code = "call_exists", .detail = "Why."),
        .answer = SENT(409, "call_exists")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
