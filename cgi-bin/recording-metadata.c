/*
 * GET /api/recordings/{id}
 *
 * 200: application/json, the recording as api.recording_json() made it.
 * 401: not logged in. 404: no such recording, or not yours.
 */
#include <stddef.h>

#include "app.h"
#include "media.h"

static enum err
ask(struct http *h, struct call *call)
{
	return media_ask(h, call, "recording_json");
}

int
main(void)
{
	return app_run(
	    &(struct endpoint){"recording-metadata", ask, app_json, NULL});
}
