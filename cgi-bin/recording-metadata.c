/*
 * GET /api/recordings/{id}?conference=CF...
 *
 * 200: application/json, the recording as api.recording_json() made it.
 * 401: not logged in. 404: no such recording, or not yours, or nothing of it is
 * of that conference.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "media.h"

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential;
	struct form query;
	enum err e = media_begin(h, &credential, &query);

	if (e != OK)
		return e;
	*call = db_ask(http_arena(h), "recording_json",
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID"),
	        form_get(&query, "conference")));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "recording-metadata", .ask = ask, .answer = app_json});
}
