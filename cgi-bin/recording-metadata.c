/*
 * GET /api/recordings/{id}
 *
 * 200: application/json, the recording as api.recording_json() made it.
 * 401: not logged in. 404: no such recording, or not yours.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "http.h"
#include "session.h"

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential;
	enum err e;

	if ((e = http_method(h, "GET, HEAD")) != OK ||
	    (e = session_credential(h, &credential)) != OK)
		return e;
	*call = db_ask(http_arena(h), "recording_json",
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID")));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "recording-metadata", .ask = ask, .answer = app_json});
}
