#include "removals.h"

#include "arena.h"
#include "db.h"
#include "store.h"

enum err
removals_run(struct db *db, struct arena *a, size_t *left)
{
	struct call list = db_ask(a, "media_removals", NULL, 0);
	struct call done;
	struct rows keys, none;
	enum err e;

	do {
		*left = 0;
		if ((e = db_call(db, a, &list, &keys)) != OK)
			return e;
		for (size_t i = 0; i < keys.count; i++) {
			done = db_ask(
			    a, "media_removal_done", DB_ARGS(keys.cell[i]));
			if (store_remove(keys.cell[i]) != OK)
				++*left;
			else if ((e = db_call(db, a, &done, &none)) != OK)
				return e;
		}
	} while (*left < keys.count);
	return OK;
}
