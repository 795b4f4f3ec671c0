/*
 * GET /api/call-records?limit=50&cursor=...
 * GET /api/call-records/{id}
 *
 * 200: application/json, a page of call records, newest first, or one.
 * 400: an unknown or malformed parameter. 401: not logged in.
 * 404: no such call record, or not yours.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation list = {
    .methods = "GET, HEAD",
    .url = WITHOUT_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "limit, cursor",
    .function = "call_records",
    .arguments = {CREDENTIAL, QUERY},
    .answer = answer_json,
};

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .function = "call_record",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "call-records",
    .operations = {&list, &read_one},
};
