#include "app/request.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/arena.h"
#include "sys/http.h"
#include "text/json.h"
#include "text/utf8.h"

enum err
request_fail(
    struct request *r, enum err e, const char *code, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	r->problem = (struct problem){
	    .err = e, .code = code, .detail = arena_vprintf(r->arena, fmt, ap)};
	va_end(ap);
	return e;
}

bool
request_is(const struct request *r, const char *method)
{
	return strcmp(http_env(r->http, "REQUEST_METHOD"), method) == 0;
}

const char *
request_id(const struct request *r)
{
	const char *id = http_env(r->http, "RESOURCE_ID");

	return *id != '\0' && utf8_is_valid(id) ? id : NULL;
}

const char *
request_parameter(const struct request *r, const char *name)
{
	return form_get(&r->query, name);
}

enum err
request_check_origin(struct request *r)
{
	const char *origin = http_env(r->http, "HTTP_ORIGIN");
	const char *host = http_env(r->http, "HTTP_HOST");

	if (*origin == '\0' || (strncmp(origin, "https://", 8) == 0 &&
	                           strcasecmp(origin + 8, host) == 0))
		return OK;
	return request_fail(r, ERR_FORBIDDEN, "foreign_origin",
	    "The request comes from another site's page.");
}

enum err
request_read_query(struct request *r)
{
	const char *query = http_env(r->http, "QUERY_STRING");

	return form_parse(r->arena, query, strlen(query), &r->query);
}

/* Is the Content-Type that media type, with any parameters? */
static bool
is_type(const char *given, const char *type)
{
	size_t len = strlen(type);

	return strncasecmp(given, type, len) == 0 &&
	       (given[len] == '\0' || strchr("; \t", given[len]) != NULL);
}

enum err
request_read_body(struct request *r, const char *type, size_t max, size_t *len)
{
	const char *length = http_env(r->http, "CONTENT_LENGTH");
	char *end = NULL, *body;
	unsigned long long n = strtoull(length, &end, 10);

	if (!is_type(http_env(r->http, "CONTENT_TYPE"), type))
		return request_fail(r, ERR_TYPE, "unsupported_media_type",
		    "The body must be %s.", type);
	if (*end != '\0' || n > max)
		return request_fail(r, ERR_TOOBIG, "body_too_large",
		    "The body may have %zu bytes at most.", max);
	body = arena_alloc(r->arena, (size_t)n + 1);
	if (!http_read(r->http, body, (size_t)n))
		return request_fail(r, ERR_INVALID, "body_cut_short",
		    "The body ended before its Content-Length.");
	r->body = body;
	*len = (size_t)n;
	return OK;
}

enum err
request_read_json(struct request *r, size_t max)
{
	size_t len = 0;
	enum err e = request_read_body(r, "application/json", max, &len);
	const char *why;

	if (e == OK && strlen(r->body) != len)
		return request_fail(r, ERR_INVALID, "malformed_json",
		    "The body contains a NUL byte.");
	if (e == OK && (e = json_validate(r->arena, r->body, &why)) != OK)
		return request_fail(r, e, "malformed_json", "%s", why);
	return e;
}
