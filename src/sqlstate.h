/*
 * What a PostgreSQL error is to whoever asked.
 * Source: PostgreSQL docs, appendix A; PTnnn as in PostgREST.
 */
#ifndef SQLSTATE_H
#define SQLSTATE_H

#include "err.h"

/*
 * The error that a SQLSTATE stands for; never OK. NULL, for a connection
 * that broke, and what will pass are ERR_UNAVAIL: the same may be asked
 * again.
 */
enum err sqlstate_err(const char *state);

#endif
