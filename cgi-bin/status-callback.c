/*
 * POST /api/calls/status-callback, by Twilio
 *
 * A call, or a leg of one, got a new status. 204 once that is committed;
 * else as webhook_ask() says, and 503 when the database cannot commit.
 * Source: Twilio docs, "StatusCallback" of the Call resource.
 */
#include <stddef.h>

#include "app.h"
#include "refusals.h"
#include "webhook.h"

/* That a conference began or ended names no call; SQL asks for one of the two.
 */
static const struct webhook_sid sids[] = {
    {"AccountSid",    "AC", true },
    {"CallSid",       "CA", false},
    {"ParentCallSid", "CA", false},
    {"ConferenceSid", "CF", false},
    {NULL,            NULL, false},
};

static enum err
ask(struct http *h, struct call *call)
{
	return webhook_ask(h, call, "status_callback", sids);
}

static void
refused(struct http *h, const char *code, struct call *call)
{
	webhook_refused(h, call, "status-callback", code);
}

static void
between(struct db *db, bool at_end)
{
	refusals_tell(db, "status-callback", at_end);
}

int
main(void)
{
	webhook_load();
	return app_run(&(struct endpoint){.name = "status-callback",
	    .ask = ask,
	    .answer = app_no_content,
	    .refused = refused,
	    .between = between});
}
