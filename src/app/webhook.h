/*
 * Twilio's webhooks: each signed form is passed to one SQL function, and
 * answered 204 after the transaction is committed.
 */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct request;
struct statement;

/* A field of the form whose value, if there is one, must be a SID of a kind. A
 * list of these ends with a field that is NULL. */
struct webhook_sid {
	const char *field, *kind;
	bool required;
};

/*
 * Check the form, and set the request's params once the signature is valid.
 * ERR_TYPE: the body is not a form. ERR_TOOBIG: it has more than max bytes, or
 * too many fields. ERR_INVALID: the form is malformed (form_parse()), or a
 * field of sids is not such a SID. ERR_FORBIDDEN: the account is not one of
 * ours, or the signature is not valid.
 * Source: Twilio docs, "Security" and "Webhooks".
 */
enum err
webhook_check(struct request *, const struct webhook_sid sids[], size_t max);

/* The header I-Twilio-Idempotency-Token, which is the same in every retry of
 * an event; NULL: the request does not have it. */
const char *webhook_idempotency_token(const struct request *);

/*
 * Note that the endpoint rejects the request with that code. If Twilio signed
 * the request, *statement becomes the statement that writes it into the
 * journal; else the request is only counted in memory (app/rejection.h).
 */
void webhook_rejected(struct request *, const char *endpoint, const char *code,
    struct statement *);

#endif
