/*
 * GET, HEAD /api/recordings/{id}/peaks?segment=RE...
 *
 * 200: application/json, the waveform as audio_read() wrote it.
 * 401, 404, 410: as for the audio. 409: we have no copy yet.
 */
#include "app/endpoint.h"
#include "app/media_response.h"

static enum err
answer(struct request *r, const struct rows *rows)
{
	media_response_file(
	    r, rows->cell[0], ".peaks.json", "application/json");
	return OK;
}

static const struct operation peaks = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "segment",
    .function = "recording_peaks",
    .arguments = {CREDENTIAL, ID, QUERY},
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "recording-peaks",
    .operations = {&peaks},
};
