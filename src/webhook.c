#include "webhook.h"

#include <string.h>

#include "accounts.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "json.h"
#include "refusals.h"
#include "twilio.h"
#include "utf8.h"

#define BODY_MAX 65536

void
webhook_load(void)
{
	CONFIG_LOAD(WEBHOOK_BASE_URL, TWILIO_ACCOUNTS_FILE);
	accounts_load();
}

/* What is known of a request, for webhook_refused(). */
struct webhook {
	const char *body;   /* NULL: it was not read */
	const char *params; /* NULL: the signature is not known to be right */
};

static struct webhook *
webhook_of(struct http *h)
{
	return http_state(h, sizeof(struct webhook));
}

static const char *
field(const struct form *form, const char *name)
{
	const char *value = form_get(form, name);

	return value == NULL ? "" : value;
}

/* The account decides the key, but nothing is believed of the form before
 * one of the account's tokens has signed it. */
static enum err
check_signature(struct http *h, const struct form *form)
{
	struct arena *a = http_arena(h);
	const char *signature = http_env(h, "HTTP_X_TWILIO_SIGNATURE");
	const struct account *account =
	    accounts_find(field(form, "AccountSid"));
	struct twilio_request request = {
	    .url = arena_printf(a, "%s%s", config_get(WEBHOOK_BASE_URL),
	        http_env(h, "REQUEST_URI")),
	    .form = form,
	};

	if (account == NULL)
		return http_fail(h, ERR_FORBIDDEN, "unknown_account",
		    "The AccountSid is not one of ours.");
	if (*signature == '\0')
		return http_fail(h, ERR_FORBIDDEN, "no_signature",
		    "There is no X-Twilio-Signature.");
	for (size_t i = 0; i < account->ntokens; i++) {
		if (twilio_signed(a, account->tokens[i], &request, signature))
			return OK;
	}
	return http_fail(h, ERR_FORBIDDEN, "bad_signature",
	    "X-Twilio-Signature does not sign this request to %s.",
	    request.url);
}

static enum err
check_sids(
    struct http *h, const struct form *form, const struct webhook_sid sids[])
{
	for (; sids->field != NULL; sids++) {
		const char *sid = field(form, sids->field);

		if ((*sid != '\0' || sids->required) &&
		    !twilio_is_sid(sid, sids->kind))
			return http_fail(h, ERR_INVALID, "malformed_sid",
			    "%s must be %s and 32 hex digits.", sids->field,
			    sids->kind);
	}
	return OK;
}

/* A CGI variable as PostgreSQL takes it; null where there is none. */
static const char *
text_of(struct http *h, const char *name)
{
	const char *value = http_env(h, name);

	return *value == '\0' ? NULL : utf8_clean(http_arena(h), value);
}

enum err
webhook_ask(struct http *h, struct call *call, const char *fn,
    const struct webhook_sid sids[])
{
	struct webhook *w = webhook_of(h);
	struct arena *a = http_arena(h);
	struct form form;
	size_t len;
	enum err e;

	if ((e = http_method(h, "POST")) != OK ||
	    (e = http_body_read(h, "application/x-www-form-urlencoded",
	         BODY_MAX, &w->body, &len)) != OK ||
	    (e = form_parse(a, w->body, len, &form)) != OK ||
	    (e = check_signature(h, &form)) != OK)
		return e;
	w->params = json_from_form(a, &form);
	if ((e = check_sids(h, &form, sids)) != OK)
		return e;
	*call = db_ask(a, fn,
	    DB_ARGS(w->params, text_of(h, "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"),
	        text_of(h, "RESOURCE_ID")));
	return OK;
}

void
webhook_refused(
    struct http *h, struct call *call, const char *endpoint, const char *code)
{
	const struct webhook *w = webhook_of(h);

	if (w->params != NULL) {
		*call = db_ask(http_arena(h), "webhook_reject_signed",
		    DB_ARGS(endpoint, code, w->params,
		        text_of(h, "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN"),
		        text_of(h, "RESOURCE_ID")));
		return;
	}
	if (refusals_count(code))
		refusals_sample(code,
		    &(struct refusal_sample){.uri = http_env(h, "REQUEST_URI"),
		        .host = http_env(h, "HTTP_HOST"),
		        .signature = http_env(h, "HTTP_X_TWILIO_SIGNATURE"),
		        .body = w->body});
}
