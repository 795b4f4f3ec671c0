/*
 * GET, HEAD /api/recordings/{id}/peaks?segment=RE...
 *
 * 200: application/json, the waveform as audio_read() wrote it.
 * 401, 404, 410: as for the audio. 409: we have no copy yet.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "media.h"

static enum err
ask(struct http *h, struct call *call)
{
	return media_ask(h, call, "recording_peaks");
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	media_send(h, rows->cell[0], ".peaks.json", "application/json");
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "recording-peaks", .ask = ask, .answer = answer});
}
