/*
 * The credential of a request: a person sends the session cookie, a program an
 * API token. The SQL function that gets the credential decides what its holder
 * may do.
 */
#ifndef CREDENTIAL_H
#define CREDENTIAL_H

#include <stdbool.h>

#include "base/err.h"

struct arena;
struct request;

#define SESSION_COOKIE "__Host-session"

/*
 * Set the request's credential: the SHA-256 of the bearer token, else of the
 * session cookie's value, as PostgreSQL writes a bytea. ERR_AUTH: the request
 * has neither. Source of the bearer header: RFC 6750, section 2.1.
 */
enum err credential_read(struct request *);

/* Does the request have a bearer token? Its cookies are ignored then. */
bool credential_is_token(const struct request *);

/* The credential of a session or a token with that secret; the arena's. */
const char *credential_of(struct arena *, const char *secret);

#endif
