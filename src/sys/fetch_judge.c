#include "sys/fetch_judge.h"

#include <string.h>
#include <strings.h>

#include "base/arena.h"

bool
fetch_has_good_head(struct transfer *t)
{
	long status = 0;
	const char *type = NULL;
	const char *want = t->request->type;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	return status == 200 && type != NULL &&
	       strncasecmp(type, want, strlen(want)) == 0;
}

/* Why the transfer failed, in words. */
static const char *
failure(struct arena *a, const struct transfer *t, CURLcode code)
{
	long redirects = 0;

	curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_COUNT, &redirects);
	if (t->too_long || code == CURLE_FILESIZE_EXCEEDED)
		return arena_printf(a, "Twilio sent more than %llu bytes",
		    (unsigned long long)t->request->max_bytes);
	if (code == CURLE_TOO_MANY_REDIRECTS)
		return "too many redirects";
	if (code == CURLE_UNSUPPORTED_PROTOCOL && redirects > 0)
		return "a redirect away from https was refused";
	if (code == CURLE_COULDNT_CONNECT && t->refused)
		return redirects > 0
		           ? "a redirect to a private address was refused"
		           : "the API is at a private address, which was "
		             "refused";
	return arena_printf(a, "%s", curl_easy_strerror(code));
}

/* Does the answer say where its body ends? If only the end of the connection
 * does, a complete body and a truncated one look the same (RFC 9112, section
 * 8). */
static bool
has_end(const struct transfer *t)
{
	struct curl_header *coding = NULL;
	curl_off_t len = -1;
	long version = 0;

	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &len);
	curl_easy_getinfo(t->curl, CURLINFO_HTTP_VERSION, &version);
	return len >= 0 || version >= CURL_HTTP_VERSION_2_0 ||
	       (curl_easy_header(t->curl, "Transfer-Encoding", 0, CURLH_HEADER,
	            -1, &coding) == CURLHE_OK &&
	           strcasecmp(coding->value, "chunked") == 0);
}

enum err
fetch_judge_media(struct arena *a, struct transfer *t, CURLcode code)
{
	bool came =
	    code == CURLE_OK || (code == CURLE_WRITE_ERROR && !t->too_long);
	const char *type = NULL;
	int status = t->answer->status;

	if (code == CURLE_OK && (t->is_good || fetch_has_good_head(t))) {
		if (has_end(t))
			return OK;
		t->answer->why = "Twilio did not say where its audio ends";
		return ERR_UPSTREAM;
	}
	curl_easy_getinfo(t->curl, CURLINFO_CONTENT_TYPE, &type);
	if (came && status == 200)
		t->answer->why = arena_printf(a, "Twilio sent %s instead of %s",
		    type == NULL ? "no media type" : type, t->request->type);
	else if (came || status >= 400)
		t->answer->why = arena_printf(a, "Twilio answered %d", status);
	else
		t->answer->why = failure(a, t, code);
	return ERR_UPSTREAM;
}

enum err
fetch_judge_text(struct arena *a, struct transfer *t, CURLcode code)
{
	if (code == CURLE_OK)
		return OK;
	t->answer->why = failure(a, t, code);
	return ERR_UPSTREAM;
}
