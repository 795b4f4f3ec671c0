/*
 * POST /api/session {"email": ..., "password": ...}
 * GET /api/session
 * DELETE /api/session
 *
 * POST logs in: 200, the user and the session cookie. GET: 200, the user who is
 * logged in. DELETE logs out: 204.
 * 400: the JSON is malformed, or a field is missing. 401: no valid session, or
 * a wrong email or password. 403: sent by another site's page. 413, 415: the
 * body is too large, or not JSON. 429: too many attempts for this account from
 * this network have failed.
 */
#include <stddef.h>
#include <string.h>

#include "app/answer.h"
#include "app/credential.h"
#include "app/endpoint.h"
#include "base/arena.h"
#include "sys/http.h"
#include "sys/password.h"
#include "sys/secret.h"
#include "text/form.h"
#include "text/json.h"

#define COOKIE SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax"

/* The columns of api.session_password(). */
enum {
	USER_ID,
	PASSWORD_HASH
};

/* The state of a log-in between its statements. */
struct log_in {
	const char *password;
	const char *secret; /* the new session's */
};

static enum err
ask_log_in(struct request *r, struct statement *statement)
{
	struct log_in *in = r->state;
	const char *email;
	struct form form;
	enum err e = json_to_form(r->arena, r->body, strlen(r->body), &form);

	if (e != OK)
		return e;
	email = form_get(&form, "email");
	in->password = form_get(&form, "password");
	if (email == NULL || in->password == NULL)
		return request_fail(r, ERR_INVALID, "field_missing",
		    "The body must have an email and a password.");
	*statement = db_statement(r->arena, "session_password",
	    DB_ARGS(email, http_env(r->http, "REMOTE_ADDR")));
	return OK;
}

static enum err
check_password(
    struct request *r, const struct rows *rows, struct statement *statement)
{
	struct log_in *in = r->state;
	const char *hash = rows->count == 0 ? NULL : rows->cell[PASSWORD_HASH];
	char fresh[SECRET_HEX];

	if (!password_matches(hash, in->password))
		return request_fail(r, ERR_AUTH, "invalid_credentials",
		    "The email address or the password is wrong.");
	secret_new(fresh);
	in->secret = arena_strndup(r->arena, fresh, strlen(fresh));
	*statement = db_statement(r->arena, "session_create",
	    DB_ARGS(rows->cell[USER_ID], credential_of(r->arena, in->secret),
	        http_env(r->http, "REMOTE_ADDR")));
	return OK;
}

static enum err
answer_log_in(struct request *r, const struct rows *rows)
{
	const struct log_in *in = r->state;

	http_head(r->http, "Set-Cookie", COOKIE, in->secret);
	return answer_json(r, rows);
}

static enum err
answer_log_out(struct request *r, const struct rows *rows)
{
	http_head(r->http, "Set-Cookie", COOKIE "; Max-Age=0", "");
	return answer_no_content(r, rows);
}

static const struct operation who_am_i = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .function = "session_who",
    .arguments = {CREDENTIAL},
    .answer = answer_json,
};

static const struct operation log_in = {
    .methods = "POST",
    .who = ANYBODY,
    .body = JSON,
    .body_max = 4096,
    .prepare = ask_log_in,
    .follow_up = check_password,
    .answer = answer_log_in,
};

static const struct operation log_out = {
    .methods = "DELETE",
    .who = CREDENTIAL_HOLDER,
    .function = "session_end",
    .arguments = {CREDENTIAL},
    .answer = answer_log_out,
};

const struct endpoint endpoint = {
    .name = "session",
    .state_size = sizeof(struct log_in),
    .operations = {&who_am_i, &log_in, &log_out},
};
