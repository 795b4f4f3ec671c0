#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

struct piece {
	struct piece *next;
	max_align_t data[];
};

struct arena {
	struct piece *head;
};

struct arena *
arena_new(void)
{
	struct arena *a = calloc(1, sizeof(*a));

	if (a == NULL)
		log_die("arena_new: out of memory");
	return a;
}

void
arena_free(struct arena *a)
{
	struct piece *p, *next;

	if (a == NULL)
		return;
	for (p = a->head; p != NULL; p = next) {
		next = p->next;
		free(p);
	}
	free(a);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	struct piece *p = calloc(1, sizeof(*p) + size);

	if (p == NULL)
		log_die("arena_alloc: out of memory for %zu bytes", size);
	p->next = a->head;
	a->head = p;
	return p->data;
}

char *
arena_strndup(struct arena *a, const char *s, size_t len)
{
	char *copy = arena_alloc(a, len + 1);

	memcpy(copy, s, len);
	return copy;
}

char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	va_list again;
	char *s;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	if (len < 0)
		log_die("arena_vprintf: bad format");
	s = arena_alloc(a, (size_t)len + 1);
	vsnprintf(s, (size_t)len + 1, fmt, again);
	va_end(again);
	return s;
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *s;

	va_start(ap, fmt);
	s = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return s;
}
