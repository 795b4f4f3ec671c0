/*
 * GET /api/health
 *
 * 200: application/json {"status":"ok"}; the database answers, and is not
 * read-only. 503: it is away or read-only.
 */
#include "app/answer.h"
#include "app/endpoint.h"

static const struct operation check = {
    .methods = "GET, HEAD",
    .who = ANYBODY,
    .function = "health",
    .arguments = {END},
    .answer = answer_json,
};

const struct endpoint endpoint = {
    .name = "health",
    .operations = {&check},
};
