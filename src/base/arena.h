/*
 * Memory that is freed all at once, such as at the end of a request. No
 * allocation returns NULL: a process that is out of memory exits, and its
 * supervisor starts it again.
 *
 * Each piece is an allocation of its own, so that ASan and valgrind see its
 * bounds.
 */
#ifndef ARENA_H
#define ARENA_H

#include <stdarg.h>
#include <stddef.h>

#include "base/attr.h"

struct arena;

void arena_free(struct arena *);

struct arena *arena_new(void) OWNED(arena_free);

/* size bytes, zeroed. */
void *arena_alloc(struct arena *, size_t size)
    __attribute__((alloc_size(2), returns_nonnull, warn_unused_result));

/* A NUL-terminated copy of the first len bytes of s. */
char *arena_strndup(struct arena *, const char *s, size_t len)
    __attribute__((returns_nonnull, warn_unused_result));

char *arena_printf(struct arena *, const char *fmt, ...)
    __attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *, const char *fmt, va_list)
    __attribute__((format(printf, 2, 0), returns_nonnull));

#endif
