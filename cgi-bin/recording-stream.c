/*
 * GET, HEAD /api/recordings/{id}/stream?segment=RE...
 *
 * 200, 206, 304, 416: the audio, by nginx.
 * 400: the query is malformed. 401: not logged in.
 * 404: no such recording or segment, or not yours.
 * 409: there is no audio yet. 410: there is none (any more).
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
