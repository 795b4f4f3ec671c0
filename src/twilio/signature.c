#include "twilio/signature.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "sys/digest.h"
#include "sys/secret.h"
#include "text/form.h"

static int
by_name_and_value(const void *x, const void *y)
{
	const struct form_field *a = x, *b = y;
	int order = strcmp(a->name, b->name);

	return order != 0 ? order : strcmp(a->value, b->value);
}

static bool
same(const struct form_field *a, const struct form_field *b)
{
	return by_name_and_value(a, b) == 0;
}

/* All names and values, sorted by their bytes, without separators; equal pairs
 * count once. */
static const char *
form_text(struct arena *a, const struct form *form)
{
	struct form_field *sorted =
	    arena_alloc(a, form->count * sizeof(*sorted));
	size_t len = 0;
	char *text, *p;

	for (size_t i = 0; i < form->count; i++) {
		sorted[i] = form->field[i];
		len += strlen(sorted[i].name) + strlen(sorted[i].value);
	}
	qsort(sorted, form->count, sizeof(*sorted), by_name_and_value);
	p = text = arena_alloc(a, len + 1);
	for (size_t i = 0; i < form->count; i++) {
		if (i == 0 || !same(&sorted[i - 1], &sorted[i]))
			p = stpcpy(stpcpy(p, sorted[i].name), sorted[i].value);
	}
	return text;
}

static bool
matches(struct arena *a, const char *token, const char *url, const char *rest,
    const char *signature)
{
	char *text = arena_alloc(a, strlen(url) + strlen(rest) + 1);
	char mac[DIGEST_SHA1_BASE64];

	/* For a form of 60 KB printf would take longer than the HMAC. */
	digest_hmac_sha1(
	    token, text, (size_t)(stpcpy(stpcpy(text, url), rest) - text), mac);
	return secret_equal(mac, signature);
}

/*
 * The URL without its port or, if it has none, with the default port of its
 * scheme. The host may have userinfo before it, and be an IPv6 address.
 */
static const char *
other_port(struct arena *a, const char *url)
{
	const char *host = strstr(url, "://");
	const char *end, *at, *colon;
	bool https = strncasecmp(url, "https:", 6) == 0;

	if (host == NULL)
		return url;
	host += 3;
	end = host + strcspn(host, "/?");
	if ((at = memchr(host, '@', (size_t)(end - host))) != NULL)
		host = at + 1;
	colon = memrchr(host, ':', (size_t)(end - host));
	if (colon != NULL && memchr(colon, ']', (size_t)(end - colon)) == NULL)
		return arena_printf(a, "%.*s%s", (int)(colon - url), url, end);
	return arena_printf(
	    a, "%.*s:%s%s", (int)(end - url), url, https ? "443" : "80", end);
}

/* Some of Twilio's services replace ' by %27 in the URL before they sign. */
static const char *
escape_apostrophes(struct arena *a, const char *url)
{
	char *copy = arena_alloc(a, 3 * strlen(url) + 1);
	char *p = copy;

	for (; *url != '\0'; url++)
		p = *url == '\'' ? stpcpy(p, "%27") : mempcpy(p, url, 1);
	return copy;
}

/* Is the parameter bodySHA256 of the URL the SHA-256 of the body? */
static bool
body_is_named(const struct signed_request *r)
{
	static const char name[] = "bodySHA256=";
	const char *query = strchr(r->url, '?');
	const char *hash = query == NULL ? NULL : strstr(query, name);
	char hex[DIGEST_SHA256_HEX];

	if (hash == NULL || (hash[-1] != '?' && hash[-1] != '&'))
		return false;
	hash += sizeof(name) - 1;
	digest_sha256(r->body, r->body_len, hex);
	return strcspn(hash, "&") == sizeof(hex) - 1 &&
	       strncmp(hash, hex, sizeof(hex) - 1) == 0;
}

bool
signature_is_valid(struct arena *a, const char *token,
    const struct signed_request *r, const char *signature)
{
	const char *rest = r->form == NULL ? "" : form_text(a, r->form);

	if (r->form == NULL && !body_is_named(r))
		return false;
	if (matches(a, token, r->url, rest, signature) ||
	    matches(a, token, other_port(a, r->url), rest, signature))
		return true;
	return strchr(r->url, '\'') != NULL &&
	       matches(
	           a, token, escape_apostrophes(a, r->url), rest, signature);
}
