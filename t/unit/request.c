#include "app/request.h"

#include <string.h>

#include "t/tap.h"
#include "t/unit/fake_http.h"

#define ID(s)     "RESOURCE_ID=" s
#define AT_MOST   16
#define JSON_TYPE "application/json"

static const struct {
	const char *what, *origin, *host;
	enum err err;
} origins[] = {
    ROW("no page", "", "a.test", OK),
    ROW("our own", "https://a.test", "a.test", OK),
    ROW("in other letters", "https://A.test", "a.TEST", OK),
    ROW("with a port", "https://a.test:8443", "a.test:8443", OK),
    ROW("another port", "https://a.test:8443", "a.test", ERR_FORBIDDEN),
    ROW("without TLS", "http://a.test", "a.test", ERR_FORBIDDEN),
    ROW("one that begins so", "https://a.test.b.test", "a.test", ERR_FORBIDDEN),
    ROW("one that ends so", "https://b.a.test", "a.test", ERR_FORBIDDEN),
    ROW("a page of nobody", "null", "a.test", ERR_FORBIDDEN),
    ROW("without a host", "https://", "a.test", ERR_FORBIDDEN),
};

static const struct {
	const char *what, *type, *length, *body;
	enum err err;
	const char *code;
} bodies[] = {
    ROW("JSON", JSON_TYPE, "8", "{\"a\":1} ", OK, NULL),
    ROW("as long as can be", JSON_TYPE, "16", "\"23456789012345\"", OK, NULL),
    ROW("with a charset", JSON_TYPE ";charset=x", "2", "{}", OK, NULL),
    ROW("in other letters", "Application/JSON", "2", "{}", OK, NULL),
    ROW("another type", "text/plain", "2", "{}", ERR_TYPE,
        "unsupported_media_type"),
    ROW("a type that begins so", JSON_TYPE "x", "2", "{}", ERR_TYPE,
        "unsupported_media_type"),
    ROW("no type", "", "2", "{}", ERR_TYPE, "unsupported_media_type"),
    ROW("one byte too long", JSON_TYPE, "17", "{}", ERR_TOOBIG,
        "body_too_large"),
    ROW("longer than any", JSON_TYPE, "99999999999999999999999", "{}",
        ERR_TOOBIG, "body_too_large"),
    ROW("of less than nothing", JSON_TYPE, "-1", "{}", ERR_TOOBIG,
        "body_too_large"),
    ROW("of a length that is none", JSON_TYPE, "2x", "{}", ERR_TOOBIG,
        "body_too_large"),
    ROW("cut short", JSON_TYPE, "3", "{}", ERR_INVALID, "body_cut_short"),
    ROW("empty", JSON_TYPE, "", "", ERR_INVALID, "malformed_json"),
    ROW("no JSON", JSON_TYPE, "1", "{", ERR_INVALID, "malformed_json"),
    ROW("two values", JSON_TYPE, "4", "{}{}", ERR_INVALID, "malformed_json"),
};

static void
check_origin(size_t i)
{
	char origin[64], host[64];
	const char *env[] = {origin, host, NULL};
	struct http *h = fake_http_new(env, NULL);
	struct request r = {.http = h, .arena = http_arena(h)};

	snprintf(origin, sizeof(origin), "HTTP_ORIGIN=%s", origins[i].origin);
	snprintf(host, sizeof(host), "HTTP_HOST=%s", origins[i].host);
	is_int(request_check_origin(&r), origins[i].err, origins[i].what);
	fake_http_free(h);
}

static void
check_body(size_t i)
{
	char type[64], length[64];
	const char *env[] = {type, length, NULL};
	struct http *h = fake_http_new(env, bodies[i].body);
	struct request r = {.http = h, .arena = http_arena(h)};

	snprintf(type, sizeof(type), "CONTENT_TYPE=%s", bodies[i].type);
	snprintf(length, sizeof(length), "CONTENT_LENGTH=%s", bodies[i].length);
	is_int(request_read_json(&r, AT_MOST), bodies[i].err, bodies[i].what);
	is_str(r.problem.code, bodies[i].code, "its code");
	is_int(r.problem.err, bodies[i].err, "what the problem is about");
	if (bodies[i].err == OK)
		ok(strncmp(r.body, bodies[i].body, strlen(r.body)) == 0,
		    "the body");
	fake_http_free(h);
}

/* The id at the end of the URL, and its parameters. */
static void
check_url(const char *id, const char *want, const char *query, enum err e,
    const char *a)
{
	const char *env[] = {id, query, "REQUEST_METHOD=GET", NULL};
	struct http *h = fake_http_new(env, NULL);
	struct request r = {.http = h, .arena = http_arena(h)};

	is_str(request_id(&r), want, id);
	is_int(request_read_query(&r), e, query);
	if (e == OK)
		is_str(request_parameter(&r, "a"), a, "a parameter");
	ok(request_is(&r, "GET") && !request_is(&r, "GE") &&
	        !request_is(&r, "get"),
	    "the method");
	fake_http_free(h);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(origins) / sizeof(origins[0]); i++)
		check_origin(i);
	for (size_t i = 0; i < sizeof(bodies) / sizeof(bodies[0]); i++)
		check_body(i);
	check_url(ID("x"), "x", "QUERY_STRING=a=1%202&a=3", OK, "1 2");
	check_url(ID("\303\244"), "\303\244", "QUERY_STRING=", OK, NULL);
	check_url(ID("\303"), NULL, "QUERY_STRING=a", OK, "");
	check_url(ID(""), NULL, "QUERY_STRING=b=a", OK, NULL);
	check_url("X=y", NULL, "QUERY_STRING=a=%00", ERR_INVALID, NULL);
	return done();
}
