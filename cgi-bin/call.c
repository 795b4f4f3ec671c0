/*
 * GET /api/calls/{callId}
 * PUT /api/calls/{callId} {"callSid": ..., "direction": ..., ...}
 * DELETE /api/calls/{callId}
 *
 * A call by the dialer's id: what is known of it, also by a CallSid or
 * ConferenceSid; what the dialer says of it, as often as it likes; and that
 * it never was.
 * 200: the call record. 201: it is new. 204: it is deleted.
 * 400: the id or the body is malformed, or names what there is not.
 * 401: no valid credential. 403: it may not. 404: there is no such call.
 * 409: the id is another call's; or the call cannot be deleted. 413, 415: the
 * body.
 */
#include <stddef.h>

#include "app.h"
#include "db.h"
#include "http.h"
#include "session.h"

#define BODY_MAX 65536

static enum err
ask(struct http *h, struct call *call)
{
	struct arena *a = http_arena(h);
	const char *id = http_resource_id(h);
	const char *credential, *body;
	enum err e;

	if ((e = http_method(h, "GET, HEAD, PUT, DELETE")) != OK ||
	    (e = session_credential(h, &credential)) != OK)
		return e;
	if (!http_is_method(h, "PUT")) {
		*call = db_ask(a,
		    http_is_method(h, "DELETE") ? "call_delete" : "call_get",
		    DB_ARGS(credential, id));
		return OK;
	}
	if ((e = http_json_read(h, BODY_MAX, &body)) != OK)
		return e;
	*call = db_ask(a, "call_put", DB_ARGS(credential, id, body));
	return OK;
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	return http_is_method(h, "DELETE") ? app_no_content(h, rows)
	                                   : app_json(h, rows);
}

int
main(void)
{
	return app_run(
	    &(struct endpoint){.name = "call", .ask = ask, .answer = answer});
}
