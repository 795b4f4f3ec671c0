/*
 * Private to the module sys/db.h: a few connections that threads share. What
 * waits at the same time goes to PostgreSQL together.
 */
#ifndef DB_LANE_H
#define DB_LANE_H

#include <stddef.h>

struct db_lane;
struct db_query;

void db_lane_close(struct db_lane *);

/* Never NULL. It has this many connections (DB_PLACES_MAX at most), on each of
 * which up to most queries (DB_GROUP_MAX at most) are one transaction; the
 * sessions have these options, as in PGOPTIONS (NULL: none; borrowed). */
struct db_lane *
db_lane_open(size_t connections, size_t most, const char *options);

/*
 * Execute a query, which has no answer yet, in the caller's thread or another
 * one's: db_transaction_run() says what comes of it. What is not sent by
 * deadline_ms of clock_ms() is ERR_UNAVAIL, and will not be sent.
 */
void db_lane_execute(struct db_lane *, struct db_query *, long deadline_ms);

#endif
