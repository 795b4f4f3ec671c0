/*
 * Why was a webhook's signature refused? Tries the ways in which what
 * Twilio signed may differ from what we took it to have signed.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

struct account;
struct arena;

/* A request as it came: api.webhook_rejections(). NULL: it had none. */
struct doctor_request {
	const char *uri, *host, *signature, *body;
};

/* What it was signed for, and with which of an account's tokens (from 1). */
struct doctor_finding {
	const char *url;
	const struct account *account;
	size_t token;
};

/*
 * Look for a URL and a token of the accounts (account_load()) that match
 * the signature: base, which is WEBHOOK_BASE_URL, or the Host header, with
 * https or http, with and without a slash at the end of the path, and with
 * and without the query; each with and without port. False: none matches.
 */
bool doctor_look(struct arena *, const struct doctor_request *,
    const char *base, struct doctor_finding *);

#endif
