/*
 * POST /api/session {"email": ..., "password": ...}
 * GET /api/session
 * DELETE /api/session
 *
 * Log in: 200 and the session cookie. Who am I: 200. Log out: 204.
 * 400: malformed JSON, or a field is missing. 401: nobody, or a wrong
 * password. 403: asked by another site's page. 413, 415: the body. 429: too
 * many have failed, of this account, from this network.
 */
#include <stddef.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "json.h"
#include "mac.h"
#include "password.h"
#include "session.h"

#define BODY_MAX 4096

/* The columns of api.session_password(). */
enum {
	USER_ID,
	PASSWORD_HASH
};

/* What the steps of one log-in hand on. */
struct log_in {
	const char *password;
	const char *secret; /* the new session's */
};

static enum err
ask_log_in(struct http *h, struct call *call)
{
	struct arena *a = http_arena(h);
	struct log_in *in = http_state(h, sizeof(*in));
	const char *body, *email;
	struct form form;
	enum err e;

	if ((e = http_same_origin(h)) != OK ||
	    (e = http_json_read(h, BODY_MAX, &body)) != OK ||
	    (e = json_to_form(a, body, strlen(body), &form)) != OK)
		return e;
	email = form_get(&form, "email");
	in->password = form_get(&form, "password");
	if (email == NULL || in->password == NULL)
		return http_fail(h, ERR_INVALID, "field_missing",
		    "The body must have an email and a password.");
	*call = db_ask(
	    a, "session_password", DB_ARGS(email, http_env(h, "REMOTE_ADDR")));
	return OK;
}

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential;
	enum err e;

	if ((e = http_method(h, "GET, HEAD, POST, DELETE")) != OK)
		return e;
	if (http_is_method(h, "POST"))
		return ask_log_in(h, call);
	if ((e = session_credential(h, &credential)) != OK)
		return e;
	if (http_is_method(h, "DELETE") && (e = http_same_origin(h)) != OK)
		return e;
	*call = db_ask(http_arena(h),
	    http_is_method(h, "DELETE") ? "session_end" : "session_who",
	    DB_ARGS(credential));
	return OK;
}

static enum err
then(struct http *h, const struct rows *rows, struct call *call)
{
	struct arena *a = http_arena(h);
	struct log_in *in = http_state(h, sizeof(*in));
	char fresh[MAC_SECRET_HEX];
	const char *hash;

	if (in->password == NULL)
		return OK;
	hash = rows->count == 0 ? NULL : rows->cell[PASSWORD_HASH];
	if (!password_matches(hash, in->password))
		return http_fail(h, ERR_AUTH, "invalid_credentials",
		    "The email address or the password is wrong.");
	mac_secret(fresh);
	in->secret = arena_strndup(a, fresh, strlen(fresh));
	*call = db_ask(a, "session_create",
	    DB_ARGS(rows->cell[USER_ID], session_hash(a, in->secret),
	        http_env(h, "REMOTE_ADDR")));
	return OK;
}

#define COOKIE SESSION_COOKIE "=%s; Path=/; Secure; HttpOnly; SameSite=Lax"

static enum err
answer(struct http *h, const struct rows *rows)
{
	struct log_in *in = http_state(h, sizeof(*in));

	if (http_is_method(h, "DELETE")) {
		http_head(h, "Set-Cookie", COOKIE "; Max-Age=0", "");
		http_no_content(h);
		return OK;
	}
	if (in->secret != NULL)
		http_head(h, "Set-Cookie", COOKIE, in->secret);
	http_json(h, rows->cell[0]);
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "session", .ask = ask, .answer = answer, .then = then});
}
