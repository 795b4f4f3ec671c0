/*
 * What a PostgreSQL error means to the program that made the call.
 * Source: PostgreSQL docs, appendix A; PTnnn as in PostgREST.
 */
#ifndef SQLSTATE_H
#define SQLSTATE_H

#include <stdbool.h>

#include "base/err.h"

/*
 * The error that a SQLSTATE stands for; never OK. This is the one list of
 * what refuses an event: 4xx says that the call itself is at fault, and
 * that the same call will fail again. ERR_UNAVAIL, also for NULL (the
 * connection broke), will pass; ERR_INTERNAL is a fault of ours.
 */
enum err sqlstate_err(const char *state);

/*
 * Did PostgreSQL roll the transaction back only because another one was in
 * its way (a deadlock, a lock that came too late, a merge)? Then the same
 * call may be made again at once.
 */
bool sqlstate_is_collision(const char *state);

#endif
