/*
 * Private to the module sys/db.h: threads that wait for one of a few places, in
 * which a thread leads: it does the work of many.
 */
#ifndef DB_QUEUE_H
#define DB_QUEUE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stddef.h>

struct db_query;

enum {
	DB_PLACES_MAX = 2
};

/* What becomes of one who waits. */
enum db_state {
	DB_WAITS,
	DB_LEADS,
	DB_DONE
};

/* A query, which waits on the stack of its thread. */
struct db_waiting {
	struct db_query *query;
	long deadline_ms; /* of clock_ms() */
	bool alone;       /* not together with others */
	size_t place;     /* in which it leads */
	struct db_waiting *next;
	_Atomic enum db_state state;
	sem_t wake;
};

/* Nobody waits while nobody leads. */
struct db_queue {
	pthread_mutex_t lock;
	size_t places;
	size_t leaders;
	bool is_led[DB_PLACES_MAX];
	long broken_until_ms[DB_PLACES_MAX]; /* of clock_ms() */
	struct db_waiting *first;
};

void db_queue_open(struct db_queue *, size_t places);
void db_queue_close(struct db_queue *);

/*
 * True: the caller leads now, in a place that is its own until it calls
 * db_queue_pass() or db_queue_leave().
 * False: a leader has done its query; or the deadline has passed before a
 * leader took it, and none will.
 */
bool db_queue_enter(struct db_queue *, struct db_waiting *);

/* For the leader: take the first one that waits, if any, and may be done
 * together with others. */
struct db_waiting *db_queue_take(struct db_queue *);

/* One that was taken may go on, and is gone. */
void db_queue_done(struct db_waiting *);

/* One that was taken waits again, before all others. */
void db_queue_put_back(struct db_queue *, struct db_waiting *);

/* Let the first one lead that waits, if any. */
void db_queue_pass(struct db_queue *, const struct db_waiting *leader);

/*
 * The leader's place is broken: nobody leads there for a second, unless nobody
 * leads elsewhere. It takes another place, or waits for one: this returns as
 * db_queue_enter() does. If there is none, and nobody leads, all that wait are
 * gone, undone, and so is the leader.
 */
bool db_queue_leave(struct db_queue *, struct db_waiting *leader);

#endif
