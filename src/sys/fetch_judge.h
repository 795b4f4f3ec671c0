/*
 * What is between the two files of sys/fetch.h: a transfer, and what became of
 * it.
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
	char *text;   /* fetch_text()'s body */
	bool is_good; /* the head: the body is worth having */
	bool gave_up;
	bool too_long; /* the body */
	bool refused;  /* an address, by on_socket() */
};

/* Does the head say that the body is what was asked for? */
bool fetch_has_good_head(struct transfer *);

/*
 * Is the file, or the text, whole? Otherwise the answer says why not.
 * code: how the transfer ended.
 */
enum err fetch_judge_media(struct arena *, struct transfer *, CURLcode code);
enum err fetch_judge_text(struct arena *, struct transfer *, CURLcode code);

#endif
