#include "http.h"

#include <assert.h>
#include <fcgiapp.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#include "arena.h"
#include "form.h"
#include "json.h"
#include "log.h"
#include "stop.h"
#include "utf8.h"

struct http {
	FCGX_Request fcgi;
	struct arena *arena;
	void *state;         /* the endpoint's own */
	const char *allowed; /* the methods, once one was refused */
	enum err told;       /* what http_fail() was last called for */
	const char *code;
	const char *detail;
	const char *retry_after; /* in seconds */
	const char *faults;      /* as JSON */
	bool in_body;
	long until_ms; /* of CLOCK_MONOTONIC: the answer is late */
};

/* The socket is shared by several processes: what one has accepted must
 * not leave the others waiting in accept(), deaf to SIGTERM. */
struct http *
http_open(void)
{
	struct http *h = calloc(1, sizeof(*h));

	if (h == NULL)
		log_die("http_open: out of memory");
	if (fcntl(0, F_SETFL, fcntl(0, F_GETFL) | O_NONBLOCK) == -1)
		log_die("descriptor 0 is not a socket: start me under "
		        "spawn-fcgi or systemd");
	if (FCGX_Init() != 0 || FCGX_InitRequest(&h->fcgi, 0, 0) != 0)
		log_die("FCGX_Init");
	stop_open(); /* after FCGX_Init(), which has handlers of its own */
	return h;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	FCGX_Free(&h->fcgi, 1);
	free(h);
}

static long
now_ms(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

/* How long the request has waited to be accepted. */
static long
waited_ms(const struct http *h)
{
	const char *at = http_env(h, "REQUEST_AT");
	double ms;

	if (*at == '\0')
		return 0;
	ms = (double)now_ms(CLOCK_REALTIME) - 1000 * strtod(at, NULL);
	return ms < 0 ? 0 : ms > HTTP_ANSWER_MS ? HTTP_ANSWER_MS : (long)ms;
}

long
http_left_ms(const struct http *h)
{
	return h->until_ms - now_ms(CLOCK_MONOTONIC);
}

enum http_event
http_accept(struct http *h, int timeout_ms)
{
	if (!stop_wait(0, timeout_ms))
		return HTTP_STOP;
	if (FCGX_Accept_r(&h->fcgi) != 0)
		return HTTP_IDLE;
	h->arena = arena_new();
	h->allowed = h->code = h->detail = h->retry_after = h->faults = NULL;
	h->told = OK;
	h->state = NULL;
	h->in_body = false;
	h->until_ms = now_ms(CLOCK_MONOTONIC) + HTTP_ANSWER_MS - waited_ms(h);
	log_request(http_env(h, "REQUEST_ID"));
	return HTTP_REQUEST;
}

void
http_finish(struct http *h)
{
	log_request(NULL);
	FCGX_Finish_r(&h->fcgi);
	arena_free(h->arena);
	h->arena = NULL;
}

struct arena *
http_arena(const struct http *h)
{
	return h->arena;
}

void *
http_state(struct http *h, size_t size)
{
	if (h->state == NULL)
		h->state = arena_alloc(h->arena, size);
	return h->state;
}

const char *
http_env(const struct http *h, const char *name)
{
	const char *v = FCGX_GetParam(name, h->fcgi.envp);

	return v == NULL ? "" : v;
}

const char *
http_resource_id(const struct http *h)
{
	const char *id = http_env(h, "RESOURCE_ID");

	return utf8_clean(h->arena, id) == id ? id : NULL;
}

bool
http_is_method(const struct http *h, const char *method)
{
	return strcmp(http_env(h, "REQUEST_METHOD"), method) == 0;
}

enum err
http_method(struct http *h, const char *allowed)
{
	const char *method = http_env(h, "REQUEST_METHOD");
	size_t len = strlen(method);
	const char *p = allowed;

	while (len > 0 && (p = strstr(p, method)) != NULL) {
		if ((p == allowed || p[-1] == ' ') &&
		    (p[len] == ',' || p[len] == '\0'))
			return OK;
		p += len;
	}
	h->allowed = allowed;
	return http_fail(h, ERR_METHOD, "method_not_allowed",
	    "This URL takes %s only.", allowed);
}

enum err
http_query(struct http *h, struct form *form)
{
	const char *q = http_env(h, "QUERY_STRING");

	return form_parse(h->arena, q, strlen(q), form);
}

enum err
http_query_names(
    struct http *h, const struct form *query, const char *const names[])
{
	for (size_t i = 0; i < query->count; i++) {
		const char *name = query->field[i].name;
		size_t n = 0;

		while (names[n] != NULL && strcmp(name, names[n]) != 0)
			n++;
		if (names[n] == NULL)
			return http_fail(h, ERR_INVALID, "unknown_parameter",
			    "There is no parameter %s.", name);
	}
	return OK;
}

/* Is the Content-Type that media type, whatever parameters it has? */
static bool
is_type(const struct http *h, const char *type)
{
	const char *given = http_env(h, "CONTENT_TYPE");
	size_t len = strlen(type);

	return strncasecmp(given, type, len) == 0 &&
	       strchr("; \t", given[len]) != NULL;
}

enum err
http_body_read(struct http *h, const char *type, size_t max, const char **body,
    size_t *len)
{
	char *end = NULL;
	const char *length = http_env(h, "CONTENT_LENGTH");
	unsigned long long n = strtoull(length, &end, 10);
	char *p;

	if (!is_type(h, type))
		return http_fail(h, ERR_TYPE, "unsupported_media_type",
		    "The body must be %s.", type);
	if (*end != '\0' || n > max)
		return http_fail(h, ERR_TOOBIG, "body_too_large",
		    "The body may have %zu bytes at most.", max);
	p = arena_alloc(h->arena, (size_t)n + 1);
	if (FCGX_GetStr(p, (int)n, h->fcgi.in) != (int)n)
		return http_fail(h, ERR_INVALID, "body_cut_short",
		    "The body ended before its Content-Length.");
	*body = p;
	*len = (size_t)n;
	return OK;
}

enum err
http_json_read(struct http *h, size_t max, const char **body)
{
	size_t len = 0;
	enum err e = http_body_read(h, "application/json", max, body, &len);
	const char *why;

	if (e == OK && strlen(*body) != len)
		return http_fail(h, ERR_INVALID, "malformed_json",
		    "The body has a NUL in it.");
	if (e == OK && (e = json_validate(h->arena, *body, &why)) != OK)
		return http_fail(h, e, "malformed_json", "%s", why);
	return e;
}

const char *
http_cookie(const struct http *h, const char *name)
{
	const char *p = http_env(h, "HTTP_COOKIE");
	size_t len = strlen(name);

	for (; *p != '\0'; p += strspn(p, "; ")) {
		size_t pair = strcspn(p, ";");

		if (pair > len && strncmp(p, name, len) == 0 && p[len] == '=')
			return arena_strndup(
			    h->arena, p + len + 1, pair - len - 1);
		p += pair;
	}
	return NULL;
}

enum err
http_same_origin(struct http *h)
{
	const char *origin = http_env(h, "HTTP_ORIGIN");
	const char *host = http_env(h, "HTTP_HOST");

	if (*origin == '\0' || (strncmp(origin, "https://", 8) == 0 &&
	                           strcasecmp(origin + 8, host) == 0))
		return OK;
	return http_fail(h, ERR_FORBIDDEN, "foreign_origin",
	    "The request comes from another site's page.");
}

/* Not FCGX_VFPrintF(): it does not know %zu or %lld. */
void
http_head(struct http *h, const char *name, const char *fmt, ...)
{
	va_list ap;
	char *value;

	assert(!h->in_body);
	va_start(ap, fmt);
	value = arena_vprintf(h->arena, fmt, ap);
	va_end(ap);
	assert(strpbrk(value, "\r\n") == NULL);
	http_puts(h, name);
	http_puts(h, ": ");
	http_puts(h, value);
	http_puts(h, "\r\n");
}

void
http_body(struct http *h)
{
	assert(!h->in_body);
	http_puts(h, "\r\n");
	h->in_body = true;
}

void
http_puts(struct http *h, const char *s)
{
	FCGX_PutS(s, h->fcgi.out);
}

bool
http_write(struct http *h, const void *data, size_t len)
{
	return FCGX_PutStr(data, (int)len, h->fcgi.out) == (int)len;
}

void
http_no_content(struct http *h)
{
	http_head(h, "Status", "204 No Content");
	http_body(h);
}

void
http_json(struct http *h, const char *json)
{
	http_head(h, "Content-Type", "application/json");
	http_head(h, "Cache-Control", "private, no-store");
	http_body(h);
	http_puts(h, json);
	http_puts(h, "\n");
}

enum err
http_fail(struct http *h, enum err e, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	h->told = e;
	h->code = code;
	h->detail = arena_vprintf(h->arena, fmt, ap);
	va_end(ap);
	return e;
}

void
http_retry_after(struct http *h, const char *seconds)
{
	h->retry_after = seconds;
}

void
http_faults(struct http *h, const char *json)
{
	h->faults = json;
}

/* What an error is called. The last one stands for any that is not here. */
static const struct {
	enum err err;
	const char *title, *code;
} problems[] = {
    {ERR_INVALID,   "Bad Request",            "malformed_request"     },
    {ERR_AUTH,      "Unauthorized",           "not_logged_in"         },
    {ERR_FORBIDDEN, "Forbidden",              "forbidden"             },
    {ERR_NOTFOUND,  "Not Found",              "not_found"             },
    {ERR_METHOD,    "Method Not Allowed",     "method_not_allowed"    },
    {ERR_CONFLICT,  "Conflict",               "conflict"              },
    {ERR_GONE,      "Gone",                   "gone"                  },
    {ERR_TOOBIG,    "Content Too Large",      "body_too_large"        },
    {ERR_TYPE,      "Unsupported Media Type", "unsupported_media_type"},
    {ERR_TOOMANY,   "Too Many Requests",      "too_many_requests"     },
    {ERR_UPSTREAM,  "Bad Gateway",            "upstream_error"        },
    {ERR_UNAVAIL,   "Service Unavailable",    "unavailable"           },
    {ERR_INTERNAL,  "Internal Server Error",  "internal_error"        },
};

static size_t
problem_of(enum err e)
{
	size_t i = 0;

	while (problems[i].err != e && problems[i].err != ERR_INTERNAL)
		i++;
	return i;
}

const char *
http_code(const struct http *h, enum err e)
{
	return h->told == e ? h->code : problems[problem_of(e)].code;
}

void
http_error(struct http *h, enum err e)
{
	struct arena *a = h->arena;
	size_t i = problem_of(e);
	/* Of another error than this one, it would say what is not so. */
	bool told = h->told == e;
	const char *retry_after = told ? h->retry_after : NULL;
	const char *faults = told ? h->faults : NULL;

	if (h->in_body)
		return;
	http_head(h, "Status", "%d %s", (int)e, problems[i].title);
	http_head(h, "Content-Type", "application/problem+json");
	http_head(h, "Cache-Control", "private, no-store");
	/* RFC 6750, section 3. */
	if (e == ERR_AUTH)
		http_head(h, "WWW-Authenticate", "Bearer%s",
		    strcmp(http_code(h, e), "invalid_token") == 0
		        ? " error=\"invalid_token\""
		        : "");
	if (e == ERR_METHOD && h->allowed != NULL)
		http_head(h, "Allow", "%s", h->allowed);
	if (e == ERR_UNAVAIL || retry_after != NULL)
		http_head(h, "Retry-After", "%s",
		    retry_after == NULL ? "1" : retry_after);
	http_body(h);
	http_puts(
	    h, arena_printf(a,
	           "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
	           "\"code\":%s,\"detail\":%s,\"requestId\":%s%s%s}\n",
	           problems[i].title, (int)e, json_quote(a, http_code(h, e)),
	           json_quote(a, told ? h->detail : problems[i].title),
	           json_quote(a, http_env(h, "REQUEST_ID")),
	           faults == NULL ? "" : ",\"errors\":",
	           faults == NULL ? "" : faults));
}
