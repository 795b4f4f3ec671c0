#include "base/arena.h"

#include <stdint.h>
#include <string.h>

#include "t/tap.h"
#include "t/unit/fixture.h"

/* ASan's allocator ends the program otherwise. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void
take_too_much(const void *arg)
{
	struct arena *a = arena_new();

	(void)arg;
	memset(arena_alloc(a, SIZE_MAX / 4), 1, 1);
}

static void
check_pieces(struct arena *a)
{
	static const char zeros[100];
	char *piece[100];
	int are_zero = 1, are_apart = 1, are_aligned = 1;

	for (size_t i = 0; i < 100; i++) {
		piece[i] = arena_alloc(a, i);
		are_zero = are_zero && memcmp(piece[i], zeros, i) == 0;
		are_aligned = are_aligned &&
		              (uintptr_t)piece[i] % _Alignof(max_align_t) == 0;
		memset(piece[i], (int)i, i);
	}
	for (size_t i = 1; i < 100; i++)
		are_apart = are_apart && piece[i][0] == (char)i &&
		            piece[i][i - 1] == (char)i;
	ok(are_zero, "what is taken is zeroed");
	ok(are_aligned, "and aligned for anything");
	ok(are_apart, "and nobody else's");
}

int
main(void)
{
	struct arena *a = arena_new();
	char said[512];
	char *s = arena_strndup(a, "abc\0def", 5);

	check_pieces(a);
	ok(memcmp(s, "abc\0d", 6) == 0, "so many bytes, and a NUL");
	is_str(arena_strndup(a, "abc", 0), "", "none of them");
	is_str(arena_printf(a, "%s-%5d-%zu", "x", 42, SIZE_MAX),
	    "x-   42-18446744073709551615", "a format");
	is_int((long long)strlen(arena_printf(a, "%*d", 5000, 1)), 5000,
	    "that is as long as it likes");
	is_str(arena_printf(a, "%s", ""), "", "or empty");
	arena_free(a);
	arena_free(NULL);
	is_int(fixture_child(take_too_much, NULL, said, sizeof(said)), 1,
	    "who is out of memory ends");
	ok(strstr(said, "arena_alloc: out of memory") != NULL, "and says so");
	return done();
}
