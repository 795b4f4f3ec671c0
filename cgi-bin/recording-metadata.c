/*
 * GET /api/recordings/{id}?conference=CF...
 *
 * 200: application/json, the recording as api.recording_json() made it.
 * 401: not logged in. 404: no such recording, or not yours, or nothing of it is
 * of that conference.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "conference",
    .function = "recording_json",
    .arguments = {CREDENTIAL, ID, QUERY},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "recording-metadata",
    .operations = {&read_one},
};
