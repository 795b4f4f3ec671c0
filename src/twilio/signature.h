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
	const char *url;         /* as it is known outside, undecoded */
	const struct form *form; /* NULL: the body is not a form */
	const char *body;        /* looked at only without a form */
	size_t body_len;
};

/*
 * Did the holder of token sign this request so? Twilio signs the URL with
 * or without its port, whatever the request said: each is tried. A body
 * that is no form must be named by bodySHA256 in the URL.
 */
bool signature_is_valid(struct arena *, const char *token,
    const struct signed_request *, const char *signature);

#endif
