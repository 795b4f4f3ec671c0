#include "sys/db_queue.h"

#include <errno.h>
#include <limits.h>
#include <time.h>

#include "base/clock.h"
#include "base/log.h"

#define BROKEN_MS 1000

void
db_queue_open(struct db_queue *q, size_t places)
{
	if (pthread_mutex_init(&q->lock, NULL) != 0)
		log_die("pthread_mutex_init");
	q->places = places;
}

void
db_queue_close(struct db_queue *q)
{
	pthread_mutex_destroy(&q->lock);
}

/* The queue is as long as there are threads. NULL finds its end. */
static struct db_waiting **
find(struct db_queue *q, const struct db_waiting *w)
{
	struct db_waiting **at = &q->first;

	while (*at != NULL && *at != w)
		at = &(*at)->next;
	return at;
}

static void
enter_at(struct db_waiting **at, struct db_waiting *w)
{
	w->next = *at;
	*at = w;
}

/* False: it is not in the queue any more. */
static bool
take_out(struct db_queue *q, const struct db_waiting *w)
{
	struct db_waiting **at;
	bool is_there;

	pthread_mutex_lock(&q->lock);
	at = find(q, w);
	is_there = *at != NULL;
	if (is_there)
		*at = w->next;
	pthread_mutex_unlock(&q->lock);
	return is_there;
}

static struct db_waiting *
pop(struct db_queue *q)
{
	struct db_waiting *w = q->first;

	if (w != NULL)
		q->first = w->next;
	return w;
}

/* The state is atomic only because ThreadSanitizer does not know
 * sem_clockwait(). */
static void
wake(struct db_waiting *w, enum db_state state)
{
	w->state = state;
	sem_post(&w->wake);
}

/* It has entered. Returns as db_queue_enter() does. */
static bool
wait_for(struct db_queue *q, struct db_waiting *w)
{
	struct timespec until = {
	    w->deadline_ms / 1000, w->deadline_ms % 1000 * 1000000};

	while (sem_clockwait(&w->wake, CLOCK_MONOTONIC, &until) == -1) {
		if (errno == EINTR)
			continue;
		if (take_out(q, w))
			return false;
		while (sem_wait(&w->wake) == -1)
			;
		break;
	}
	return w->state == DB_LEADS;
}

/* A place that is not led, nor broken at that time, if there is one. */
static bool
take_place(struct db_queue *q, struct db_waiting *w, long at_ms)
{
	for (w->place = 0; w->place < q->places; w->place++) {
		if (!q->is_led[w->place] &&
		    q->broken_until_ms[w->place] <= at_ms) {
			q->is_led[w->place] = true;
			q->leaders++;
			return true;
		}
	}
	return false;
}

static void
give_place(struct db_queue *q, const struct db_waiting *leader)
{
	q->is_led[leader->place] = false;
	q->leaders--;
}

/* A broken place is as good as none, unless nobody leads. */
bool
db_queue_enter(struct db_queue *q, struct db_waiting *w)
{
	bool leads;

	pthread_mutex_lock(&q->lock);
	leads = take_place(q, w, clock_ms()) ||
	        (q->leaders == 0 && take_place(q, w, LONG_MAX));
	if (!leads)
		enter_at(find(q, NULL), w); /* at the end */
	pthread_mutex_unlock(&q->lock);
	return leads || wait_for(q, w);
}

struct db_waiting *
db_queue_take(struct db_queue *q)
{
	struct db_waiting *w = NULL;

	pthread_mutex_lock(&q->lock);
	if (q->first != NULL && !q->first->alone)
		w = pop(q);
	pthread_mutex_unlock(&q->lock);
	return w;
}

void
db_queue_done(struct db_waiting *w)
{
	wake(w, DB_DONE);
}

void
db_queue_put_back(struct db_queue *q, struct db_waiting *w)
{
	pthread_mutex_lock(&q->lock);
	enter_at(&q->first, w);
	pthread_mutex_unlock(&q->lock);
}

void
db_queue_pass(struct db_queue *q, const struct db_waiting *leader)
{
	struct db_waiting *w;

	pthread_mutex_lock(&q->lock);
	w = pop(q);
	if (w == NULL)
		give_place(q, leader);
	else
		w->place = leader->place;
	pthread_mutex_unlock(&q->lock);
	if (w != NULL)
		wake(w, DB_LEADS);
}

bool
db_queue_leave(struct db_queue *q, struct db_waiting *leader)
{
	struct db_waiting *w;
	bool leads, waits;

	pthread_mutex_lock(&q->lock);
	q->broken_until_ms[leader->place] = clock_ms() + BROKEN_MS;
	give_place(q, leader);
	leads = take_place(q, leader, clock_ms());
	waits = !leads && q->leaders > 0;
	if (waits)
		enter_at(&q->first, leader);
	while (!leads && !waits && (w = pop(q)) != NULL)
		wake(w, DB_DONE);
	pthread_mutex_unlock(&q->lock);
	return leads || (waits && wait_for(q, leader));
}
