/*
 * POST /api/calls/status-callback, by Twilio
 *
 * A leg of a call has a new status, or has joined or left a conference. 204:
 * the event is committed. 503: it could not be committed, and Twilio sends it
 * again. Other errors: webhook_check(), or the SQL function.
 * Source: Twilio docs, "StatusCallback" of the Call resource.
 */
#include "app/answer.h"
#include "app/endpoint.h"
#include "app/webhook.h"

/* An event of a whole conference has no CallSid; the SQL function requires one
 * of CallSid and ConferenceSid. */
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
