#include "app/webhook.h"

#include "app/rejection.h"
#include "app/request.h"
#include "base/arena.h"
#include "sys/config.h"
#include "sys/db.h"
#include "sys/http.h"
#include "text/form.h"
#include "text/json.h"
#include "text/utf8.h"
#include "twilio/account.h"
#include "twilio/sid.h"
#include "twilio/signature.h"

static const char *
field(const struct form *form, const char *name)
{
	const char *value = form_get(form, name);

	return value == NULL ? "" : value;
}

/* The AccountSid selects the auth tokens. No other field is used before the
 * signature is valid for one of them. */
static enum err
check_signature(struct request *r, const struct form *form)
{
	const char *signature = http_env(r->http, "HTTP_X_TWILIO_SIGNATURE");
	const struct account *account = account_find(field(form, "AccountSid"));
	struct signed_request request = {
	    .url = arena_printf(r->arena, "%s%s", config_get(WEBHOOK_BASE_URL),
	        http_env(r->http, "REQUEST_URI")),
	    .form = form,
	};

	if (account == NULL)
		return request_fail(r, ERR_FORBIDDEN, "unknown_account",
		    "The AccountSid is not one of ours.");
	if (*signature == '\0')
		return request_fail(r, ERR_FORBIDDEN, "no_signature",
		    "There is no X-Twilio-Signature.");
	for (size_t i = 0; i < account->ntokens; i++) {
		if (signature_is_valid(
		        r->arena, account->tokens[i], &request, signature))
			return OK;
	}
	return request_fail(r, ERR_FORBIDDEN, "bad_signature",
	    "X-Twilio-Signature is not valid for this request to %s.",
	    request.url);
}

static enum err
check_sids(
    struct request *r, const struct form *form, const struct webhook_sid sids[])
{
	for (; sids->field != NULL; sids++) {
		const char *sid = field(form, sids->field);

		if ((*sid != '\0' || sids->required) &&
		    !sid_is_valid(sid, sids->kind))
			return request_fail(r, ERR_INVALID, "malformed_sid",
			    "%s must be %s and 32 hex digits.", sids->field,
			    sids->kind);
	}
	return OK;
}

enum err
webhook_check(struct request *r, const struct webhook_sid sids[], size_t max)
{
	struct form form;
	size_t len;
	enum err e;

	if ((e = request_read_body(
	         r, "application/x-www-form-urlencoded", max, &len)) != OK ||
	    (e = form_parse(r->arena, r->body, len, &form)) != OK ||
	    (e = check_signature(r, &form)) != OK)
		return e;
	r->params = json_from_form(r->arena, &form);
	return check_sids(r, &form, sids);
}

const char *
webhook_idempotency_token(const struct request *r)
{
	const char *token =
	    http_env(r->http, "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN");

	return *token == '\0' ? NULL : utf8_clean(r->arena, token);
}

void
webhook_rejected(struct request *r, const char *endpoint, const char *code,
    struct statement *statement)
{
	if (r->params != NULL) {
		*statement = db_statement(r->arena, "webhook_reject_signed",
		    DB_ARGS(endpoint, code, r->params,
		        webhook_idempotency_token(r), request_id(r)));
		return;
	}
	if (rejection_count(code))
		rejection_sample(
		    code, &(struct rejection_sample){
		              .uri = http_env(r->http, "REQUEST_URI"),
		              .host = http_env(r->http, "HTTP_HOST"),
		              .signature =
		                  http_env(r->http, "HTTP_X_TWILIO_SIGNATURE"),
		              .body = r->body});
}
