#include "work/removal.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "sys/db.h"
#include "sys/store.h"

/* The keys as a PostgreSQL array; object keys need no quotes. */
static const char *
array_of(struct arena *a, const char *const keys[], size_t n)
{
	size_t len = sizeof("{}");
	char *array, *p;

	for (size_t i = 0; i < n; i++)
		len += strlen(keys[i]) + 1;
	p = array = arena_alloc(a, len);
	*p++ = '{';
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*p++ = ',';
		p = stpcpy(p, keys[i]);
	}
	*p = '}';
	return array;
}

/* Remove a page of files. A file leaves the queue only once its removal is
 * durable. */
static enum err
remove_page(
    struct db *db, struct arena *a, const struct rows *page, size_t *left)
{
	const char **gone = arena_alloc(a, page->count * sizeof(*gone));
	size_t n = 0;
	struct rows none;

	for (size_t i = 0; i < page->count; i++) {
		if (store_remove(page->cell[i]) == OK)
			gone[n++] = page->cell[i];
	}
	if (store_sync() != OK)
		n = 0;
	*left += page->count - n;
	return n == 0 ? OK
	              : db_call(db, a, &none, "media_removals_done",
	                    DB_ARGS(array_of(a, gone, n)));
}

/* Remove the page after the key *after, which becomes the page's last key, or
 * "" if the page is empty or failed. */
static enum err
next_page(struct db *db, char *after, size_t room, size_t *left)
{
	struct arena *a = arena_new();
	struct rows page;
	enum err e = db_call(db, a, &page, "media_removals", DB_ARGS(after));

	if (e == OK && page.count > 0)
		e = remove_page(db, a, &page, left);
	snprintf(after, room, "%s",
	    e == OK && page.count > 0 ? page.cell[page.count - 1] : "");
	arena_free(a);
	return e;
}

enum err
removal_run(struct db *db, size_t *left)
{
	char after[128] = "";
	enum err e;

	*left = 0;
	do
		e = next_page(db, after, sizeof(after), left);
	while (e == OK && *after != '\0');
	return e;
}
