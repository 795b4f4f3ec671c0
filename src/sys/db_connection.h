/*
 * Private to the module sys/db.h: a connection to PostgreSQL (libpq) that is
 * made anew when it was lost, and what is prepared on it. For one thread at a
 * time.
 */
#ifndef DB_CONNECTION_H
#define DB_CONNECTION_H

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
	DB_STATEMENTS_MAX = 64
};

struct db_connection {
	PGconn *conn;        /* in pipeline mode; NULL: not connected */
	const char *options; /* of the session, as PGOPTIONS; may be NULL */
	const char *prepared[DB_STATEMENTS_MAX];
	size_t nprepared;
};

/* Connect if there is no connection, or if the server closed it while it was
 * idle; 2 s at most. ERR_UNAVAIL: there is none, which was logged. */
enum err db_connection_open(struct db_connection *);

/* Whatever is in flight may be done or not. */
void db_connection_close(struct db_connection *);

/* Log what has happened, and libpq's reason: the first line of it. */
void db_connection_log(const struct db_connection *, const char *what);

/* Is this function a prepared statement, of its own name? */
bool db_connection_knows(const struct db_connection *, const char *fn);

/* Send what prepares SELECT * FROM api.fn($1, ..., $nargs). False: the
 * connection is broken. */
bool
db_connection_prepare(struct db_connection *, const char *fn, size_t nargs);

/* It could not be prepared. */
void db_connection_forget(struct db_connection *, const char *fn);

/*
 * Send what is not sent yet, and wait for the next result, which the caller
 * clears; NULL after the last one of a command. False: deadline_ms of
 * clock_ms() has passed, or the connection is broken; the rest of this answer
 * would be taken for the next one: close it.
 */
bool
db_connection_result(struct db_connection *, long deadline_ms, PGresult **);

#endif
