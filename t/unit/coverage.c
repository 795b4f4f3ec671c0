#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "a count", .request = "GET ?zone=UTC&by=day&until=b&from=a",
        .calls = CALLED("coverage(" ME ", a, b, day, UTC)", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "a parameter that there is not", .request = "GET ?to=b",
        .answer = SENT(400, "unknown_parameter")),
    ROW(.what = "another method", .request = "DELETE",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
