/*
 * Threads that call api.told(id, how) at once, by one struct db, for
 * t/e2e/groups.t. usage: callers THREADS: a line "id how" of stdin is a call; a
 * line "id status" of stdout is what was said of it, 0 for OK.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "sys/db.h"

#define THREADS_MAX 64

static void *
call_all(void *arg)
{
	struct db *db = arg;
	char line[64], id[32], how[32];

	while (fgets(line, sizeof(line), stdin) != NULL &&
	       sscanf(line, "%31s %31s", id, how) == 2) {
		struct arena *a = arena_new();
		struct rows rows;
		enum err e = db_call(db, a, &rows, "told", DB_ARGS(id, how));

		/* The rows are one's own. */
		if (e == OK &&
		    (rows.count != 1 || strcmp(rows.cell[0], id) != 0))
			log_die("%s was told of another call", id);
		printf("%s %d\n", id, (int)e);
		arena_free(a);
	}
	return NULL;
}

int
main(int argc, char **argv)
{
	int n = argc == 2 ? atoi(argv[1]) : 0;
	pthread_t threads[THREADS_MAX];
	struct db *db;

	if (n < 1 || n > THREADS_MAX)
		return EXIT_FAILURE;
	log_open("callers");
	db = db_open_shared();
	for (int i = 0; i < n; i++) {
		if (pthread_create(&threads[i], NULL, call_all, db) != 0)
			log_die("pthread_create");
	}
	for (int i = 0; i < n; i++)
		pthread_join(threads[i], NULL);
	db_close(db);
	return fclose(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
