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

#include "app/answer.h"
#include "app/endpoint.h"
#include "base/arena.h"
#include "base/stop.h"
#include "sys/http.h"
#include "twilio/account.h"
#include "twilio/call_form.h"
#include "twilio/client.h"

#define ANSWER_MAX (1 << 20)
#define NOTE_MS    2000 /* left to write down what Twilio answered */
#define TWILIO_MS  5000 /* the least that Twilio is given for its answer */
#define BUSY_TRIES 3
#define BUSY_MS    1000

/* The columns of api.call_place(). */
enum {
	CALL_RECORD,
	MUST_PLACE,
	CALL_ID,
	ACCOUNT_SID,
	AGENT_NUMBER,
	FROM_NUMBER,
	CUSTOMER_NUMBER,
	IS_UNKNOWN
};

/* Those of api.call_place_result(), which begins with CALL_RECORD too. */
enum {
	STATE = 1,
	ERROR
};

/* What the steps hand on. */
struct placing {
	bool asked;              /* Twilio, now */
	const char *call_record; /* as it was before Twilio was asked */
};

/* How long Twilio may take, if its answer is to be noted in time, too. */
static long
twilio_ms(const struct request *r)
{
	return http_left_ms(r->http) - NOTE_MS;
}

static enum err
fail_too_late(struct request *r)
{
	return request_fail(r, ERR_UNAVAIL, "unavailable",
	    "Too many calls are being placed: this one was not. Please try "
	    "again.");
}

static enum err
check_time(struct request *r, struct statement *)
{
	return twilio_ms(r) < TWILIO_MS ? fail_too_late(r) : OK;
}

/* 429 is safe to repeat: it was never processed. Nothing else is. */
static void
ask_twilio(struct request *r, const char **row, struct fetch_answer *answer)
{
	const struct account *account = account_find(row[ACCOUNT_SID]);
	struct new_call new_call = {row[CALL_ID], row[AGENT_NUMBER],
	    row[FROM_NUMBER], row[CUSTOMER_NUMBER]};
	struct fetch_request request;

	*answer = (struct fetch_answer){0};
	if (account == NULL)
		return;
	request = client_request(r->arena, account, "Calls.json");
	request.form =
	    call_form(r->arena, &new_call, config_get(WEBHOOK_BASE_URL));
	request.max_bytes = ANSWER_MAX;
	for (int i = 0; i < BUSY_TRIES; i++) {
		request.limit_ms = twilio_ms(r);
		if (fetch_text(r->arena, &request, answer) != OK ||
		    answer->status != 429 ||
		    twilio_ms(r) < BUSY_MS + TWILIO_MS ||
		    !stop_wait(-1, BUSY_MS))
			return;
	}
}

/* Where it is too late to ask Twilio, the second statement says that Twilio
 * was not asked. */
static enum err
place(struct request *r, const struct rows *rows, struct statement *statement)
{
	struct placing *placing = r->state;
	struct fetch_answer answer = {0};

	if (strcmp(rows->cell[MUST_PLACE], "t") != 0)
		return OK;
	placing->call_record = rows->cell[CALL_RECORD];
	placing->asked = twilio_ms(r) >= TWILIO_MS;
	if (placing->asked)
		ask_twilio(r, rows->cell, &answer);
	*statement = db_statement(r->arena, "call_place_result",
	    DB_ARGS(rows->cell[CALL_ID],
	        answer.status == 0
	            ? NULL
	            : arena_printf(r->arena, "%d", answer.status),
	        answer.body, answer.sent ? "true" : "false"));
	return OK;
}

static void
answer_accepted(struct request *r, const char *call_record)
{
	http_head(r->http, "Status", "202 Accepted");
	answer_text(r, call_record);
}

/* Twilio was asked, and said what the row has. */
static enum err
answer_placed(struct request *r, const char **row)
{
	if (strcmp(row[STATE], "refused") == 0)
		return request_fail(r, ERR_UPSTREAM, "twilio_refused",
		    "Twilio did not place the call: %s.", row[ERROR]);
	if (strcmp(row[STATE], "unknown") == 0) {
		answer_accepted(r, row[CALL_RECORD]);
		return OK;
	}
	http_head(r->http, "Status", "201 Created");
	answer_text(r, row[CALL_RECORD]);
	return OK;
}

static enum err
answer(struct request *r, const struct rows *rows)
{
	const struct placing *placing = r->state;
	const char **row = rows->cell;

	if (placing->asked)
		return answer_placed(r, row);
	if (placing->call_record != NULL)
		return fail_too_late(r);
	if (strcmp(row[IS_UNKNOWN], "t") == 0)
		answer_accepted(r, row[CALL_RECORD]);
	else
		answer_text(r, row[CALL_RECORD]);
	return OK;
}

/* What Twilio answered could not be noted: Twilio may have the call. */
static void
answer_unknown(struct request *r)
{
	const struct placing *placing = r->state;

	if (placing->asked)
		answer_accepted(r, placing->call_record);
	else
		problem_send(r->http, &r->problem, fail_too_late(r));
}

static const struct operation place_call = {
    .methods = "POST",
    .who = CREDENTIAL_HOLDER,
    .body = JSON,
    .body_max = 4096,
    .function = "call_place",
    .arguments = {CREDENTIAL, BODY},
    .ask = check_time,
    .follow_up = place,
    .outcome_unknown = answer_unknown,
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "call-place",
    .config = CONFIG(WEBHOOK_BASE_URL, TWILIO_API_URL, TWILIO_ACCOUNTS_FILE),
    .state_size = sizeof(struct placing),
    .operations = {&place_call},
};
