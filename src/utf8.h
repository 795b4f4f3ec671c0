/*
 * UTF-8, as PostgreSQL and JSON want it. Source: RFC 3629.
 */
#ifndef UTF8_H
#define UTF8_H

struct arena;

/*
 * s with each byte that is not part of a UTF-8 character replaced by
 * U+FFFD; s itself if there is none. The result is the arena's.
 */
const char *utf8_clean(struct arena *, const char *s);

#endif
