/*
 * GET /api/calls/{callId}
 * PUT /api/calls/{callId} {"callSid": ..., "direction": ..., ...}
 * DELETE /api/calls/{callId}
 *
 * A call by the dialer's callId: GET reads its call record, also by a CallSid
 * or ConferenceSid; PUT sets what the dialer knows of the call, any number of
 * times; DELETE removes a call that never took place.
 * 200: the call record. 201: the call record is new. 204: it is deleted.
 * 400: the id or the body is malformed, or names an unknown agent, campaign,
 * contact or disposition.
 * 401: no valid credential. 403: not allowed. 404: there is no such call.
 * 409: the id is of another call, or the call cannot be deleted.
 * 413, 415: the body is too large, or not JSON.
 */
#include <stddef.h>
#include <string.h>

#include "app/answer.h"
#include "app/call_record.h"
#include "app/endpoint.h"
#include "sys/http.h"

/* The columns of api.call_put() before the call record. */
enum {
	CREATED,
	CALL_RECORD
};

static enum err
answer_put(struct request *r, const struct rows *rows)
{
	enum err e = call_record_check(rows, CALL_RECORD);

	if (e != OK)
		return e;
	if (strcmp(rows->cell[CREATED], "t") == 0)
		http_head(r->http, "Status", "201 Created");
	call_record_send(r, rows->cell + CALL_RECORD);
	return OK;
}

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .function = "call_get",
    .arguments = {CREDENTIAL, ID},
    .answer = call_record_answer,
};

static const struct operation put = {
    .methods = "PUT",
    .who = DIALER,
    .body = JSON,
    .body_max = 65536,
    .function = "call_put",
    .arguments = {CREDENTIAL, ID, BODY},
    .answer = answer_put,
};

static const struct operation remove_one = {
    .methods = "DELETE",
    .who = DIALER,
    .function = "call_delete",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_no_content,
};

const struct endpoint endpoint = {
    .name = "call",
    .threads = 4, /* they wait for locks */
    .operations = {&read_one, &put, &remove_one},
};
