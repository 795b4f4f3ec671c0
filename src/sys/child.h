/*
 * A function that may crash, or never end, because of what it reads: run in
 * a process of its own, so that only that one ends.
 */
#ifndef CHILD_H
#define CHILD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"

enum {
	CHILD_CPU_S = 600,          /* of processor time */
	CHILD_FILE_BYTES = 1 << 20, /* of any file that it writes */
	CHILD_MEMORY_MIB = 1024,
};

/*
 * Call fn(context, result) in a child process within these limits; what it
 * writes to the len bytes of result (at most PIPE_BUF) comes back, and
 * nothing else does. is_wanted is asked every second while it lasts; false ends
 * it. ERR_UPSTREAM: it crashed, or broke a limit. ERR_CONFLICT: is_wanted gave
 * up. ERR_UNAVAIL: there can be no process now; logged.
 */
enum err child_run(void (*fn)(void *context, void *result), void *context,
    void *result, size_t len, bool (*is_wanted)(void *), void *wanted_context);

#endif
