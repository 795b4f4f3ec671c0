/*
 * What an endpoint does, as data. The library checks a request against the
 * table once, for all endpoints.
 */
#ifndef OPERATION_H
#define OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "app/request.h"
#include "base/err.h"
#include "sys/db.h"

struct webhook_sid;

enum who {
	ANYBODY,
	CREDENTIAL_HOLDER, /* has a session or a token; what a token's scopes */
	                   /* allow, the SQL function decides */
	TWILIO             /* has signed the form */
};

enum url {
	ANY_URL,
	WITHOUT_ID, /* of a collection: /api/agents */
	WITH_ID     /* of one of its members: /api/agents/{key} */
};

enum body_kind {
	NO_BODY, /* none is read */
	JSON,
	FORM
};

/* An argument of the SQL function. */
enum argument {
	END,               /* there are no more */
	CREDENTIAL,        /* who asks */
	KIND,              /* which collection the URL is of: agent, ... */
	ID,                /* request_id() */
	QUERY,             /* the parameters of the URL, in their order */
	BODY,              /* JSON */
	SIGNED_FORM,       /* Twilio's, as JSON */
	IDEMPOTENCY_TOKEN, /* Twilio's */
};

/* Lists of words are strings, as "GET, HEAD"; other lists end with a zero. */
enum {
	OPERATIONS_MAX = 5,
	ARGUMENTS_MAX = 6
};

/*
 * What an endpoint does for some methods of some URLs. Of a URL without an id,
 * a parameter that is not in query is an error: it would not narrow
 * what is asked for, and nobody would notice.
 *
 * The functions are optional but for answer. On an error they have written
 * nothing.
 * ask: refuses the request, or changes the statement that was made from the
 * table.
 * follow_up: makes a second statement from the first one's rows; between the
 * two it may do what is slow: check a password, ask Twilio. Where it leaves
 * the statement alone, the first one was enough.
 * outcome_unknown: where follow_up has done something that others see, the
 * response in place of an error if the second statement failed.
 * answer: from the last statement's rows to the response.
 */
struct operation {
	const char *methods;
	enum url url;
	enum who who;
	enum body_kind body;
	size_t body_max;   /* bytes */
	const char *query; /* parameters for the function: "limit, cursor" */
	const char *own_query; /* for the endpoint's own functions only */
	const struct webhook_sid *sids; /* of TWILIO: see app/webhook.h */
	const char *function; /* of schema api; NULL: ask makes the statement */
	enum argument arguments[ARGUMENTS_MAX];
	enum err (*ask)(struct request *, struct statement *);
	enum err (*follow_up)(
	    struct request *, const struct rows *, struct statement *);
	void (*outcome_unknown)(struct request *);
	enum err (*answer)(struct request *, const struct rows *);
};

/*
 * Choose the operation that the request is for, and make its statement.
 * Checks, in this order, the method, the origin of an unsafe request, the
 * credential, the query and the body; of Twilio's requests the method and
 * webhook_check().
 */
enum err operation_ask(const struct operation *const operations[],
    struct request *, const struct operation **chosen, struct statement *);

#endif
