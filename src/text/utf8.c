#include "text/utf8.h"

#include <string.h>

#include "base/arena.h"

/* Each row: the range of the first byte, the range of the second byte, the
 * length in bytes. RFC 3629, section 4. */
static const struct {
	unsigned char first, last, second_min, second_max, len;
} forms[] = {
    {0x01, 0x7f, 0,    0,    1},
    {0xc2, 0xdf, 0x80, 0xbf, 2},
    {0xe0, 0xe0, 0xa0, 0xbf, 3},
    {0xe1, 0xec, 0x80, 0xbf, 3},
    {0xed, 0xed, 0x80, 0x9f, 3},
    {0xee, 0xef, 0x80, 0xbf, 3},
    {0xf0, 0xf0, 0x90, 0xbf, 4},
    {0xf1, 0xf3, 0x80, 0xbf, 4},
    {0xf4, 0xf4, 0x80, 0x8f, 4},
};

/* The length of the UTF-8 character at s, in bytes; 0: s begins with none. */
static size_t
character(const char *s)
{
	const unsigned char *u = (const unsigned char *)s;

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		if (u[0] < forms[i].first || u[0] > forms[i].last)
			continue;
		if (forms[i].len > 1 &&
		    (u[1] < forms[i].second_min || u[1] > forms[i].second_max))
			return 0;
		for (size_t n = 2; n < forms[i].len; n++) {
			if (u[n] < 0x80 || u[n] > 0xbf)
				return 0;
		}
		return forms[i].len;
	}
	return 0;
}

bool
utf8_is_valid(const char *s)
{
	size_t len;

	while (*s != '\0' && (len = character(s)) > 0)
		s += len;
	return *s == '\0';
}

const char *
utf8_clean(struct arena *a, const char *s)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char *p;
	char *copy, *q;
	size_t len;

	if (utf8_is_valid(s))
		return s;
	q = copy = arena_alloc(a, 3 * strlen(s) + 1);
	for (p = s; *p != '\0'; p += len == 0 ? 1 : len) {
		len = character(p);
		q = mempcpy(q, len == 0 ? replacement : p, len == 0 ? 3 : len);
	}
	return copy;
}
