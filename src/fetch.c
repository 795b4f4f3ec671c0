#include "fetch.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "arena.h"
#include "log.h"

#define REDIRECTS_MAX    5L
#define CONNECT_S        10L
#define SLOW_BYTES_PER_S 100L
#define SLOW_S           30L

struct transfer {
	const struct fetch *fetch;
	CURL *curl;
	bool wanted; /* the head was good: the body is worth having */
	bool gave_up;
};

static bool
is_wanted(struct transfer *t)
{
	long status = 0;
	const char *type = NULL;
	const char *want = t->fetch->type;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	return status == 200 && type != NULL &&
	       strncasecmp(type, want, strlen(want)) == 0;
}

static size_t
on_data(char *data, size_t size, size_t n, void *context)
{
	struct transfer *t = context;

	if (!t->wanted && !(t->wanted = is_wanted(t)))
		return CURL_WRITEFUNC_ERROR;
	t->gave_up = !t->fetch->write(t->fetch->context, data, size * n);
	return t->gave_up ? CURL_WRITEFUNC_ERROR : size * n;
}

static int
on_progress(
    void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct transfer *t = context;

	(void)a, (void)b, (void)c, (void)d;
	t->gave_up = t->gave_up || !t->fetch->go_on(t->fetch->context);
	return t->gave_up;
}

/* Redirects may lead to another host, but never away from TLS. */
static void
set_options(CURL *curl, struct transfer *t)
{
	const struct fetch *f = t->fetch;
	const char *protocols =
	    strncmp(f->url, "https:", 6) == 0 ? "https" : "http,https";

	curl_easy_setopt(curl, CURLOPT_URL, f->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(curl, CURLOPT_USERNAME, f->user);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, f->password);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES_PER_S);
	curl_easy_setopt(curl, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_data);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

static enum err
judge(struct arena *a, struct transfer *t, CURLcode code, const char **why)
{
	long status = 0;
	const char *type = NULL;

	if (t->gave_up)
		return ERR_CONFLICT;
	if (code == CURLE_OK && (t->wanted || is_wanted(t)))
		return OK;
	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	if (status != 0 && status != 200)
		*why = arena_printf(a, "Twilio answered %ld", status);
	else if (code == CURLE_OK || code == CURLE_WRITE_ERROR)
		*why = arena_printf(a, "Twilio sent %s instead of %s",
		    type == NULL ? "no media type" : type, t->fetch->type);
	else
		*why = arena_printf(a, "%s", curl_easy_strerror(code));
	return ERR_UPSTREAM;
}

enum err
fetch_get(struct arena *a, const struct fetch *fetch, const char **why)
{
	struct transfer t = {.fetch = fetch, .curl = curl_easy_init()};
	CURLcode code;
	enum err e;

	if (t.curl == NULL)
		log_die("fetch_get: out of memory");
	set_options(t.curl, &t);
	code = curl_easy_perform(t.curl);
	e = judge(a, &t, code, why);
	curl_easy_cleanup(t.curl);
	return e;
}
