/* Files whose rows are gone: what the database queued for removal. */
#ifndef REMOVALS_H
#define REMOVALS_H

#include <stddef.h>

#include "base/err.h"

struct db;

/*
 * Remove every queued file, and its place in the queue. *left: how many
 * could not be removed (logged). Errors: db_execute().
 */
enum err removal_run(struct db *, size_t *left);

#endif
