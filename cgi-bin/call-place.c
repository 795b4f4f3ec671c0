/*
 * POST /api/calls {"customerNumber": "+1...", "callId": ..., ...}
 *
 * Calls the agent's phone, then the customer, recorded in two channels.
 * 201: the call record; Twilio has the call. 200: that callId was placed
 * before, and is not placed again. 202: it is not known yet whether Twilio
 * has the call; it is not asked again until the reconciler has found that it
 * has not. After any other status Twilio has no call: it is not asked if the
 * answer might then come too late.
 * 400: the body is malformed, or something is missing or unknown.
 * 401: not logged in. 403: may not, or asked by another site's page.
 * 409: the callId is a call that was not placed here, or another's. 413, 415:
 * the body. 502, 503: Twilio refuses, or was not asked; the same callId may be
 * tried again.
 */
#include <stddef.h>
#include <string.h>

#include "accounts.h"
#include "app.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "dial.h"
#include "fetch.h"
#include "http.h"
#include "session.h"
#include "stop.h"

#define BODY_MAX   4096
#define ANSWER_MAX (1 << 20)
#define NOTE_MS    2000 /* left to write down what Twilio answered */
#define TWILIO_MS  5000 /* the least that Twilio is given for its answer */
#define BUSY_TRIES 3
#define BUSY_MS    1000

/* The columns of api.call_place(). */
enum {
	SHOWN,
	PLACE,
	ID,
	ACCOUNT_SID,
	AGENT_NUMBER,
	FROM_NUMBER,
	CUSTOMER_NUMBER,
	IS_UNKNOWN
};

/* Those of api.call_placed(), which begins with SHOWN too. */
enum {
	STATE = 1,
	ERROR
};

/* What the steps hand on. */
struct placing {
	bool asked;        /* Twilio, now */
	bool late;         /* it was too late to ask Twilio */
	const char *shown; /* the call record, before Twilio was asked */
};

/* Time for Twilio, if what it answers is to be noted in time, too. */
static long
twilio_ms(const struct http *h)
{
	return http_left_ms(h) - NOTE_MS;
}

static enum err
too_late(struct http *h)
{
	return http_fail(h, ERR_UNAVAIL, "unavailable",
	    "Too many calls are being placed: this one was not. Please try "
	    "again.");
}

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential, *body;
	enum err e;

	if ((e = http_method(h, "POST")) != OK ||
	    (e = http_same_origin(h)) != OK ||
	    (e = session_credential(h, &credential)) != OK ||
	    (e = http_json_read(h, BODY_MAX, &body)) != OK)
		return e;
	if (twilio_ms(h) < TWILIO_MS)
		return too_late(h);
	*call = db_ask(http_arena(h), "call_place", DB_ARGS(credential, body));
	return OK;
}

/* 429 is safe to repeat: it was never processed. Nothing else is. */
static void
ask_twilio(struct http *h, const char **row, struct fetch_answer *answer)
{
	struct arena *a = http_arena(h);
	const struct account *account = accounts_find(row[ACCOUNT_SID]);
	struct dial dial = {
	    row[ID], row[AGENT_NUMBER], row[FROM_NUMBER], row[CUSTOMER_NUMBER]};
	struct fetch_request request = {
	    .url = arena_printf(a, "%s/2010-04-01/Accounts/%s/Calls.json",
	        config_get(TWILIO_API_URL), row[ACCOUNT_SID]),
	    .user = row[ACCOUNT_SID],
	    .password = account == NULL ? "" : account->tokens[0],
	    .form = dial_form(a, &dial, config_get(WEBHOOK_BASE_URL)),
	    .max_bytes = ANSWER_MAX,
	};

	*answer = (struct fetch_answer){0};
	if (account == NULL)
		return;
	for (int i = 0; i < BUSY_TRIES; i++) {
		request.limit_ms = twilio_ms(h);
		if (fetch_text(a, &request, answer) != OK ||
		    answer->status != 429 ||
		    twilio_ms(h) < BUSY_MS + TWILIO_MS ||
		    !stop_wait(-1, BUSY_MS))
			return;
	}
}

static enum err
then(struct http *h, const struct rows *rows, struct call *call)
{
	struct placing *placing = http_state(h, sizeof(*placing));
	struct arena *a = http_arena(h);
	struct fetch_answer answer = {0};
	const char *status;

	if (strcmp(rows->cell[PLACE], "t") != 0)
		return OK;
	placing->shown = rows->cell[SHOWN];
	placing->late = twilio_ms(h) < TWILIO_MS;
	placing->asked = !placing->late;
	if (placing->asked)
		ask_twilio(h, rows->cell, &answer);
	status =
	    answer.status == 0 ? NULL : arena_printf(a, "%d", answer.status);
	*call = db_ask(a, "call_place_result",
	    DB_ARGS(rows->cell[ID], status, answer.body,
	        answer.sent ? "true" : "false"));
	return OK;
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	const struct placing *placing = http_state(h, sizeof(*placing));
	const char *state = placing->asked ? rows->cell[STATE]
	                    : strcmp(rows->cell[IS_UNKNOWN], "t") == 0
	                        ? "unknown"
	                        : "placed";

	if (placing->late)
		return too_late(h);
	if (strcmp(state, "refused") == 0)
		return http_fail(h, ERR_UPSTREAM, "twilio_refused",
		    "Twilio did not place the call: %s.", rows->cell[ERROR]);
	if (strcmp(state, "unknown") == 0)
		http_head(h, "Status", "202 Accepted");
	else if (placing->asked)
		http_head(h, "Status", "201 Created");
	http_json(h, rows->cell[SHOWN]);
	return OK;
}

/* What Twilio answered could not be noted: it may have the call. */
static void
unsure(struct http *h)
{
	const struct placing *placing = http_state(h, sizeof(*placing));

	if (placing->late) {
		http_error(h, too_late(h));
		return;
	}
	http_head(h, "Status", "202 Accepted");
	http_json(h, placing->shown);
}

int
main(void)
{
	CONFIG_LOAD(WEBHOOK_BASE_URL, TWILIO_API_URL, TWILIO_ACCOUNTS_FILE);
	accounts_load();
	return app_run(&(struct endpoint){.name = "call-place",
	    .ask = ask,
	    .then = then,
	    .answer = answer,
	    .unsure = unsure});
}
