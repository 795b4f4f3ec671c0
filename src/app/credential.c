#include "app/credential.h"

#include <string.h>
#include <strings.h>

#include "app/request.h"
#include "base/arena.h"
#include "sys/digest.h"
#include "sys/http.h"

const char *
credential_of(struct arena *a, const char *secret)
{
	char hex[DIGEST_SHA256_HEX];

	digest_sha256(secret, strlen(secret), hex);
	return arena_printf(a, "\\x%s", hex);
}

/* The secret after "Bearer ", or NULL. */
static const char *
bearer(const struct request *r)
{
	static const char scheme[] = "Bearer ";
	const char *value = http_env(r->http, "HTTP_AUTHORIZATION");

	return strncasecmp(value, scheme, sizeof(scheme) - 1) == 0
	           ? value + sizeof(scheme) - 1
	           : NULL;
}

/* A cookie's value, or NULL. */
static const char *
cookie(const struct request *r, const char *name)
{
	const char *p = http_env(r->http, "HTTP_COOKIE");
	size_t len = strlen(name);

	for (; *p != '\0'; p += strspn(p, "; ")) {
		size_t pair = strcspn(p, ";");

		if (pair > len && strncmp(p, name, len) == 0 && p[len] == '=')
			return arena_strndup(
			    r->arena, p + len + 1, pair - len - 1);
		p += pair;
	}
	return NULL;
}

bool
credential_is_token(const struct request *r)
{
	return bearer(r) != NULL;
}

enum err
credential_read(struct request *r)
{
	const char *secret = bearer(r);

	if (secret == NULL)
		secret = cookie(r, SESSION_COOKIE);
	if (secret == NULL || *secret == '\0')
		return request_fail(r, ERR_AUTH, "not_logged_in",
		    "Log in, or send a valid API token.");
	r->credential = credential_of(r->arena, secret);
	return OK;
}
