/*
 * X-Twilio-Signature: did Twilio send this request?
 * Source: Twilio docs, "Security" (usage/security).
 */
#ifndef SIGNATURE_H
#define SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct form;

/* A request as it came. */
struct signed_request {
	const char *url;         /* the public URL, not decoded */
	const struct form *form; /* NULL: the body is not a form */
	const char *body;        /* used only if there is no form */
	size_t body_len;
};

/*
 * Is this the signature of the request with that auth token? Twilio signs the
 * URL with or without its port, so both are tried. If the body is not a form,
 * the parameter bodySHA256 of the URL must be its hash.
 */
bool signature_is_valid(struct arena *, const char *token,
    const struct signed_request *, const char *signature);

#endif
