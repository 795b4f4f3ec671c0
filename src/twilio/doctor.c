#include "twilio/doctor.h"

#include <string.h>

#include "base/arena.h"
#include "text/form.h"
#include "twilio/account.h"
#include "twilio/signature.h"

enum {
	BASES = 4,
	URIS = 4
};

/* Does a token of any account sign this URL and form? Sets *finding. */
static bool
signed_for(struct arena *a, const char *url, const struct form *form,
    const char *signature, struct doctor_finding *finding)
{
	struct signed_request request = {.url = url, .form = form};

	for (const struct account *one = account_first(); one != NULL;
	     one = one->next) {
		for (size_t i = 0; i < one->ntokens; i++) {
			if (!signature_is_valid(
			        a, one->tokens[i], &request, signature))
				continue;
			*finding = (struct doctor_finding){
			    .url = url, .account = one, .token = i + 1};
			return true;
		}
	}
	return false;
}

static const char *
with_scheme(struct arena *a, const char *scheme, const char *base)
{
	return arena_printf(a, "%s%s", scheme, strstr(base, "://"));
}

/* The URI with a slash added to its path, or removed from its end. */
static const char *
other_slash(struct arena *a, const char *uri)
{
	size_t len = strcspn(uri, "?");
	const char *query = uri + len;

	if (len > 0 && uri[len - 1] == '/')
		return arena_printf(a, "%.*s%s", (int)len - 1, uri, query);
	return arena_printf(a, "%.*s/%s", (int)len, uri, query);
}

static const char *
without_query(struct arena *a, const char *uri)
{
	return arena_strndup(a, uri, strcspn(uri, "?"));
}

bool
doctor_look(struct arena *a, const struct doctor_request *r, const char *base,
    struct doctor_finding *finding)
{
	const char *uri = r->uri == NULL ? "" : r->uri;
	const char *body = r->body == NULL ? "" : r->body;
	const char *host =
	    r->host == NULL ? base : arena_printf(a, "://%s", r->host);
	const char *bases[BASES] = {base, with_scheme(a, "http", base),
	    with_scheme(a, "https", host), with_scheme(a, "http", host)};
	const char *uris[URIS] = {uri, other_slash(a, uri),
	    without_query(a, uri), other_slash(a, without_query(a, uri))};
	struct form form;

	if (r->signature == NULL ||
	    form_parse(a, body, strlen(body), &form) != 0)
		return false;
	for (size_t i = 0; i < BASES; i++) {
		for (size_t j = 0; j < URIS; j++) {
			const char *url =
			    arena_printf(a, "%s%s", bases[i], uris[j]);

			if (signed_for(a, url, &form, r->signature, finding))
				return true;
		}
	}
	return false;
}
