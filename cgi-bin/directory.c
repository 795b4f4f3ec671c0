/*
 * GET /api/agents?limit=50&cursor=..., campaigns, contacts, dispositions
 * GET /api/agents/{key}
 * PUT /api/agents/{key} {"name": "Ann Lee", "phoneNumber": "+1..."}
 *
 * Whom and what calls are about, by keys of a dialer's own.
 * 200: application/json, a page by name, or one. 201: it is new.
 * 400: an unknown or malformed parameter, key or body. 401: no valid
 * credential. 403: may not. 404: no such key. 413, 415: the body.
 */
#include <stdbool.h>
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "session.h"

#define BODY_MAX 4096

static const char *const page_names[] = {"limit", "cursor", NULL};

static enum err
ask_page(struct http *h, const char *credential, struct call *call)
{
	struct form query;
	enum err e;

	if ((e = http_query(h, &query)) != OK ||
	    (e = http_query_names(h, &query, page_names)) != OK)
		return e;
	*call = db_ask(http_arena(h), "directory_list",
	    DB_ARGS(credential, http_env(h, "RESOURCE_KIND"),
	        form_get(&query, "limit"), form_get(&query, "cursor")));
	return OK;
}

static enum err
ask(struct http *h, struct call *call)
{
	bool is_page = *http_env(h, "RESOURCE_ID") == '\0';
	const char *kind = http_env(h, "RESOURCE_KIND");
	const char *credential, *body;
	enum err e;

	if ((e = http_method(h, is_page ? "GET, HEAD" : "GET, HEAD, PUT")) !=
	        OK ||
	    (e = http_is_method(h, "PUT") ? http_same_origin(h) : OK) != OK ||
	    (e = session_credential(h, &credential)) != OK)
		return e;
	if (is_page)
		return ask_page(h, credential, call);
	if (!http_is_method(h, "PUT")) {
		*call = db_ask(http_arena(h), "directory_get",
		    DB_ARGS(credential, kind, http_resource_id(h)));
		return OK;
	}
	if ((e = http_json_read(h, BODY_MAX, &body)) != OK)
		return e;
	*call = db_ask(http_arena(h), "directory_put",
	    DB_ARGS(credential, kind, http_resource_id(h), body));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "directory", .ask = ask, .answer = app_json});
}
