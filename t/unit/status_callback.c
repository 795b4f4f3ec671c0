#include "t/unit/callback.h"

#include "t/unit/fixture.h"
#include "t/unit/table.h"

#define HEX  "0123456789abcdef0123456789abcdef"
/* What every event has. */
#define FORM "AccountSid=" FIXTURE_AC "&CallStatus=ringing"
#define JSON \
	"status_callback({*\"AccountSid\":\"" FIXTURE_AC "\"*}, token, 0195)"

static const struct callback_case cases[] = {
    ROW("an event", FORM, JSON, SENT_204, OK),
    ROW("of a call", FORM "&CallSid=CA" HEX, JSON, SENT_204, OK),
    ROW("of a conference", FORM "&ConferenceSid=CF" HEX, JSON, SENT_204, OK),
    ROW("a CallSid that is none", FORM "&CallSid=CF" HEX,
        "webhook_reject_signed(status-callback, malformed_sid, {*}, token, "
        "0195)",
        SENT(400, "malformed_sid"), OK),
    ROW("a ConferenceSid that is none", FORM "&ConferenceSid=x",
        "webhook_reject_signed(*", SENT(400, "malformed_sid"), OK),
    ROW("the database is away", FORM, JSON, SENT(503, "unavailable"),
        ERR_UNAVAIL),
    ROW("a ParentCallSid that is none", FORM "&ParentCallSid=CF" HEX,
        "webhook_reject_signed(*", SENT(400, "malformed_sid"), OK),
};

int
main(void)
{
	return CALLBACK_RUN("status-callback", cases);
}
