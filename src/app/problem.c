#include "app/problem.h"

#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "sys/http.h"
#include "text/json.h"

/* The last row also serves errors that have no row. */
static const struct {
	enum err err;
	const char *title, *code;
} statuses[] = {
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
status_of(enum err e)
{
	size_t i = 0;

	while (statuses[i].err != e && statuses[i].err != ERR_INTERNAL)
		i++;
	return i;
}

const char *
problem_code(const struct problem *problem, enum err e)
{
	return problem->err == e ? problem->code : statuses[status_of(e)].code;
}

static void
send_head(
    struct http *h, const struct problem *known, enum err e, const char *code)
{
	http_head(h, "Status", "%d %s", (int)e, statuses[status_of(e)].title);
	http_head(h, "Content-Type", "application/problem+json");
	http_head(h, "Cache-Control", "private, no-store");
	/* RFC 6750, section 3. */
	if (e == ERR_AUTH)
		http_head(h, "WWW-Authenticate", "Bearer%s",
		    strcmp(code, "invalid_token") == 0
		        ? " error=\"invalid_token\""
		        : "");
	if (known->allow != NULL)
		http_head(h, "Allow", "%s", known->allow);
	if (known->retry_after != NULL)
		http_head(h, "Retry-After", "%s", known->retry_after);
	else if (e == ERR_UNAVAIL)
		http_head(h, "Retry-After", "1");
	http_body(h);
}

void
problem_send(struct http *h, const struct problem *problem, enum err e)
{
	static const struct problem nothing;
	struct arena *a = http_arena(h);
	const struct problem *known = problem->err == e ? problem : &nothing;
	const char *title = statuses[status_of(e)].title;
	const char *code = problem_code(problem, e);
	const char *detail = known->detail == NULL ? title : known->detail;
	const char *errors = known->errors;

	if (http_in_body(h))
		return;
	send_head(h, known, e, code);
	http_puts(
	    h, arena_printf(a,
	           "{\"type\":\"about:blank\",\"title\":\"%s\",\"status\":%d,"
	           "\"code\":%s,\"detail\":%s,\"requestId\":%s%s%s}\n",
	           title, (int)e, json_quote(a, code), json_quote(a, detail),
	           json_quote(a, http_env(h, "REQUEST_ID")),
	           errors == NULL ? "" : ",\"errors\":",
	           errors == NULL ? "" : errors));
}
