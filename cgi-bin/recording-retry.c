/*
 * POST /api/recordings/{id}/retry
 *
 * Has a recording that failed copied from Twilio again.
 * 204: it is going to be. 401: not logged in. 403: asked by another site's
 * page. 404: no such recording, or not yours. 409: nothing of it has
 * failed.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation retry = {
    .methods = "POST",
    .who = CREDENTIAL_HOLDER,
    .function = "recording_retry",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_no_content,
};

const struct endpoint endpoint = {
    .name = "recording-retry",
    .operations = {&retry},
};
