#include "sys/db_lane.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "sys/db_connection.h"
#include "sys/db_queue.h"
#include "sys/db_transaction.h"

#define SINGLY  32  /* how many are not grouped after a group that failed, */
#define SLOW_MS 200 /* or took longer than this */

/* All but the queue is the leader's. */
struct db_lane {
	struct db_queue queue;
	struct db_connection connection;
	size_t most;
	size_t singly; /* how many more queries are not to be grouped */
};

/* Those that the leader works for, itself the first of them. */
struct group {
	size_t nmembers;
	struct db_waiting *members[DB_GROUP_MAX];

	/* What is sent: the members' queries that are not too late. */
	size_t n;
	struct db_query *queries[DB_GROUP_MAX];
	long deadline_ms; /* the latest one: none is cut short by another */
};

struct db_lane *
db_lane_open(size_t most, const char *options)
{
	struct db_lane *lane = calloc(1, sizeof(*lane));

	if (lane == NULL)
		log_die("db_lane_open: out of memory");
	db_queue_open(&lane->queue);
	lane->connection.options = options;
	lane->most = most;
	return lane;
}

void
db_lane_close(struct db_lane *lane)
{
	if (lane == NULL)
		return;
	db_connection_close(&lane->connection);
	db_queue_close(&lane->queue);
	free(lane);
}

static void
join(struct group *group, struct db_waiting *w)
{
	group->members[group->nmembers++] = w;
	if (w->deadline_ms <= clock_ms())
		return;
	group->queries[group->n++] = w->query;
	if (w->deadline_ms > group->deadline_ms)
		group->deadline_ms = w->deadline_ms;
}

/* The leader, and those that wait now. It does not wait for more. */
static void
gather(struct db_lane *lane, struct db_waiting *leader, struct group *group)
{
	struct db_waiting *w;

	join(group, leader);
	while (group->nmembers < lane->most &&
	       (w = db_queue_take(&lane->queue)) != NULL)
		join(group, w);
}

/* Nothing of a group that failed is committed: each query of it again, by
 * itself. */
static void
execute_again(struct db_lane *lane, struct group *group)
{
	for (size_t i = 0; i < group->n; i++) {
		PQclear(group->queries[i]->answer);
		group->queries[i]->answer = NULL;
		group->queries[i]->err = ERR_UNAVAIL;
	}
	/* It was closed if a function has changed. */
	if (db_connection_open(&lane->connection) == OK)
		db_transaction_run(&lane->connection, group->queries, group->n,
		    false, group->deadline_ms);
}

/*
 * Refusals often come in series, and so do answers that come slowly: after one,
 * the next queries are not grouped, though they still go at once. Of a group
 * none has its answer before all have, and too many slow ones together would
 * have none in time.
 */
static void
execute(struct db_lane *lane, struct group *group)
{
	bool together = group->n > 1 && lane->singly == 0;
	long began_ms = clock_ms();
	bool answered, failed;

	lane->singly -= group->n < lane->singly ? group->n : lane->singly;
	answered = db_transaction_run(&lane->connection, group->queries,
	    group->n, together, group->deadline_ms);
	failed = answered && together && group->queries[0]->err != OK;
	if (group->n > 1 &&
	    (!answered || failed || clock_ms() - began_ms > SLOW_MS))
		lane->singly = SINGLY;
	if (failed)
		execute_again(lane, group);
}

static void
lead(struct db_lane *lane, struct db_waiting *leader)
{
	struct group group = {0};

	if (db_connection_open(&lane->connection) != OK) {
		db_queue_clear(&lane->queue); /* nor is it for the others */
		return;
	}
	gather(lane, leader, &group);
	if (group.n > 0)
		execute(lane, &group);
	for (size_t i = 1; i < group.nmembers; i++)
		db_queue_done(group.members[i]);
}

void
db_lane_execute(struct db_lane *lane, struct db_query *query, long deadline_ms)
{
	struct db_waiting w = {.query = query, .deadline_ms = deadline_ms};

	query->err = ERR_UNAVAIL;
	if (db_queue_enter(&lane->queue, &w)) {
		lead(lane, &w);
		db_queue_pass(&lane->queue);
	}
}
