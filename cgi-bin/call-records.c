/*
 * GET /api/call-records?limit=50&cursor=...
 * GET /api/call-records/{id}
 *
 * 200: application/json, a page of call records, newest first, or one.
 * 400: an unknown or malformed parameter. 401: not logged in.
 * 404: no such call record, or not yours.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "session.h"

static const char *const page_names[] = {"limit", "cursor", NULL};

static enum err
ask(struct http *h, struct call *call)
{
	const char *id = http_env(h, "RESOURCE_ID");
	const char *credential;
	struct form query;
	enum err e;

	if ((e = http_method(h, "GET, HEAD")) != OK ||
	    (e = session_credential(h, &credential)) != OK ||
	    (e = http_query(h, &query)) != OK)
		return e;
	if (*id != '\0') {
		*call = db_ask(
		    http_arena(h), "call_record", DB_ARGS(credential, id));
		return OK;
	}
	if ((e = http_query_names(h, &query, page_names)) != OK)
		return e;
	*call = db_ask(http_arena(h), "call_records",
	    DB_ARGS(credential, form_get(&query, "limit"),
	        form_get(&query, "cursor")));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "call-records", .ask = ask, .answer = app_json});
}
