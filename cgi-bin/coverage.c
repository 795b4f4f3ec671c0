/*
 * GET /api/coverage?from=2026-03-02&until=2026-03-09&by=day&zone=UTC
 *
 * 200: application/json, how many answered calls can be played, as
 * api.coverage() counted them. 400: an unknown or malformed parameter.
 * 401: not logged in.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "session.h"

static const char *const names[] = {"from", "until", "by", "zone", NULL};

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential;
	struct form query;
	enum err e;

	if ((e = http_method(h, "GET, HEAD")) != OK ||
	    (e = session_credential(h, &credential)) != OK ||
	    (e = http_query(h, &query)) != OK ||
	    (e = http_query_names(h, &query, names)) != OK)
		return e;
	*call = db_ask(http_arena(h), "coverage",
	    DB_ARGS(credential, form_get(&query, "from"),
	        form_get(&query, "until"), form_get(&query, "by"),
	        form_get(&query, "zone")));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "coverage", .ask = ask, .answer = app_json});
}
