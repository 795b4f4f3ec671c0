/*
 * POST /api/recordings/{id}/retry
 *
 * Makes the mirror copy a failed recording from Twilio again.
 * 204: the mirror will copy it. 401: no valid credential. 403: sent by another
 * site's page. 404: there is no such recording, or the credential may not see
 * it. 409: no segment of it has failed.
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
