/*
 * Why was the signature of a webhook request rejected? Looks for a similar URL,
 * or another auth token, that the signature is valid for.
 */
#ifndef DOCTOR_H
#define DOCTOR_H

#include <stdbool.h>
#include <stddef.h>

struct account;
struct arena;

/* A rejected request, from api.webhook_rejections(). NULL: the request had no
 * such part. */
struct doctor_request {
	const char *uri, *host, *signature, *body;
};

/* The URL that was signed, and the token that signed it: its position among
 * the account's tokens, from 1. */
struct doctor_finding {
	const char *url;
	const struct account *account;
	size_t token;
};

/*
 * Try every token of all accounts (account_load()) with these URLs: base, which
 * is WEBHOOK_BASE_URL, or the Host header, with https or http, with and without
 * a slash at the end of the path, with and without the query, with and without
 * the port. False: the signature is valid for none of them.
 */
bool doctor_look(struct arena *, const struct doctor_request *,
    const char *base, struct doctor_finding *);

#endif
