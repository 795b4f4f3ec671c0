/*
 * PUT /api/calls/{callId} {"callSid": ..., "direction": ..., ...}
 *
 * What a dialer says of its call, as often as it likes.
 * 201: the call record, which is new. 200: it was known.
 * 400: the id or the body is malformed, or names what there is not.
 * 401: no valid token. 403: it may not. 413, 415: the body.
 */
#include <stddef.h>
#include <string.h>

#include "app.h"
#include "db.h"
#include "http.h"
#include "session.h"

#define BODY_MAX 65536

/* The columns of api.call_put(). */
enum {
	SHOWN,
	CREATED
};

static enum err
ask(struct http *h, struct call *call)
{
	const char *credential, *body;
	enum err e;

	if ((e = http_method(h, "PUT")) != OK ||
	    (e = session_credential(h, &credential)) != OK ||
	    (e = http_json_read(h, BODY_MAX, &body)) != OK)
		return e;
	*call = db_ask(http_arena(h), "call_put",
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID"), body));
	return OK;
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	if (strcmp(rows->cell[CREATED], "t") == 0)
		http_head(h, "Status", "201 Created");
	http_json(h, rows->cell[SHOWN]);
	return OK;
}

int
main(void)
{
	return app_run(&(struct endpoint){
	    .name = "call-put", .ask = ask, .answer = answer});
}
