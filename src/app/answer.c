#include "app/answer.h"

#include <string.h>

#include "app/request.h"
#include "base/log.h"
#include "sys/db.h"
#include "sys/http.h"
#include "text/json_writer.h"

/* The columns of a function that returns JSON. */
enum {
	TEXT,
	IS_NEW
};

enum err
answer_check(const struct rows *rows, size_t columns)
{
	if (rows->count > 0 && rows->width == columns)
		return OK;
	log_warnx("%zu rows of %zu columns came, not of %zu", rows->count,
	    rows->width, columns);
	return ERR_INTERNAL;
}

static void
send_head(struct request *r)
{
	http_head(r->http, "Content-Type", "application/json");
	http_head(r->http, "Cache-Control", "private, no-store");
	http_body(r->http);
}

/* Of a peer that has closed the connection, the server is told later. */
static void
put(void *h, const char *data, size_t len)
{
	(void)http_write(h, data, len);
}

void
answer_begin(struct request *r, struct json_writer *w)
{
	send_head(r);
	*w = (struct json_writer){.put = put, .to = r->http};
}

void
answer_end(struct json_writer *w)
{
	json_flush(w);
	w->put(w->to, "\n", 1);
}

enum err
answer_json(struct request *r, const struct rows *rows)
{
	if (rows->width > IS_NEW && strcmp(rows->cell[IS_NEW], "t") == 0)
		http_head(r->http, "Status", "201 Created");
	send_head(r);
	http_puts(r->http, rows->cell[TEXT]);
	http_puts(r->http, "\n");
	return OK;
}

enum err
answer_no_content(struct request *r, const struct rows *)
{
	http_head(r->http, "Status", "204 No Content");
	http_body(r->http);
	return OK;
}
