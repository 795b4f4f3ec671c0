/*
 * GET /api/call-records?limit=50&cursor=...
 * GET /api/call-records/{id}
 *
 * 200: a page of call records, newest first, or one call record.
 * 400: a parameter is unknown or malformed. 401: no valid credential.
 * 404: there is no such call record, or the credential may not see it.
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
    .query = "", /* must be well-formed */
    .function = "call_record",
    .arguments = {CREDENTIAL, ID},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "call-records",
    .operations = {&list, &read_one},
};
