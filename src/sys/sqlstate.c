#include "sys/sqlstate.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Is it an error that a later call may not get? PostgreSQL docs, appendix A. */
static bool
is_passing(const char *state)
{
	static const char *const classes[] = {
	    "08",    /* connection */
	    "25006", /* read only: a standby that is not promoted yet */
	    "40",    /* serialization, deadlock */
	    "53",    /* out of disk, memory or connections */
	    "55P03", /* lock_timeout */
	    "57",    /* shutdown, statement_timeout */
	    "58",    /* input or output */
	};

	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		if (strncmp(state, classes[i], strlen(classes[i])) == 0)
			return true;
	}
	return false;
}

bool
sqlstate_is_collision(const char *state)
{
	return state != NULL &&
	       (strcmp(state, "40001") == 0 || strcmp(state, "40P01") == 0 ||
	           strcmp(state, "55P03") == 0 || sqlstate_is_stale(state));
}

bool
sqlstate_is_timeout(const char *state)
{
	return state != NULL && strcmp(state, "57014") == 0;
}

bool
sqlstate_is_stale(const char *state)
{
	return state != NULL &&
	       (strcmp(state, "0A000") == 0 || strcmp(state, "26000") == 0);
}

enum err
sqlstate_err(const char *state)
{
	long status;

	if (state == NULL || is_passing(state))
		return ERR_UNAVAIL;
	if (strncmp(state, "PT", 2) == 0) {
		status = strtol(state + 2, NULL, 10);
		return status >= 400 && status <= 599 ? (enum err)status
		                                      : ERR_INTERNAL;
	}
	/* A malformed value; a failed check; JSON that is nested too deep. */
	if (strncmp(state, "22", 2) == 0 || strcmp(state, "23514") == 0 ||
	    strcmp(state, "54001") == 0)
		return ERR_INVALID;
	return ERR_INTERNAL;
}
