/*
 * Private to the module sys/db.h: threads that wait for one of them, which
 * leads and does the work of many.
 */
#ifndef DB_QUEUE_H
#define DB_QUEUE_H

#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>

struct db_query;

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
	struct db_waiting *next;
	_Atomic enum db_state state;
	sem_t wake;
};

/* Nobody waits while nobody leads. */
struct db_queue {
	pthread_mutex_t lock;
	bool is_led;
	struct db_waiting *first;
};

void db_queue_open(struct db_queue *);
void db_queue_close(struct db_queue *);

/*
 * True: the caller leads now, and it alone until it calls db_queue_pass().
 * False: a leader has done its query; or the deadline has passed before a
 * leader took it, and none will.
 */
bool db_queue_enter(struct db_queue *, struct db_waiting *);

/* For the leader: take the first one that waits, if any. */
struct db_waiting *db_queue_take(struct db_queue *);

/* One that was taken may go on, and is gone. */
void db_queue_done(struct db_waiting *);

/* The same for all that wait now. */
void db_queue_clear(struct db_queue *);

/* Let the first one lead that waits, if any. */
void db_queue_pass(struct db_queue *);

#endif
