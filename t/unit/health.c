#include "t/unit/table.h"

#include <stddef.h>

static const struct table_case cases[] = {
    ROW(.what = "anybody may ask", .request = "GET", .as = NOBODY,
        .calls = CALLED("health()", "{}"), .answer = SENT_JSON("{}")),
    ROW(.what = "the database is read-only", .request = "GET", .as = NOBODY,
        .calls = REFUSED("health()", ERR_UNAVAIL),
        .answer = SENT(503, "unavailable")),
    ROW(.what = "another method", .request = "PUT",
        .answer = SENT_405("GET, HEAD")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
