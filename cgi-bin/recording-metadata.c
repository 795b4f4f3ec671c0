/*
 * GET /api/recordings/{id}?conference=CF...
 *
 * 200: the recording, its segments and its timeline (api.recording_json());
 * with conference, only the segments of that conference. 401: no valid
 * credential. 404: there is no such recording, the credential may not see it,
 * or it has no segment of that conference.
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
