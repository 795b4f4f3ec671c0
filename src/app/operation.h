/*
 * The operations of an endpoint, as tables. operation_accept() checks each
 * request against them, so that no endpoint has checks of its own to forget.
 */
#ifndef OPERATION_H
#define OPERATION_H

#include <stdbool.h>
#include <stddef.h>

#include "app/request.h"
#include "base/err.h"
#include "sys/db.h"

struct webhook_sid;

/* What a person's role or a token's scopes allow, the SQL function decides. A
 * DIALER is a program: people are refused, so no page can misuse a session's
 * cookie, and the Origin does not matter. TWILIO has signed the form. */
enum who {
	ANYBODY,
	CREDENTIAL_HOLDER,
	DIALER,
	TWILIO
};

enum url {
	ANY_URL,
	WITHOUT_ID, /* of a collection: /api/agents */
	WITH_ID     /* of one of its members: /api/agents/{key} */
};

enum body_kind {
	NO_BODY, /* the body is not read */
	JSON,
	FORM
};

/* An argument of the SQL function. */
enum argument {
	END,               /* ends the list */
	CREDENTIAL,        /* credential_read() */
	KIND,              /* the collection that the URL names: agent, ... */
	ID,                /* request_id() */
	QUERY,             /* operation.query: one argument for each word */
	BODY,              /* JSON */
	SIGNED_FORM,       /* Twilio's form, as JSON */
	IDEMPOTENCY_TOKEN, /* webhook_idempotency_token() */
};

/* A list of words is one string, such as "GET, HEAD"; every other list ends
 * with a zero. */
enum {
	OPERATIONS_MAX = 5,
	ARGUMENTS_MAX = 6
};

/*
 * What an endpoint does for some methods of some URLs. A URL without an id
 * takes no parameter beside those of query and own_query: a misspelt filter
 * would silently return everything.
 *
 * All functions but answer are optional. A function that returns an error has
 * sent nothing.
 * prepare: refuses the request, or replaces the statement that the table makes.
 * follow_up: makes a second statement from the rows of the first. Slow work
 * goes here, as no transaction is open: it checks a password, or asks Twilio.
 * If it leaves the statement empty, no second statement is executed.
 * outcome_unknown: sends the response if the second statement failed, for a
 * follow_up with effects outside the database. Without it the client gets the
 * error.
 * answer: sends the response, from the rows of the last statement.
 */
struct operation {
	const char *methods;
	enum url url;
	enum who who;
	enum body_kind body;
	size_t body_max;   /* bytes */
	const char *query; /* the SQL function's parameters: "limit, cursor" */
	const char *own_query;          /* only the functions below read them */
	const struct webhook_sid *sids; /* for TWILIO: see app/webhook.h */
	const char *function; /* of schema api; NULL: prepare() says which */
	enum argument arguments[ARGUMENTS_MAX];
	enum err (*prepare)(struct request *, struct statement *);
	enum err (*follow_up)(
	    struct request *, const struct rows *, struct statement *);
	void (*outcome_unknown)(struct request *);
	enum err (*answer)(struct request *, const struct rows *);
};

/*
 * Choose the operation that serves the request, and make its statement. Checks
 * the method, the origin of an unsafe request that a page may send, the
 * credential, the query and the body, in this order; for a TWILIO operation,
 * the method and then webhook_check().
 */
enum err operation_accept(const struct operation *const operations[],
    struct request *, const struct operation **chosen, struct statement *);

#endif
