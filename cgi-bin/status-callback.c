/*
 * POST /api/calls/status-callback, by Twilio
 *
 * A call, or a leg of one, got a new status. 204 once that is committed;
 * else as webhook_ask() says, and 503 when the database cannot commit.
 * Source: Twilio docs, "StatusCallback" of the Call resource.
 */
#include "app/answer.h"
#include "app/endpoint.h"
#include "app/webhook.h"

/* An event of a whole conference has no CallSid; SQL asks for one of the two.
 */
static const struct webhook_sid sids[] = {
    {"AccountSid",    "AC", true },
    {"CallSid",       "CA", false},
    {"ParentCallSid", "CA", false},
    {"ConferenceSid", "CF", false},
    {NULL,            NULL, false},
};

static const struct operation callback = {
    .methods = "POST",
    .who = TWILIO,
    .body = FORM,
    .body_max = 65536,
    .function = "status_callback",
    .arguments = {SIGNED_FORM, IDEMPOTENCY_TOKEN, ID},
    .sids = sids,
    .answer = answer_no_content,
};

const struct endpoint endpoint = {
    .name = "status-callback",
    .config = CONFIG(WEBHOOK_BASE_URL, TWILIO_ACCOUNTS_FILE),
    .operations = {&callback},
};
