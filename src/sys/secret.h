/*
 * Secrets: made from the kernel's random bytes, and compared in constant time
 * (libcrypto).
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>

enum {
	SECRET_HEX = 64 + 1 /* 32 random bytes in hex, and NUL */
};

/* Make a new secret of 32 random bytes, in hex. */
void secret_new(char out[static SECRET_HEX]);

/* Are the strings equal? The time depends on their lengths only. */
bool secret_equal(const char *, const char *);

#endif
