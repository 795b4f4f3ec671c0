#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a page", .request = "GET ?limit=5&cursor=b",
        .calls = CALLED("directory_list(" ME ", agent, 5, b)", "[]"),
        .answer = SENT_JSON("[]")),
    ROW(.what = "one", .request = "GET key",
        .calls = CALLED("directory_get(" ME ", agent, key)", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "a PUT", .request = "PUT key", .body = "{}",
        .calls = CALLED("directory_put(" ME ", agent, key, {})", "{}", "f"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "of all of them", .request = "PUT", .body = "{}",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "another method", .request = "DELETE key",
        .answer = SENT_405("GET, HEAD, PUT")),
    ROW(.what = "a parameter that there is not", .request = "GET ?a",
        .answer = SENT(400, "unknown_parameter")),
    ROW(.what = "nobody", .request = "GET", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "a body that is malformed", .request = "PUT key", .body = "{}",
        .calls = REFUSED("directory_put*", ERR_INVALID, .code = "invalid_body",
            .hint = "[1]"),
        .answer = "Status: 400 *\"errors\":[1]*"),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
