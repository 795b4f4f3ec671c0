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
#include "media.h"

static enum err
ask(struct http *h, struct call *call)
{
	return media_ask(h, call, "recording_json");
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	http_json(h, rows->cell[0]);
	return OK;
}

int
main(void)
{
	return app_run(
	    &(struct endpoint){"recording-metadata", ask, answer, NULL});
}
