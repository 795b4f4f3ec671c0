/*
 * GET, HEAD /api/recordings/{id}/stream?segment=RE...
 *
 * 200, 206, 304, 416: nginx sends the audio.
 * 400: the query is malformed. 401: no valid credential.
 * 404: there is no such recording or segment, or the credential may not hear
 * it.
 * 409: the audio is not ready. 410: there will be no audio, or it was deleted.
 */
#include "app/endpoint.h"
#include "app/media_response.h"

static enum err
answer(struct request *r, const struct rows *rows)
{
	media_response_send(r, rows, "inline");
	return OK;
}

static const struct operation stream = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "segment",
    .function = "recording_media",
    .arguments = {CREDENTIAL, ID, QUERY},
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "recording-stream",
    .operations = {&stream},
};
