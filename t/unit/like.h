/* Patterns of tests: a * stands for any text. */
#ifndef LIKE_H
#define LIKE_H

#include <stdbool.h>

static inline bool
like(const char *text, const char *pattern)
{
	if (*pattern == '*')
		return like(text, pattern + 1) ||
		       (*text != '\0' && like(text + 1, pattern));
	if (*pattern == '\0' || *text != *pattern)
		return *text == *pattern;
	return like(text + 1, pattern + 1);
}

#endif
