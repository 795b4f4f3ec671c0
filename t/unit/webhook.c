#include "app/webhook.h"

#include <string.h>

#include "app/rejection.h"
#include "app/request.h"
#include "base/arena.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_http.h"
#include "t/unit/fixture.h"

#define URI     "/api/x?a=b"
#define HEX     "0123456789abcdef0123456789abcdef"
#define FORM    "AccountSid=" FIXTURE_AC
#define TYPE    "application/x-www-form-urlencoded"
#define AT_MOST 256

static const struct webhook_sid sids[] = {
    ROW("CallSid", "CA", true),
    ROW("ConferenceSid", "CF", false),
    ROW(NULL, NULL, false),
};

/* A request, and what is wrong with it; whether Twilio has signed it. */
static const struct {
	const char *what, *form, *type, *uri, *token;
	enum err err;
	const char *code;
	bool is_signed;
} cases[] = {
    ROW("an event", FORM "&CallSid=CA" HEX, TYPE, URI, FIXTURE_TOKEN, OK, NULL,
        true),
    ROW("of the token before", FORM "&CallSid=CA" HEX, TYPE, URI, FIXTURE_OLD,
        OK, NULL, true),
    ROW("with a charset", FORM "&CallSid=CA" HEX, TYPE "; charset=UTF-8", URI,
        FIXTURE_TOKEN, OK, NULL, true),
    ROW("an optional SID that is empty",
        FORM "&CallSid=CA" HEX "&ConferenceSid=", TYPE, URI, FIXTURE_TOKEN, OK,
        NULL, true),
    ROW("one that is none", FORM "&CallSid=CA" HEX "&ConferenceSid=CA" HEX,
        TYPE, URI, FIXTURE_TOKEN, ERR_INVALID, "malformed_sid", true),
    ROW("a SID that is missing", FORM, TYPE, URI, FIXTURE_TOKEN, ERR_INVALID,
        "malformed_sid", true),
    ROW("signed with nobody's token", FORM "&CallSid=CA" HEX, TYPE, URI, HEX,
        ERR_FORBIDDEN, "bad_signature", false),
    ROW("signed for another URL", FORM "&CallSid=CA" HEX, TYPE, "/api/x",
        FIXTURE_TOKEN, ERR_FORBIDDEN, "bad_signature", false),
    ROW("not signed", FORM, TYPE, URI, NULL, ERR_FORBIDDEN, "no_signature",
        false),
    ROW("of another account", "AccountSid=AC" HEX "0", TYPE, URI, FIXTURE_TOKEN,
        ERR_FORBIDDEN, "unknown_account", false),
    ROW("of no account", "CallSid=CA" HEX, TYPE, URI, FIXTURE_TOKEN,
        ERR_FORBIDDEN, "unknown_account", false),
    ROW("no form", FORM, "application/json", URI, FIXTURE_TOKEN, ERR_TYPE,
        "unsupported_media_type", false),
    ROW("a form that is malformed", FORM "&a=%zz", TYPE, URI, FIXTURE_TOKEN,
        ERR_INVALID, NULL, false),
    ROW("one that is too long", FORM "&a=" HEX HEX HEX HEX HEX HEX HEX HEX,
        TYPE, URI, FIXTURE_TOKEN, ERR_TOOBIG, "body_too_large", false),
};

static int counted;
static const char *sampled;

bool
rejection_count(const char *code)
{
	(void)code;
	return ++counted == 1;
}

void
rejection_sample(const char *code, const struct rejection_sample *sample)
{
	(void)code;
	sampled = sample->uri;
}

void
rejection_report(struct db *db, const char *endpoint, bool all)
{
	(void)db, (void)endpoint, (void)all;
}

/* Where the refusal goes: the journal, or a count. */
static void
check_refusal(size_t i, struct request *r)
{
	struct statement s = {0};

	counted = 0;
	sampled = NULL;
	webhook_rejected(r, "me", "code", &s);
	is_int(counted, !cases[i].is_signed, "is counted, if nobody signed it");
	is_str(sampled, cases[i].is_signed ? NULL : URI, "with a sample");
	if (cases[i].is_signed)
		is_str(fake_db_text(r->arena, &s),
		    arena_printf(r->arena,
		        "webhook_reject_signed(me, code, %s, t\357\277\275, "
		        "id)",
		        r->params),
		    "or goes to the journal");
	else
		ok(s.fn == NULL, "and costs no more");
	webhook_rejected(r, "me", "code", &s);
	is_int(counted, cases[i].is_signed ? 0 : 2, "each time");
}

static void
run(size_t i)
{
	char signature[64] = "HTTP_X_TWILIO_SIGNATURE=", type[128], len[64];
	const char *env[] = {signature, type, len, "REQUEST_URI=" URI,
	    "RESOURCE_ID=id", "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN=t\377", NULL};
	struct http *h = fake_http_new(env, cases[i].form);
	struct request r = {.http = h, .arena = http_arena(h)};

	if (cases[i].token != NULL)
		fixture_sign(cases[i].token, cases[i].uri, cases[i].form,
		    signature + strlen(signature));
	snprintf(type, sizeof(type), "CONTENT_TYPE=%s", cases[i].type);
	snprintf(len, sizeof(len), "CONTENT_LENGTH=%zu", strlen(cases[i].form));
	is_int(webhook_check(&r, sids, AT_MOST), cases[i].err, cases[i].what);
	is_str(r.problem.code, cases[i].code, "its code");
	is_int(r.params != NULL, cases[i].is_signed, "is believed, if signed");
	check_refusal(i, &r);
	fake_http_free(h);
}

int
main(void)
{
	static const char *const nothing[] = {NULL};
	struct http *h = fake_http_new(nothing, NULL);
	struct request r = {.http = h, .arena = http_arena(h)};

	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN " " FIXTURE_OLD "\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	is_str(webhook_idempotency_token(&r), NULL, "no token");
	fake_http_free(h);
	return done();
}
