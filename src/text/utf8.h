/*
 * UTF-8, as PostgreSQL and JSON require it. Source: RFC 3629.
 */
#ifndef UTF8_H
#define UTF8_H

#include <stdbool.h>

struct arena;

/* Is s valid UTF-8? */
bool utf8_is_valid(const char *s);

/*
 * s with each byte that is not part of a UTF-8 character replaced by
 * U+FFFD; s itself if there is none. The result is the arena's.
 */
const char *utf8_clean(struct arena *, const char *s);

#endif
