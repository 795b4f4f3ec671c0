/*
 * Runs a function in a child process, so that hostile input that crashes the
 * function, or keeps it busy for ever, harms only that process.
 */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
	CHILD_CPU_S = 600,          /* processor time */
	CHILD_FILE_BYTES = 1 << 20, /* of each file that the child writes */
	CHILD_MEMORY_MIB = 1024,
};

/*
 * Call fn(context, result) in a child process with these limits. Only the len
 * bytes of result (at most PIPE_BUF) come back from the child. is_wanted is
 * called every second meanwhile; if it returns false the child is killed.
 * ERR_UPSTREAM: the child crashed, or exceeded a limit. ERR_CONFLICT: is_wanted
 * returned false. ERR_UNAVAIL: no process could be started, which was logged.
 */
enum err child_run(void (*fn)(void *context, void *result), void *context,
    void *result, size_t len, bool (*is_wanted)(void *), void *wanted_context);

#endif
