/*
 * GET /api/coverage?from=2026-03-02&until=2026-03-09&by=day&zone=UTC
 *
 * 200: application/json, how many answered calls can be played, as
 * api.coverage() counted them. 400: an unknown or malformed parameter.
 * 401: not logged in.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation count = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "from, until, by, zone",
    .function = "coverage",
    .arguments = {CREDENTIAL, QUERY},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "coverage",
    .operations = {&count},
};
