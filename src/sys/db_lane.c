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

/* A query that waits in its thread, until it is done or leads. It is gone once
 * it was woken. */
struct waiting {
	struct db_query *query;
	long deadline_ms;
	struct waiting *next;
	sem_t wake;
	bool leads;
};

/* One thread leads: it alone uses the connection, without the lock. Nobody is
 * in the queue while nobody leads. */
struct db_lane {
	struct db_connection connection;
	size_t most;
	size_t singly; /* how many more queries are not to be grouped */

	pthread_mutex_t lock; /* of what follows */
	bool is_led;
	struct waiting *first, **end;
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
	lane->end = &lane->first;
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

static void
push(struct db_lane *lane, struct waiting *w)
{
	*lane->end = w;
	lane->end = &w->next;
}

/* False: it is not in the queue any more. */
static bool
take_out(struct db_lane *lane, const struct waiting *w)
{
	struct waiting **at = &lane->first;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	if (*at == NULL)
		return false;
	*at = w->next;
	if (lane->end == &w->next)
		lane->end = at;
	return true;
}

static struct waiting *
pop(struct db_lane *lane)
{
	struct waiting *w = lane->first;

	return w != NULL && take_out(lane, w) ? w : NULL;
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
hand_over(struct db_lane *lane, struct group *group)
{
	struct waiting *next;

	pthread_mutex_lock(&lane->lock);
	next = pop(lane);
	lane->is_led = next != NULL;
	pthread_mutex_unlock(&lane->lock);
	for (size_t i = 1; i < group->nmembers; i++)
		sem_post(&group->members[i]->wake);
	if (next != NULL) {
		next->leads = true;
		sem_post(&next->wake);
	}
}

/* No connection is to be had, for nobody. */
static void
fail_all(struct db_lane *lane)
{
	struct waiting *w, *next;

	pthread_mutex_lock(&lane->lock);
	w = lane->first;
	lane->first = NULL;
	lane->end = &lane->first;
	lane->is_led = false;
	pthread_mutex_unlock(&lane->lock);
	for (; w != NULL; w = next) {
		next = w->next;
		sem_post(&w->wake);
	}
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

/* Wait until it is done, too late, or leads. */
static void
follow(struct db_lane *lane, struct waiting *w)
{
	struct timespec until = {
	    w->deadline_ms / 1000, w->deadline_ms % 1000 * 1000000};
	bool is_unsent;

	while (sem_clockwait(&w->wake, CLOCK_MONOTONIC, &until) == -1) {
		if (errno == EINTR)
			continue;
		pthread_mutex_lock(&lane->lock);
		is_unsent = take_out(lane, w);
		pthread_mutex_unlock(&lane->lock);
		if (is_unsent)
			return;
		while (sem_wait(&w->wake) == -1)
			;
		return;
	}
}

void
db_lane_execute(struct db_lane *lane, struct db_query *query, long deadline_ms)
{
	struct waiting w = {.query = query, .deadline_ms = deadline_ms};

	query->err = ERR_UNAVAIL;
	sem_init(&w.wake, 0, 0);
	pthread_mutex_lock(&lane->lock);
	w.leads = !lane->is_led;
	lane->is_led = true;
	if (!w.leads)
		push(lane, &w);
	pthread_mutex_unlock(&lane->lock);
	if (!w.leads)
		follow(lane, &w);
	if (w.leads)
		lead(lane, &w);
	sem_destroy(&w.wake);
}
