#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_http.h"
#include "t/unit/fixture.h"
#include "t/unit/like.h"
#include "t/unit/table.h"

#define URI  "/api/calls/status-callback/0195"
#define HEX  "0123456789abcdef0123456789abcdef"
/* What every event has. */
#define FORM "AccountSid=" FIXTURE_AC "&CallStatus=ringing"
#define JSON \
	"status_callback({*\"AccountSid\":\"" FIXTURE_AC "\"*}, token, 0195)"

static const struct {
	const char *what, *form;
	const char *call;   /* what PostgreSQL is asked; NULL: nothing */
	const char *answer; /* a pattern */
	enum err err;       /* PostgreSQL's */
} cases[] = {
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

static void
run(size_t i, const struct endpoint *e)
{
	struct fake_call calls[2] = {
	    {.call = cases[i].call, .err = cases[i].err}
        };
	char signature[128] = "HTTP_X_TWILIO_SIGNATURE=", length[64];
	const char *env[] = {"REQUEST_METHOD=POST", signature, length,
	    "CONTENT_TYPE=application/x-www-form-urlencoded",
	    "RESOURCE_ID=0195", "REQUEST_URI=" URI,
	    "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN=token", NULL};
	struct http *h = fake_http_new(env, cases[i].form);

	fixture_sign(
	    FIXTURE_TOKEN, URI, cases[i].form, signature + strlen(signature));
	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu",
	    strlen(cases[i].form));
	fake_db_expect(calls);
	endpoint_run(e);
	if (!ok(like(fake_http_sent(h), cases[i].answer), cases[i].what))
		printf("#  got: %s\n", fake_http_sent(h));
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	fake_http_free(h);
}

int
main(void)
{
	struct endpoint e = endpoint;

	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN "\n");
	e.config = NULL; /* is read, once */
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i, &e);
	return done();
}
