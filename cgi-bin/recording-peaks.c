/*
 * GET, HEAD /api/recordings/{id}/peaks?segment=RE...
 *
 * 200: the peaks of the waveform, as audio_read() wrote them.
 * 401, 404, 410: as recording-stream.c. 409: the audio is not copied yet.
 */
#include "app/endpoint.h"
#include "app/media_response.h"
#include "sys/store.h"

static enum err
answer(struct request *r, const struct rows *rows)
{
	media_response_file(r, rows->cell[0], STORE_PEAKS, "application/json");
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
