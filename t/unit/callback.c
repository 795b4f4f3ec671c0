#include "t/unit/callback.h"

#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_http.h"
#include "t/unit/fixture.h"
#include "t/unit/like.h"
#include "t/unit/table.h"

static void
run(const struct callback_case *c, const char *uri, const struct endpoint *e)
{
	struct fake_call calls[2] = {
	    {.call = c->call, .err = c->err}
        };
	char signature[128] = "HTTP_X_TWILIO_SIGNATURE=", length[64];
	char request_uri[128];
	const char *env[] = {"REQUEST_METHOD=POST", signature, length,
	    "CONTENT_TYPE=application/x-www-form-urlencoded",
	    "RESOURCE_ID=" CALLBACK_ID, request_uri,
	    "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN=" CALLBACK_TOKEN, NULL};
	struct http *h = fake_http_new(env, c->form);

	fixture_sign(
	    FIXTURE_TOKEN, uri, c->form, signature + strlen(signature));
	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu", strlen(c->form));
	snprintf(request_uri, sizeof(request_uri), "REQUEST_URI=%s", uri);
	fake_db_expect(calls);
	endpoint_run(e);
	if (!ok(like(fake_http_sent(h), c->answer), c->what))
		printf("#  got: %s\n", fake_http_sent(h));
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	fake_http_free(h);
}

int
callback_run(const char *name, const struct callback_case cases[], size_t n)
{
	struct endpoint e = endpoint;
	char uri[64];

	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN "\n");
	e.config = NULL; /* is read, once */
	snprintf(uri, sizeof(uri), "/api/calls/%s/" CALLBACK_ID, name);
	for (size_t i = 0; i < n; i++)
		run(&cases[i], uri, &e);
	return done();
}
