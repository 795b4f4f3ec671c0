/*
 * Twilio's webhooks: a signed form becomes one SQL call, whose commit is the
 * answer.
 */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

struct request;
struct statement;

/* A field of the form that must be a SID of a kind, if it is there. A list of
 * them ends with a field that is NULL. */
struct webhook_sid {
	const char *field, *kind;
	bool required;
};

/*
 * Check the form and set the request's params. ERR_TYPE, ERR_TOOBIG: the body
 * is no form, or has more than max bytes. ERR_INVALID: the form is malformed,
 * see form_parse(). ERR_FORBIDDEN: Twilio did not sign it, or for an account
 * that is not ours. ERR_INVALID: a field of sids is no SID.
 * Source: Twilio docs, "Security" and "Webhooks".
 */
enum err
webhook_check(struct request *, const struct webhook_sid sids[], size_t max);

/* The header by which Twilio names an event, however often it sends it; NULL:
 * there is none. */
const char *webhook_idempotency_token(const struct request *);

/*
 * An endpoint refuses a request with that code. If Twilio had signed it, the
 * statement becomes the one that writes it into the journal; else it is only
 * counted, in memory.
 */
void webhook_rejected(struct request *, const char *endpoint, const char *code,
    struct statement *);

#endif
