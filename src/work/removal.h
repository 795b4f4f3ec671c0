/* Removes the files of deleted rows, which the database queues. */
#ifndef REMOVAL_H
#define REMOVAL_H

#include <stddef.h>

#include "base/err.h"

struct db;

/*
 * Remove every queued file, and take it off the queue. *left: how many files
 * could not be removed, which was logged. Errors: as db_execute().
 */
enum err removal_run(struct db *, size_t *left);

#endif
