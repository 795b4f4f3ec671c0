/*
 * Secrets: made of the kernel's random bytes, and compared so that the time
 * it takes tells nothing (libcrypto).
 */
#ifndef SECRET_H
#define SECRET_H

#include <stdbool.h>

enum {
	SECRET_HEX = 64 + 1 /* 32 random bytes in hex, and NUL */
};

/* A secret that nobody can guess, in hex. */
void secret_new(char out[static SECRET_HEX]);

/* Are both strings the same? The time depends on their lengths only. */
bool secret_equal(const char *, const char *);

#endif
