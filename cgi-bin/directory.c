/*
 * GET /api/agents?limit=50&cursor=..., campaigns, contacts, dispositions
 * GET /api/agents/{key}
 * PUT /api/agents/{key} {"name": "Ann Lee", "phoneNumber": "+1..."}
 *
 * Whom and what calls are about, by keys of a dialer's own.
 * 200: application/json, a page by name, or one. 201: it is new.
 * 400: an unknown or malformed parameter, key or body. 401: no valid
 * credential. 403: may not. 404: no such key. 413, 415: the body.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation list = {
    .methods = "GET, HEAD",
    .url = WITHOUT_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "limit, cursor",
    .function = "directory_list",
    .arguments = {CREDENTIAL, KIND, QUERY},
    .answer = answer_json,
};

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .function = "directory_get",
    .arguments = {CREDENTIAL, KIND, ID},
    .answer = answer_json,
};

static const struct operation put = {
    .methods = "PUT",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .body = JSON,
    .body_max = 4096,
    .function = "directory_put",
    .arguments = {CREDENTIAL, KIND, ID, BODY},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "directory",
    .operations = {&list, &read_one, &put},
};
