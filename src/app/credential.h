/*
 * Who asks: a person by the session cookie, a program by a token. What either
 * may do is decided by the SQL function that is called with the credential.
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
 * cookie's value, as PostgreSQL's bytea text. ERR_AUTH: there is neither.
 * Source of the bearer header: RFC 6750, section 2.1.
 */
enum err credential_read(struct request *);

/* Does the request have a bearer token? Then its cookies do not count. */
bool credential_is_token(const struct request *);

/* The credential that belongs to a secret. */
const char *credential_of(struct arena *, const char *secret);

#endif
