#include "session.h"

#include <string.h>
#include <strings.h>

#include "arena.h"
#include "http.h"
#include "mac.h"

const char *
session_hash(struct arena *a, const char *secret)
{
	char hex[MAC_SHA256_HEX];

	mac_sha256(secret, strlen(secret), hex);
	return arena_printf(a, "\\x%s", hex);
}

/* The secret after "Bearer ", or NULL. */
static const char *
bearer(const struct http *h)
{
	static const char scheme[] = "Bearer ";
	const char *value = http_env(h, "HTTP_AUTHORIZATION");

	return strncasecmp(value, scheme, sizeof(scheme) - 1) == 0
	           ? value + sizeof(scheme) - 1
	           : NULL;
}

bool
session_is_token(const struct http *h)
{
	return bearer(h) != NULL;
}

enum err
session_credential(struct http *h, const char **credential)
{
	const char *secret = bearer(h);

	if (secret == NULL)
		secret = http_cookie(h, SESSION_COOKIE);
	if (secret == NULL || *secret == '\0')
		return http_fail(h, ERR_AUTH, "not_logged_in",
		    "Log in, or send a valid API token.");
	*credential = session_hash(http_arena(h), secret);
	return OK;
}
