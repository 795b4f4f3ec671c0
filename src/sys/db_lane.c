#include "sys/db_lane.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/log.h"
#include "sys/db_connection.h"
#include "sys/db_queue.h"
#include "sys/db_transaction.h"
#include "sys/sqlstate.h"

#define SINGLY  32  /* how many are not grouped after a group that failed, */
#define SLOW_MS 200 /* or took longer than this */

/* Its leader's. */
struct place {
	struct db_connection connection;
	size_t singly; /* how many more queries are not to be grouped */
};

struct db_lane {
	struct db_queue queue;
	size_t most;
	struct place places[DB_PLACES_MAX];
};

/* Those that the leader works for, itself the first of them. */
struct group {
	size_t n;
	struct db_waiting *members[DB_GROUP_MAX];
};

struct db_lane *
db_lane_open(size_t connections, size_t most, const char *options)
{
	struct db_lane *lane = calloc(1, sizeof(*lane));

	assert(connections <= DB_PLACES_MAX && most <= DB_GROUP_MAX);
	if (lane == NULL)
		log_die("db_lane_open: out of memory");
	db_queue_open(&lane->queue, connections);
	for (size_t i = 0; i < connections; i++)
		lane->places[i].connection.options = options;
	lane->most = most;
	return lane;
}

void
db_lane_close(struct db_lane *lane)
{
	if (lane == NULL)
		return;
	for (size_t i = 0; i < DB_PLACES_MAX; i++)
		db_connection_close(&lane->places[i].connection);
	db_queue_close(&lane->queue);
	free(lane);
}

/* The leader, and those that wait now. It does not wait for more. */
static void
gather(struct db_lane *lane, struct place *place, struct db_waiting *leader,
    struct group *group)
{
	struct db_waiting *w;

	group->members[group->n++] = leader;
	if (leader->alone)
		return;
	if (place->singly > 0) {
		place->singly--;
		return;
	}
	while (group->n < lane->most &&
	       (w = db_queue_take(&lane->queue)) != NULL) {
		if (w->deadline_ms > clock_ms())
			group->members[group->n++] = w;
		else
			db_queue_done(w);
	}
}

/* As one transaction, until the latest deadline: none is cut short by
 * another. False: the connection is closed. */
static bool
send(struct place *place, const struct group *group)
{
	struct db_query *queries[DB_GROUP_MAX];
	long deadline_ms = 0;

	for (size_t i = 0; i < group->n; i++) {
		queries[i] = group->members[i]->query;
		if (group->members[i]->deadline_ms > deadline_ms)
			deadline_ms = group->members[i]->deadline_ms;
	}
	return db_transaction_run(
	    &place->connection, queries, group->n, deadline_ms);
}

/* Its own error stands where another try here would end the same, after as
 * long a time. */
static bool
is_told(const struct db_query *q)
{
	const char *state = PQresultErrorField(q->answer, PG_DIAG_SQLSTATE);

	return sqlstate_is_collision(state) || sqlstate_is_timeout(state);
}

/* One of a group that failed, which goes again. */
static void
make_alone(struct db_waiting *w)
{
	db_query_reset(w->query);
	w->alone = true;
}

/*
 * Nothing of a group that failed is committed: each of it goes again, alone.
 * The others wait to lead themselves, before all that came after them; the last
 * one is put back first. True: the leader goes again.
 */
static bool
dissolve(struct db_lane *lane, struct group *group)
{
	struct db_waiting *leader = group->members[0];
	bool again = !is_told(leader->query);

	for (size_t i = group->n - 1; i > 0; i--) {
		struct db_waiting *w = group->members[i];

		if (is_told(w->query)) {
			db_queue_done(w);
			continue;
		}
		make_alone(w);
		if (w->deadline_ms > clock_ms())
			db_queue_put_back(&lane->queue, w);
		else
			db_queue_done(w);
	}
	if (again)
		make_alone(leader);
	return again;
}

/*
 * Refusals often come in series, and so do answers that come slowly: after one,
 * the next queries are not grouped. Of a group none has its answer before all
 * have, and too many slow ones together would have none in time.
 * True: the leader goes again.
 */
static bool
execute(struct db_lane *lane, struct place *place, struct group *group)
{
	long began_ms = clock_ms();
	bool answered = send(place, group);
	bool failed =
	    answered && group->n > 1 && group->members[0]->query->err != OK;

	if (group->n > 1 &&
	    (!answered || failed || clock_ms() - began_ms > SLOW_MS))
		place->singly = SINGLY;
	if (failed)
		return dissolve(lane, group);
	for (size_t i = 1; i < group->n; i++)
		db_queue_done(group->members[i]);
	return false;
}

/* False: its place has no connection. */
static bool
lead(struct db_lane *lane, struct db_waiting *leader)
{
	struct place *place = &lane->places[leader->place];

	for (bool again = true; again && leader->deadline_ms > clock_ms();) {
		struct group group = {0};

		if (db_connection_open(&place->connection) != OK)
			return false;
		if (leader->deadline_ms <= clock_ms())
			return true; /* that took too long */
		gather(lane, place, leader, &group);
		again = execute(lane, place, &group);
	}
	return true;
}

void
db_lane_execute(struct db_lane *lane, struct db_query *query, long deadline_ms)
{
	struct db_waiting w = {.query = query, .deadline_ms = deadline_ms};
	bool leads;

	db_query_reset(query);
	sem_init(&w.wake, 0, 0);
	leads = db_queue_enter(&lane->queue, &w);
	while (leads && !lead(lane, &w))
		leads = db_queue_leave(&lane->queue, &w);
	if (leads)
		db_queue_pass(&lane->queue, &w);
	sem_destroy(&w.wake);
}
