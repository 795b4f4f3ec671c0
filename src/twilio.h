/*
 * What Twilio's requests look like: SIDs and X-Twilio-Signature.
 * Source: Twilio docs, "Security" (usage/security).
 */
#ifndef TWILIO_H
#define TWILIO_H

#include <stdbool.h>
#include <stddef.h>

struct arena;
struct form;

/* Is s a SID of that two-letter kind: AC, CA, CF, RE, and 32 hex digits? */
bool twilio_is_sid(const char *s, const char *kind);

/* A request as it came. */
struct twilio_request {
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
bool twilio_signed(struct arena *, const char *token,
    const struct twilio_request *, const char *signature);

#endif
