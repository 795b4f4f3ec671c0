/*
 * Passwords, hashed with Argon2id (libsodium). The only file that includes
 * libsodium. Source: RFC 9106; libsodium's "interactive" costs.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>

struct arena;

/* What is stored of a password: cost, salt and hash in one string. */
const char *password_hash(struct arena *, const char *password);

/*
 * Is it the password of that hash? Without one (NULL: no such user) the
 * answer is no, and takes as long, so that nobody learns who exists.
 */
bool password_matches(const char *hash, const char *password);

#endif
