#include "sys/fetch.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "base/log.h"
#include "sys/fetch_judge.h"
#include "text/address.h"

#define REDIRECTS_MAX    5L
#define CONNECT_S        10L
#define SLOW_BYTES_PER_S 16384L
#define SLOW_S           30L

static bool
is_too_long(struct transfer *t, size_t more)
{
	t->too_long = more > t->request->max_bytes - t->answer->len;
	return t->too_long;
}

static size_t
on_media(char *data, size_t size, size_t n, void *context)
{
	struct transfer *t = context;

	if ((!t->is_good && !(t->is_good = fetch_has_good_head(t))) ||
	    is_too_long(t, size * n))
		return CURL_WRITEFUNC_ERROR;
	t->answer->len += size * n;
	t->gave_up = !t->request->write(t->request->context, data, size * n);
	return t->gave_up ? CURL_WRITEFUNC_ERROR : size * n;
}

static size_t
on_text(char *data, size_t size, size_t n, void *context)
{
	struct transfer *t = context;
	size_t len = size * n;

	if (is_too_long(t, len))
		return CURL_WRITEFUNC_ERROR;
	memcpy(t->text + t->answer->len, data, len);
	t->answer->len += len;
	return len;
}

static int
on_progress(
    void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	struct transfer *t = context;
	const struct fetch_request *r = t->request;

	(void)a, (void)b, (void)c, (void)d;
	t->gave_up =
	    t->gave_up || (r->is_wanted != NULL && !r->is_wanted(r->context));
	return t->gave_up;
}

/*
 * Prevents server-side request forgery: a redirect may lead to a public address
 * only or, from the simulator (http:), to this machine only. Before any
 * redirect this machine is allowed, too: the operator configured that URL.
 */
static curl_socket_t
on_socket(void *context, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct transfer *t = context;
	enum address_kind kind = address_kind(&address->addr);
	enum address_kind wanted = strncmp(t->request->url, "http:", 5) == 0
	                               ? ADDRESS_LOOPBACK
	                               : ADDRESS_PUBLIC;
	long redirects = 0;

	(void)purpose;
	curl_easy_getinfo(t->curl, CURLINFO_REDIRECT_COUNT, &redirects);
	if (kind == wanted || (redirects == 0 && kind == ADDRESS_LOOPBACK))
		return socket(address->family, address->socktype | SOCK_CLOEXEC,
		    address->protocol);
	t->refused = true;
	return CURL_SOCKET_BAD;
}

/* The options of both functions. No redirect may lead from https to http. */
static void
set_options(CURL *curl, struct transfer *t)
{
	const struct fetch_request *r = t->request;
	const char *protocols =
	    strncmp(r->url, "https:", 6) == 0 ? "https" : "http,https";

	curl_easy_setopt(curl, CURLOPT_URL, r->url);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, protocols);
	curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
	curl_easy_setopt(curl, CURLOPT_USERNAME, r->user);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, r->password);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, t);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, CONNECT_S);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, r->limit_ms);
	curl_easy_setopt(
	    curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t)r->max_bytes);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, t);
	curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(curl, CURLOPT_XFERINFODATA, t);
	curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
}

/* Copy the head of the answer; answer->sent by the bytes that were sent. */
static void
read_head(struct arena *a, struct transfer *t)
{
	struct fetch_answer *answer = t->answer;
	struct curl_header *id = NULL;
	long status = 0, sent_bytes = 0;
	curl_off_t wait_s = 0;

	curl_easy_getinfo(t->curl, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_getinfo(t->curl, CURLINFO_REQUEST_SIZE, &sent_bytes);
	curl_easy_getinfo(t->curl, CURLINFO_RETRY_AFTER, &wait_s);
	answer->status = (int)status;
	answer->sent = sent_bytes > 0;
	answer->retry_after_s = wait_s < FETCH_RETRY_AFTER_MAX_S
	                            ? (int)wait_s
	                            : FETCH_RETRY_AFTER_MAX_S;
	answer->request_id = "";
	if (curl_easy_header(t->curl, "Twilio-Request-Id", 0, CURLH_HEADER, -1,
	        &id) == CURLHE_OK)
		answer->request_id =
		    arena_strndup(a, id->value, strlen(id->value));
}

/* Run the transfer, judge it, and free it. */
static enum err
run(struct arena *a, struct transfer *t,
    enum err (*judge)(struct arena *, struct transfer *, CURLcode))
{
	CURLcode code = curl_easy_perform(t->curl);
	enum err e;

	read_head(a, t);
	e = t->gave_up ? ERR_CONFLICT : judge(a, t, code);
	curl_easy_cleanup(t->curl);
	return e;
}

/* curl_easy_init() starts libcurl when it is called first; since 7.84 any
 * thread may be the one. */
static struct transfer
begin(const struct fetch_request *request, struct fetch_answer *answer)
{
	struct transfer t = {
	    .request = request, .answer = answer, .curl = curl_easy_init()};

	if (t.curl == NULL)
		log_die("fetch: out of memory");
	*answer = (struct fetch_answer){0};
	return t;
}

enum err
fetch_get(struct arena *a, const struct fetch_request *request,
    struct fetch_answer *answer)
{
	struct transfer t = begin(request, answer);

	set_options(t.curl, &t);
	curl_easy_setopt(t.curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(t.curl, CURLOPT_MAXREDIRS, REDIRECTS_MAX);
	curl_easy_setopt(t.curl, CURLOPT_LOW_SPEED_LIMIT, SLOW_BYTES_PER_S);
	curl_easy_setopt(t.curl, CURLOPT_LOW_SPEED_TIME, SLOW_S);
	curl_easy_setopt(t.curl, CURLOPT_WRITEFUNCTION, on_media);
	return run(a, &t, fetch_judge_media);
}

enum err
fetch_text(struct arena *a, const struct fetch_request *request,
    struct fetch_answer *answer)
{
	struct transfer t = begin(request, answer);

	answer->body = t.text = arena_alloc(a, request->max_bytes + 1);
	set_options(t.curl, &t);
	curl_easy_setopt(t.curl, CURLOPT_WRITEFUNCTION, on_text);
	if (request->form != NULL)
		curl_easy_setopt(t.curl, CURLOPT_POSTFIELDS, request->form);
	return run(a, &t, fetch_judge_text);
}
