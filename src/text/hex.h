/* Hexadecimal digits. */
#ifndef HEX_H
#define HEX_H

#include <stdbool.h>
#include <stddef.h>

/* Write len bytes as 2 * len lower-case digits and a NUL. */
void hex_encode(const unsigned char *bytes, size_t len, char *out);

/* The value of a digit of either case; -1: c is not a hexadecimal digit. */
int hex_digit(char c);

/* Does s consist of exactly len hexadecimal digits? */
bool hex_is(const char *s, size_t len);

#endif
