/*
 * What all of Twilio's webhooks have in common: a signed form becomes one
 * SQL call, whose COMMIT is the answer.
 */
#ifndef WEBHOOK_H
#define WEBHOOK_H

#include <stdbool.h>

#include "err.h"

struct call;
struct http;

/* Read what webhook_ask() needs from the environment, or end. */
void webhook_load(void);

/* A field of the form that must be a SID of a kind, if it is there. */
struct webhook_sid {
	const char *field, *kind;
	bool required;
};

/*
 * The call of api.fn(params, idempotency token, outgoing call) for the
 * request; the last is the id at the end of the URL, if there is one. It is
 * refused, in this order, with
 * ERR_METHOD, ERR_TYPE, ERR_TOOBIG (64 KiB): it is not a form by POST;
 * ERR_INVALID: the form is malformed, see form_parse();
 * ERR_FORBIDDEN: Twilio did not sign it, or for an account not ours;
 * ERR_INVALID: a field of sids, which ends with a field NULL, is no SID.
 * Source: Twilio docs, "Security" and "Webhooks".
 */
enum err webhook_ask(struct http *, struct call *, const char *fn,
    const struct webhook_sid sids[]);

/* A request to an endpoint is refused with that code: the call that writes
 * it into the journal, if Twilio had signed it; else it is only counted. */
void webhook_refused(
    struct http *, struct call *, const char *endpoint, const char *code);

#endif
