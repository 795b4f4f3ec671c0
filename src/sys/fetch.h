/*
 * Twilio's REST API (libcurl): files from it, and questions to it. The
 * only file that includes libcurl. Sources: Twilio docs, "Recordings
 * resource", media; "REST API best practices", 429.
 */
#ifndef FETCH_H
#define FETCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

struct arena;

enum {
	FETCH_RETRY_AFTER_MAX_S = 3600
};

struct fetch_request {
	const char *url;      /* built by us, of validated parts; http: only */
	                      /* to this machine */
	const char *user;     /* Basic auth, for this host only: a redirect */
	const char *password; /* to another one gets none */

	/* Now and then while it lasts; false gives up. NULL: never. */
	bool (*is_wanted)(void *context);
	void *context;

	uint64_t max_bytes; /* of the body */
	long limit_ms;      /* for all of it */

	/* Of fetch_get(): how the media type must begin, and where each
	 * piece of the body goes, in order; false gives up. */
	const char *type;
	bool (*write)(void *context, const void *data, size_t len);

	/* Of fetch_text(). */
	const char *form; /* to be POSTed, encoded; NULL: a GET */
};

/* What came of it, whole or not. Texts are the arena's. */
struct fetch_answer {
	bool sent;              /* Twilio may know of it: false only if no */
	                        /* connection could be made */
	int status;             /* 0: none came */
	int retry_after_s;      /* how long Twilio asks us to wait, at most */
	                        /* FETCH_RETRY_AFTER_MAX_S; 0: it does not */
	const char *request_id; /* Twilio's name for it; "": none came */
	const char *why;        /* if it is not OK: in words, no secrets */

	const char *body; /* fetch_text()'s: len bytes and a NUL */
	uint64_t len;     /* so far */
};

/*
 * Get a file, whole: its status is 200 and its body has its
 * Content-Length, or ends as chunks or HTTP/2 do. One that comes by less than
 * 16 KiB a second, for 30 s, is given up. Up to 5 redirects are followed, by
 * https to addresses of the Internet only; from a URL with http:, to this
 * machine only. ERR_UPSTREAM: it is not to be had now. ERR_CONFLICT: write or
 * is_wanted gave up, and why is NULL.
 */
enum err
fetch_get(struct arena *, const struct fetch_request *, struct fetch_answer *);

/*
 * Get or post, without redirects. OK: an answer came, whatever its status,
 * and its body is whole. ERR_UPSTREAM: none came in time, or it is longer
 * than max_bytes. ERR_CONFLICT: is_wanted gave up, and why is NULL.
 */
enum err
fetch_text(struct arena *, const struct fetch_request *, struct fetch_answer *);

#endif
