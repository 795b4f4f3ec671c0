/*
 * POST /api/calls/recording-callback, by Twilio
 *
 * A recording began, is complete, is absent or failed. 204 once that is
 * committed; else as webhook_ask() says, and 503 when the database cannot
 * commit. Source: Twilio docs, "RecordingStatusCallback".
 */
#include <stddef.h>

#include "app.h"
#include "refusals.h"
#include "webhook.h"

/* A conference's recording has no CallSid; SQL asks for one of the two. */
static const struct webhook_sid sids[] = {
    {"AccountSid",    "AC", true },
    {"RecordingSid",  "RE", true },
    {"CallSid",       "CA", false},
    {"ConferenceSid", "CF", false},
    {NULL,            NULL, false},
};

static enum err
ask(struct http *h, struct call *call)
{
	return webhook_ask(h, call, "recording_callback", sids);
}

static void
refused(struct http *h, const char *code, struct call *call)
{
	webhook_refused(h, call, "recording-callback", code);
}

static void
between(struct db *db, bool at_end)
{
	refusals_tell(db, "recording-callback", at_end);
}

int
main(void)
{
	webhook_load();
	return app_run(&(struct endpoint){.name = "recording-callback",
	    .ask = ask,
	    .answer = app_no_content,
	    .refused = refused,
	    .between = between});
}
