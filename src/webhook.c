#include "webhook.h"

#include <string.h>

#include "accounts.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "json.h"
#include "log.h"
#include "twilio.h"
#include "utf8.h"

#define BODY_MAX 65536

void
webhook_load(void)
{
	CONFIG_LOAD(WEBHOOK_BASE_URL, TWILIO_ACCOUNTS_FILE);
	accounts_load();
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
	for (size_t i = 0; i < account->ntokens; i++) {
		if (twilio_signed(a, account->tokens[i], &request, signature))
			return OK;
	}
	log_warnx(
	    "bad or missing signature for %s by %s", request.url, account->sid);
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

enum err
webhook_ask(struct http *h, struct call *call, const char *fn,
    const struct webhook_sid sids[])
{
	struct arena *a = http_arena(h);
	const char *token = http_env(h, "HTTP_I_TWILIO_IDEMPOTENCY_TOKEN");
	const char *outgoing = http_env(h, "RESOURCE_ID");
	const char *body;
	struct form form;
	size_t len;
	enum err e;

	if ((e = http_method(h, "POST")) != OK ||
	    (e = http_body_read(h, "application/x-www-form-urlencoded",
	         BODY_MAX, &body, &len)) != OK ||
	    (e = form_parse(a, body, len, &form)) != OK ||
	    (e = check_signature(h, &form)) != OK ||
	    (e = check_sids(h, &form, sids)) != OK)
		return e;
	*call = db_ask(a, fn,
	    DB_ARGS(json_from_form(a, &form),
	        *token == '\0' ? NULL : utf8_clean(a, token),
	        *outgoing == '\0' ? NULL : outgoing));
	return OK;
}

enum err
webhook_answer(struct http *h, const struct rows *)
{
	http_head(h, "Status", "204 No Content");
	http_body(h);
	return OK;
}
