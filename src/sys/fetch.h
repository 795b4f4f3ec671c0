/*
 * HTTP requests to Twilio's REST API (libcurl): for media files, and for JSON.
 * Sources: Twilio docs, "Recordings resource", media; "REST API best
 * practices", 429.
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
	const char *url;      /* made from validated parts; http: only to */
	                      /* this machine */
	const char *user;     /* Basic auth; not sent to another host after */
	const char *password; /* a redirect */

	/* Called once a second or more often; false ends the request. May be
	 * NULL. */
	bool (*is_wanted)(void *context);
	void *context;

	uint64_t max_bytes; /* of the body */
	long limit_ms;      /* for the whole request */

	/* For fetch_get(): how the media type must begin, and the function that
	 * gets each piece of the body, in order; false ends the request. */
	const char *type;
	bool (*write)(void *context, const void *data, size_t len);

	/* For fetch_text(). */
	const char *form; /* the encoded form to POST; NULL: send a GET */
};

/* The answer, complete or not. Strings are the arena's, or literals. */
struct fetch_answer {
	bool sent;              /* false: no byte of the request was sent, so */
	                        /* that Twilio cannot know of it */
	int status;             /* 0: no answer came */
	int retry_after_s;      /* how long Twilio asks us to wait, at most */
	                        /* FETCH_RETRY_AFTER_MAX_S; 0: it does not */
	const char *request_id; /* the header Twilio-Request-Id, or "" */
	const char *why;        /* after ERR_UPSTREAM: the reason in words, */
	                        /* without secrets */

	const char *body; /* for fetch_text(): len bytes and a NUL */
	uint64_t len;     /* bytes of the body that came */
};

/*
 * Get a media file. OK: its status is 200, and it is complete by its
 * Content-Length, by its last chunk or by the end of its HTTP/2 stream. A
 * transfer that stays below 16 KiB a second for 30 s is given up. Follows up to
 * 5 redirects: by https, to public addresses only; from a URL with http:, to
 * this machine only. ERR_UPSTREAM: the file cannot be had now. ERR_CONFLICT:
 * write or is_wanted returned false; why is NULL.
 */
enum err
fetch_get(struct arena *, const struct fetch_request *, struct fetch_answer *);

/*
 * Send a GET or a POST; redirects are not followed. OK: a complete answer came,
 * of any status. ERR_UPSTREAM: no complete answer came in time, or its body has
 * more than max_bytes. ERR_CONFLICT: is_wanted returned false; why is NULL.
 */
enum err
fetch_text(struct arena *, const struct fetch_request *, struct fetch_answer *);

#endif
