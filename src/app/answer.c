#include "app/answer.h"

#include <string.h>

#include "app/request.h"
#include "sys/db.h"
#include "sys/http.h"

/* The columns of a function that returns JSON. */
enum {
	TEXT,
	IS_NEW
};

void
answer_text(struct request *r, const char *json)
{
	http_head(r->http, "Content-Type", "application/json");
	http_head(r->http, "Cache-Control", "private, no-store");
	http_body(r->http);
	http_puts(r->http, json);
	http_puts(r->http, "\n");
}

enum err
answer_json(struct request *r, const struct rows *rows)
{
	if (rows->width > IS_NEW && strcmp(rows->cell[IS_NEW], "t") == 0)
		http_head(r->http, "Status", "201 Created");
	answer_text(r, rows->cell[TEXT]);
	return OK;
}

enum err
answer_no_content(struct request *r, const struct rows *)
{
	http_head(r->http, "Status", "204 No Content");
	http_body(r->http);
	return OK;
}
