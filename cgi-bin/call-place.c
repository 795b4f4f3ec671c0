/*
 * POST /api/calls {"customerNumber": "+1...", "callId": ..., ...}
 *
 * Calls the agent's phone, then the customer, and records both, each on a
 * channel of its own.
 * 201: the call record; Twilio has the call. 200: the call record of a callId
 * that was placed before; no call is placed again. 202: it is unknown whether
 * Twilio has the call; we do not ask again until the reconciler has found that
 * it has not. After any other status Twilio has no call: we do not ask it if
 * its answer might come too late.
 * 400: the body is malformed, or a member is missing or unknown.
 * 401: no valid credential. 403: not allowed, or sent by another site's page.
 * 409: the callId is of a call that was not placed here, or of another call.
 * 413, 415: the body is too large, or not JSON. 502: Twilio refuses. 503:
 * Twilio was not asked. After both the same callId may be sent again.
 */
#include <poll.h>
#include <stddef.h>
#include <string.h>

#include "app/call_record.h"
#include "app/endpoint.h"
#include "base/arena.h"
#include "base/stop.h"
#include "sys/http.h"
#include "twilio/account.h"
#include "twilio/call_form.h"
#include "twilio/client.h"

#define ANSWER_MAX (1 << 20)
#define NOTE_MS    2000 /* kept to store Twilio's answer */
#define TWILIO_MS  5000 /* the least time that Twilio gets to answer */
#define BUSY_TRIES 3
#define BUSY_MS    1000

/* The columns of api.call_place(), before the call record. */
enum {
	MUST_PLACE,
	CALL_ID,
	ACCOUNT_SID,
	AGENT_NUMBER,
	FROM_NUMBER,
	CUSTOMER_NUMBER,
	IS_UNKNOWN,
	CALL_RECORD
};

/* The columns of api.call_place_result(), before the call record. */
enum {
	STATE,
	ERROR,
	PLACED_RECORD
};

/* The state between the two statements. */
struct placing {
	bool asked;               /* this request asked Twilio */
	const char **call_record; /* as it was before Twilio was asked */
};

/* The milliseconds that Twilio may take, so that its answer can be stored. */
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

/* Tries again after a 429 only: Twilio has not processed that request. After
 * any other failure it may have placed the call. */
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
	for (int left = BUSY_TRIES - 1;; left--) {
		request.limit_ms = twilio_ms(r);
		if (fetch_text(r->arena, &request, answer) != OK ||
		    answer->status != 429 || left == 0 ||
		    twilio_ms(r) < BUSY_MS + TWILIO_MS || stop_asked())
			return;
		/* No signal ends this sleep: stop.h blocks them here. */
		poll(NULL, 0, BUSY_MS);
	}
}

/* The second statement stores Twilio's answer or, if it is too late to ask
 * Twilio, that it was not asked. */
static enum err
place(struct request *r, const struct rows *rows, struct statement *statement)
{
	struct placing *placing = r->state;
	struct fetch_answer answer = {0};
	enum err e = call_record_check(rows, CALL_RECORD);

	if (e != OK)
		return e;
	if (strcmp(rows->cell[MUST_PLACE], "t") != 0)
		return OK;
	placing->call_record = rows->cell + CALL_RECORD;
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
answer_accepted(struct request *r, const char **call_record)
{
	http_head(r->http, "Status", "202 Accepted");
	call_record_send(r, call_record);
}

/* The response after Twilio was asked; rows: the outcome. */
static enum err
answer_placed(struct request *r, const struct rows *rows)
{
	const char **row = rows->cell;
	enum err e = call_record_check(rows, PLACED_RECORD);

	if (e != OK)
		return e;
	if (strcmp(row[STATE], "refused") == 0)
		return request_fail(r, ERR_UPSTREAM, "twilio_refused",
		    "Twilio did not place the call: %s.", row[ERROR]);
	if (strcmp(row[STATE], "unknown") == 0) {
		answer_accepted(r, row + PLACED_RECORD);
		return OK;
	}
	http_head(r->http, "Status", "201 Created");
	call_record_send(r, row + PLACED_RECORD);
	return OK;
}

static enum err
answer(struct request *r, const struct rows *rows)
{
	const struct placing *placing = r->state;
	const char **row = rows->cell;

	if (placing->asked)
		return answer_placed(r, rows);
	if (placing->call_record != NULL)
		return fail_too_late(r);
	if (strcmp(row[IS_UNKNOWN], "t") == 0)
		answer_accepted(r, row + CALL_RECORD);
	else
		call_record_send(r, row + CALL_RECORD);
	return OK;
}

/* Twilio's answer could not be stored. If Twilio was asked, it may have the
 * call. */
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
    .prepare = check_time,
    .follow_up = place,
    .outcome_unknown = answer_unknown,
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "call-place",
    .config = CONFIG(WEBHOOK_BASE_URL, TWILIO_API_URL, TWILIO_ACCOUNTS_FILE),
    .state_size = sizeof(struct placing),
    .threads = 4, /* they wait for Twilio */
    .operations = {&place_call},
};
