/*
 * POST /api/recordings/{id}/retry
 *
 * Has a recording that failed copied from Twilio again.
 * 204: it is going to be. 401: not logged in. 403: asked by another site's
 * page. 404: no such recording, or not yours. 409: nothing of it has
 * failed.
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

	if ((e = http_method(h, "POST")) != OK ||
	    (e = http_same_origin(h)) != OK ||
	    (e = session_credential(h, &credential)) != OK)
		return e;
	*call = db_ask(http_arena(h), "recording_retry",
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID")));
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "recording-retry", .ask = ask, .answer = app_no_content});
}
