/*
 * GET /api/calls/{callId}
 * PUT /api/calls/{callId} {"callSid": ..., "direction": ..., ...}
 * DELETE /api/calls/{callId}
 *
 * A call by the dialer's id: what is known of it, also by a CallSid or
 * ConferenceSid; what the dialer says of it, as often as it likes; and that
 * it never was.
 * 200: the call record. 201: it is new. 204: it is deleted.
 * 400: the id or the body is malformed, or names what there is not.
 * 401: no valid credential. 403: it may not. 404: there is no such call.
 * 409: the id is another call's; or the call cannot be deleted. 413, 415: the
 * body.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .function = "call_get",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_json,
};

static const struct operation put = {
    .methods = "PUT",
    .who = CREDENTIAL_HOLDER,
    .body = JSON,
    .body_max = 65536,
    .function = "call_put",
    .arguments = {CREDENTIAL, ID, BODY},
    .answer = answer_json,
};

static const struct operation remove_one = {
    .methods = "DELETE",
    .who = CREDENTIAL_HOLDER,
    .function = "call_delete",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_no_content,
};

const struct endpoint endpoint = {
    .name = "call",
    .operations = {&read_one, &put, &remove_one},
};
