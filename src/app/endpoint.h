/*
 * An endpoint: a program that answers the requests to some URLs. A table
 * describes it; only what the table cannot say has functions of its own.
 */
#ifndef ENDPOINT_H
#define ENDPOINT_H

#include <stddef.h>

#include "app/operation.h"
#include "sys/config.h"

struct endpoint {
	const char *name;               /* the program's, and its socket's */
	const enum config_name *config; /* CONFIG(...); NULL: nothing */
	size_t state_size;              /* of request.state */
	size_t threads;                 /* 16 at most; 0: as most have */
	const struct operation *operations[OPERATIONS_MAX];
};

/* Answer requests, several at once, until a signal asks the program to stop
 * (base/stop.h). Returns the program's exit status. */
int endpoint_run(const struct endpoint *);

#endif
