#include "t/unit/callback.h"

#include "t/unit/fixture.h"
#include "t/unit/table.h"

#define HEX "0123456789abcdef0123456789abcdef"
/* What every event has. */
#define FORM                     \
	"AccountSid=" FIXTURE_AC \
	"&RecordingSid=RE0123456789abcdef0123456789abcdef"
#define JSON                                                                \
	"recording_callback({*\"AccountSid\":\"" FIXTURE_AC "\"*}, token, " \
	"0195)"

static const struct callback_case cases[] = {
    ROW("an event", FORM, JSON, SENT_204, OK),
    ROW("of a call", FORM "&CallSid=CA" HEX, JSON, SENT_204, OK),
    ROW("of a conference", FORM "&ConferenceSid=CF" HEX, JSON, SENT_204, OK),
    ROW("a CallSid that is none", FORM "&CallSid=CF" HEX,
        "webhook_reject_signed(recording-callback, malformed_sid, {*}, token, "
        "0195)",
        SENT(400, "malformed_sid"), OK),
    ROW("a ConferenceSid that is none", FORM "&ConferenceSid=x",
        "webhook_reject_signed(*", SENT(400, "malformed_sid"), OK),
    ROW("the database is away", FORM, JSON, SENT(503, "unavailable"),
        ERR_UNAVAIL),
    ROW("no RecordingSid", "AccountSid=" FIXTURE_AC, "webhook_reject_signed(*",
        SENT(400, "malformed_sid"), OK),
    ROW("a RecordingSid that is none", FORM "0", "webhook_reject_signed(*",
        SENT(400, "malformed_sid"), OK),
};

int
main(void)
{
	return CALLBACK_RUN("recording-callback", cases);
}
