#include "sys/db_queue.h"

#include <errno.h>
#include <stddef.h>
#include <time.h>

#include "base/log.h"

void
db_queue_open(struct db_queue *q)
{
	if (pthread_mutex_init(&q->lock, NULL) != 0)
		log_die("pthread_mutex_init");
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

/* The semaphore alone would do, if ThreadSanitizer knew sem_clockwait(). */
static void
wake(struct db_waiting *w, enum db_state state)
{
	w->state = state;
	sem_post(&w->wake);
}

static enum db_state
wait_for(struct db_queue *q, struct db_waiting *w)
{
	struct timespec until = {
	    w->deadline_ms / 1000, w->deadline_ms % 1000 * 1000000};

	while (sem_clockwait(&w->wake, CLOCK_MONOTONIC, &until) == -1) {
		if (errno == EINTR)
			continue;
		if (take_out(q, w))
			return DB_DONE;
		while (sem_wait(&w->wake) == -1)
			;
		break;
	}
	return w->state;
}

bool
db_queue_enter(struct db_queue *q, struct db_waiting *w)
{
	bool leads;

	pthread_mutex_lock(&q->lock);
	leads = !q->is_led;
	q->is_led = true;
	if (!leads) {
		w->next = NULL;
		w->state = DB_WAITS;
		sem_init(&w->wake, 0, 0);
		*find(q, NULL) = w;
	}
	pthread_mutex_unlock(&q->lock);
	if (!leads) {
		leads = wait_for(q, w) == DB_LEADS;
		sem_destroy(&w->wake);
	}
	return leads;
}

struct db_waiting *
db_queue_take(struct db_queue *q)
{
	struct db_waiting *w;

	pthread_mutex_lock(&q->lock);
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
db_queue_clear(struct db_queue *q)
{
	struct db_waiting *w;

	pthread_mutex_lock(&q->lock);
	while ((w = pop(q)) != NULL)
		wake(w, DB_DONE);
	pthread_mutex_unlock(&q->lock);
}

void
db_queue_pass(struct db_queue *q)
{
	struct db_waiting *w;

	pthread_mutex_lock(&q->lock);
	w = pop(q);
	q->is_led = w != NULL;
	pthread_mutex_unlock(&q->lock);
	if (w != NULL)
		wake(w, DB_LEADS);
}
