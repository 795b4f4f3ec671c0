/* Hexadecimal digits. */
#ifndef HEX_H
#define HEX_H

#include <stdbool.h>
#include <stddef.h>

/* Write len bytes as 2 * len lower-case digits and a NUL. */
void hex_encode(const unsigned char *bytes, size_t len, char *out);

/* The value of one digit, of either case; -1: c is no digit. */
int hex_digit(char c);

/* Is s made of exactly len digits? */
bool hex_is(const char *s, size_t len);

#endif
