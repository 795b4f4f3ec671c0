/*
 * POST /api/calls/recording-callback, by Twilio
 *
 * A recording is in-progress, completed, absent or failed. 204: the event is
 * committed. 503: it could not be committed, and Twilio sends it again. Other
 * errors: webhook_check(), or the SQL function.
 * Source: Twilio docs, "RecordingStatusCallback".
 */
#include "app/answer.h"
#include "app/endpoint.h"
#include "app/webhook.h"

/* A conference's recording has no CallSid; the SQL function requires one of
 * CallSid and ConferenceSid. */
static const struct webhook_sid sids[] = {
    {"AccountSid",    "AC", true },
    {"RecordingSid",  "RE", true },
    {"CallSid",       "CA", false},
    {"ConferenceSid", "CF", false},
    {NULL,            NULL, false},
};

static const struct operation callback = {
    .methods = "POST",
    .who = TWILIO,
    .body = FORM,
    .body_max = 65536,
    .function = "recording_callback",
    .arguments = {SIGNED_FORM, IDEMPOTENCY_TOKEN, ID},
    .sids = sids,
    .answer = answer_no_content,
};

const struct endpoint endpoint = {
    .name = "recording-callback",
    .config = CONFIG(WEBHOOK_BASE_URL, TWILIO_ACCOUNTS_FILE),
    .operations = {&callback},
};
