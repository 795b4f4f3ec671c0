#include "sys/db_lane.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"
#include "sys/db_connection.h"
#include "sys/db_transaction.h"

#define SINGLY 32 /* how many go each by itself after a group that failed */

/* What becomes of a query that waits in its thread. It is gone once it was
 * woken. */
enum state {
	WAITS,
	LEADS,
	DONE
};

struct waiting {
	struct db_query *query;
	long deadline_ms;
	struct waiting *next;
	_Atomic enum state state;
	sem_t wake;
};

/* One thread leads: it alone uses the connection, without the lock. Nobody is
 * in the queue while nobody leads. */
struct db_lane {
	struct db_connection connection;
	size_t most;
	size_t singly; /* how many more queries are not to be grouped */

	pthread_mutex_t lock; /* of what follows */
	bool is_led;
	struct waiting *first;
};

/* Those that the leader works for, itself among them. */
struct group {
	size_t nmembers;
	struct waiting *members[DB_GROUP_MAX];

	/* What is sent: the members' queries that are not too late. */
	size_t n;
	struct db_query *queries[DB_GROUP_MAX];
	long deadline_ms; /* the latest one: none is cut short by another */
};

struct db_lane *
db_lane_open(size_t most, const char *options)
{
	struct db_lane *lane = calloc(1, sizeof(*lane));

	if (lane == NULL || pthread_mutex_init(&lane->lock, NULL) != 0)
		log_die("db_lane_open: out of memory");
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
	pthread_mutex_destroy(&lane->lock);
	free(lane);
}

/* The queue is as long as there are threads. */
static struct waiting **
find(struct db_lane *lane, const struct waiting *w)
{
	struct waiting **at = &lane->first;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	return at;
}

static void
push(struct db_lane *lane, struct waiting *w)
{
	*find(lane, NULL) = w;
}

/* False: it is not in the queue any more. */
static bool
take_out(struct db_lane *lane, const struct waiting *w)
{
	struct waiting **at = find(lane, w);

	if (*at == NULL)
		return false;
	*at = w->next;
	return true;
}

static struct waiting *
pop(struct db_lane *lane)
{
	struct waiting *w = lane->first;

	if (w != NULL)
		lane->first = w->next;
	return w;
}

static void
join(struct group *group, struct waiting *w)
{
	group->members[group->nmembers++] = w;
	if (w->deadline_ms <= clock_ms())
		return;
	group->queries[group->n++] = w->query;
	if (w->deadline_ms > group->deadline_ms)
		group->deadline_ms = w->deadline_ms;
}

/* The leader, and those that wait. */
static void
gather(struct db_lane *lane, struct waiting *leader, struct group *group)
{
	struct waiting *w;

	join(group, leader);
	pthread_mutex_lock(&lane->lock);
	while (group->nmembers < lane->most && (w = pop(lane)) != NULL)
		join(group, w);
	pthread_mutex_unlock(&lane->lock);
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

/* Refusals often come in series: after one, the next queries are not grouped,
 * though they still go at once. */
static void
execute(struct db_lane *lane, struct group *group)
{
	bool together = group->n > 1 && lane->singly == 0;

	lane->singly -= group->n < lane->singly ? group->n : lane->singly;
	if (db_transaction_run(&lane->connection, group->queries, group->n,
	        together, group->deadline_ms) &&
	    together && group->queries[0]->err != OK) {
		lane->singly = SINGLY;
		execute_again(lane, group);
	}
}

static void
wake(struct waiting *w, enum state state)
{
	w->state = state;
	sem_post(&w->wake);
}

static void
hand_over(struct db_lane *lane, struct group *group)
{
	struct waiting *next;

	pthread_mutex_lock(&lane->lock);
	next = pop(lane);
	lane->is_led = next != NULL;
	pthread_mutex_unlock(&lane->lock);
	for (size_t i = 1; i < group->nmembers; i++)
		wake(group->members[i], DONE);
	if (next != NULL)
		wake(next, LEADS);
}

/* No connection is to be had, for nobody. */
static void
fail_all(struct db_lane *lane)
{
	struct waiting *w;

	pthread_mutex_lock(&lane->lock);
	lane->is_led = false;
	while ((w = pop(lane)) != NULL)
		wake(w, DONE);
	pthread_mutex_unlock(&lane->lock);
}

static void
lead(struct db_lane *lane, struct waiting *leader)
{
	struct group group = {0};

	if (db_connection_open(&lane->connection) != OK) {
		fail_all(lane);
		return;
	}
	gather(lane, leader, &group);
	if (group.n > 0)
		execute(lane, &group);
	hand_over(lane, &group);
}

/* Leave the queue as it is too late, or wait on. */
static enum state
leave(struct db_lane *lane, struct waiting *w)
{
	bool is_unsent;

	pthread_mutex_lock(&lane->lock);
	is_unsent = take_out(lane, w);
	pthread_mutex_unlock(&lane->lock);
	while (!is_unsent && sem_wait(&w->wake) == -1)
		;
	return is_unsent ? DONE : w->state;
}

static enum state
follow(struct db_lane *lane, struct waiting *w)
{
	struct timespec until = {
	    w->deadline_ms / 1000, w->deadline_ms % 1000 * 1000000};

	while (sem_clockwait(&w->wake, CLOCK_MONOTONIC, &until) == -1) {
		if (errno != EINTR)
			return leave(lane, w);
	}
	return w->state;
}

void
db_lane_execute(struct db_lane *lane, struct db_query *query, long deadline_ms)
{
	struct waiting w = {.query = query, .deadline_ms = deadline_ms};
	bool leads;

	query->err = ERR_UNAVAIL;
	sem_init(&w.wake, 0, 0);
	pthread_mutex_lock(&lane->lock);
	leads = !lane->is_led;
	lane->is_led = true;
	if (!leads)
		push(lane, &w);
	pthread_mutex_unlock(&lane->lock);
	if (leads || follow(lane, &w) == LEADS)
		lead(lane, &w);
	sem_destroy(&w.wake);
}
