/*
 * Files from Twilio's REST API (libcurl). The only file that includes
 * libcurl. Source: Twilio docs, "Recordings resource", media.
 */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>
#include <stddef.h>

#include "err.h"

struct arena;

struct fetch {
	const char *url;      /* built by us, of validated parts */
	const char *user;     /* Basic auth, for this host only: a redirect */
	const char *password; /* to another one gets none */
	const char *type;     /* the media type must begin so */

	/* Each piece of the body, in order; false gives up. */
	bool (*write)(void *context, const void *data, size_t len);
	/* Now and then while it lasts; false gives up. */
	bool (*go_on)(void *context);
	void *context;
};

/*
 * Get url, whole: its status is 200 and its body has its Content-Length.
 * ERR_UPSTREAM: it is not to be had now; *why says so in words, with no
 * secret in them, in the arena. ERR_CONFLICT: write or go_on gave up.
 */
enum err fetch_get(struct arena *, const struct fetch *, const char **why);

#endif
