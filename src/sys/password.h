/*
 * Passwords, hashed with Argon2id (libsodium). Source: RFC 9106; libsodium's
 * "interactive" costs.
 */
#ifndef PASSWORD_H
#define PASSWORD_H

#include <stdbool.h>

struct arena;

/* The string to store for a password: cost, salt and hash; the arena's. */
const char *password_hash(struct arena *, const char *password);

/*
 * Does the password have that hash? hash NULL (no such user): false, after the
 * same time, so that the time does not tell who has an account.
 */
bool password_matches(const char *hash, const char *password);

#endif
