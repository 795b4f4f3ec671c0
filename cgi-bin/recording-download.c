/*
 * GET, HEAD /api/recordings/{id}/download?segment=RE...
 *
 * 200, 206, 304, 416: the audio, by nginx. It is saved under a name
 * that says when and with whom the call was.
 * 400: the query is malformed. 401: not logged in.
 * 404: no such recording or segment, or not yours.
 * 409: there is no audio yet. 410: there is none (any more).
 */
#include <stddef.h>

#include "app.h"
#include "media.h"

static enum err
ask(struct http *h, struct call *call)
{
	return media_ask(h, call, "recording_media");
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	return media_answer(h, rows, "attachment");
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "recording-download", .ask = ask, .answer = answer});
}
