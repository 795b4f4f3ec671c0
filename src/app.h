/*
 * What every endpoint's main() shares: open the log, the database and
 * the socket, then accept, ask, answer and finish until SIGTERM.
 */
#ifndef APP_H
#define APP_H

#include <stdbool.h>

#include "err.h"

struct call;
struct db;
struct http;
struct rows;

/*
 * An endpoint is two functions with one SQL call between them. Neither
 * touches the database, so each can be tested alone, and app_run() is
 * free to keep many calls in flight. A request that has waited so long that
 * its answer would come too late (http_left_ms()) is not begun.
 *
 * ask: from the request to the call. It writes nothing.
 * then: only for what needs something slow between two calls, a password
 * checked or Twilio asked: from the first call's rows to the second call.
 * One without a function (fn stays NULL) means that the first was enough.
 * answer: from the last call's rows to the response. On an error it has
 * written nothing; app_run() sends the error.
 * unsure: only where then has done something that others see: the response
 * in place of an error if the second call failed.
 * refused: only for webhooks: a request is being refused with that code, for
 * an error of its own (4xx). It may name a call that notes this; whatever
 * becomes of it, the answer is the same.
 * between: only for webhooks: what there is to do between requests, and once
 * more at the end.
 */
struct endpoint {
	const char *name;
	enum err (*ask)(struct http *, struct call *);
	enum err (*answer)(struct http *, const struct rows *);
	enum err (*then)(struct http *, const struct rows *, struct call *);
	void (*unsure)(struct http *);
	void (*refused)(struct http *, const char *code, struct call *);
	void (*between)(struct db *, bool at_end);
};

/* The answer of an endpoint whose function returns JSON: that, as it is. 201 if
 * the function returns besides, as its second column, that it is new. */
enum err app_json(struct http *, const struct rows *);

/* The answer where there is nothing to say but that it is done: 204. */
enum err app_no_content(struct http *, const struct rows *);

/* What main() returns. */
int app_run(const struct endpoint *);

#endif
