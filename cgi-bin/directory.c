/*
 * GET /api/agents?limit=50&cursor=..., campaigns, contacts, dispositions
 * GET /api/agents/{key}
 * PUT /api/agents/{key} {"name": "Ann Lee", "phoneNumber": "+1..."}
 *
 * The agents, campaigns, contacts and dispositions of calls, by keys that the
 * dialer chooses.
 * 200: a page, sorted by name, or one entry. 201: the entry is new.
 * 400: a parameter, the key or the body is unknown or malformed. 401: no valid
 * credential. 403: not allowed. 404: there is no such key. 413, 415: the body
 * is too large, or not JSON.
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
    .threads = 4, /* they wait for locks */
    .operations = {&list, &read_one, &put},
};
