/*
 * GET /api/coverage?from=2026-03-02&until=2026-03-09&by=day&zone=UTC
 *
 * 200: how many answered calls can be played, and why the others cannot
 * (api.coverage()). 400: a parameter is unknown or malformed.
 * 401: no valid credential.
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
    .threads = 4, /* a year that is not counted yet takes seconds */
    .operations = {&count},
};
