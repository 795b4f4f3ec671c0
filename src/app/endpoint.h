/*
 * An endpoint: a program that answers the requests of some URLs. It is a
 * table, and functions for what is special about it.
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
	const struct operation *operations[OPERATIONS_MAX];
};

/* What main() returns: answers requests until it is time to stop. */
int endpoint_run(const struct endpoint *);

#endif
