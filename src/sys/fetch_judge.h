/*
 * Private to the module sys/fetch.h: a transfer, and whether it succeeded.
 */
#ifndef FETCH_JUDGE_H
#define FETCH_JUDGE_H

#include <curl/curl.h>
#include <stdbool.h>

#include "base/err.h"
#include "sys/fetch.h"

struct transfer {
	const struct fetch_request *request;
	struct fetch_answer *answer;
	CURL *curl;
	char *text;    /* fetch_text()'s body */
	bool is_good;  /* fetch_has_good_head() was true */
	bool gave_up;  /* write or is_wanted returned false */
	bool too_long; /* the body exceeds max_bytes */
	bool refused;  /* on_socket() refused an address */
};

/* Does the answer have status 200 and the media type that is wanted? */
bool fetch_has_good_head(struct transfer *);

/*
 * OK: the transfer is complete. ERR_UPSTREAM: it is not; answer->why says why.
 * code: the result of curl_easy_perform().
 */
enum err fetch_judge_media(struct arena *, struct transfer *, CURLcode code);
enum err fetch_judge_text(struct arena *, struct transfer *, CURLcode code);

#endif
