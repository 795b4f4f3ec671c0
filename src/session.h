/*
 * Who is asking: a person by the session cookie, a program by a token.
 * What either may do is decided by the SQL function that is called with
 * the credential.
 */
#ifndef SESSION_H
#define SESSION_H

#include <stdbool.h>

#include "err.h"

struct arena;
struct http;

#define SESSION_COOKIE "__Host-session"

/*
 * *credential: the SHA-256 of the bearer token, else of the cookie's
 * value, as PostgreSQL's bytea text. ERR_AUTH: there is neither.
 * Source of the bearer header: RFC 6750, section 2.1.
 */
enum err session_credential(struct http *, const char **credential);

/* Does the request have a bearer token? Then nobody looks for a cookie. */
bool session_is_token(const struct http *);

/* A credential of a given secret. */
const char *session_hash(struct arena *, const char *secret);

#endif
