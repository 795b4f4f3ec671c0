#include "app/operation.h"

#include <string.h>

#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_http.h"

#define ME                                    \
	"\\x2744ccd10c7533bd736ad890f9dd5cab" \
	"2adb27b07d500b9493f29cdc420cb2e0"
#define COOKIE "HTTP_COOKIE=__Host-session=me"

static enum err
refuse(struct request *r, struct statement *statement)
{
	return request_fail(r, ERR_GONE, statement->fn, "%s", "Why.");
}

static enum err
replace(struct request *r, struct statement *statement)
{
	*statement = db_statement(r->arena, "other", DB_ARGS(r->body));
	return OK;
}

static const struct operation list = {
    .methods = "GET, HEAD",
    .url = WITHOUT_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "limit, cursor",
    .own_query = "all",
    .function = "list",
    .arguments = {CREDENTIAL, KIND, QUERY, ID}
};
static const struct operation read_one = {
    .methods = "GET, HEAD",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "segment",
    .function = "read",
    .arguments = {ID, QUERY, CREDENTIAL}
};
static const struct operation put = {
    .methods = "PUT",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .body = JSON,
    .body_max = 8,
    .function = "put",
    .arguments = {ID, BODY}
};
static const struct operation post = {.methods = "POST",
    .who = ANYBODY,
    .body = JSON,
    .body_max = 8,
    .prepare = replace};
static const struct operation gone = {
    .methods = "PATCH", .who = ANYBODY, .function = "gone", .prepare = refuse};
static const struct operation *const operations[] = {
    &list, &read_one, &put, &post, &gone, NULL};

static const struct {
	const char *what, *method, *id, *query, *body, *origin, *as;
	const struct operation *chosen; /* NULL: none */
	enum err err;
	const char *says; /* the statement, or the code */
	const char *allow;
} cases[] = {
    ROW("a list", "GET", "", "cursor=b&limit=5", NULL, "", COOKIE, &list, OK,
        "list(" ME ", agent, 5, b, NULL)", NULL),
    ROW("without parameters", "HEAD", "", "", NULL, "", COOKIE, &list, OK,
        "list(" ME ", agent, NULL, NULL, NULL)", NULL),
    ROW("the endpoint's own", "GET", "", "all=1", NULL, "", COOKIE, &list, OK,
        "list(" ME ", agent, NULL, NULL, NULL)", NULL),
    ROW("one that there is not", "GET", "", "limi=1", NULL, "", COOKIE, &list,
        ERR_INVALID, "unknown_parameter", NULL),
    ROW("two words are none", "GET", "", "limit,+cursor=1", NULL, "", COOKIE,
        &list, ERR_INVALID, "unknown_parameter", NULL),
    ROW("nor is nothing", "GET", "", "=1", NULL, "", COOKIE, &list, ERR_INVALID,
        "unknown_parameter", NULL),
    ROW("one thing", "GET", "x", "segment=s", NULL, "", COOKIE, &read_one, OK,
        "read(x, s, " ME ")", NULL),
    ROW("what is not asked for", "GET", "x", "utm=1", NULL, "", COOKIE,
        &read_one, OK, "read(x, NULL, " ME ")", NULL),
    ROW("reading from another page", "GET", "x", "", NULL, "https://b", COOKIE,
        &read_one, OK, "read(x, NULL, " ME ")", NULL),
    ROW("writing from another page", "PUT", "x", "", "{}", "https://b", COOKIE,
        &put, ERR_FORBIDDEN, "foreign_origin", NULL),
    ROW("before who asks", "PUT", "x", "", "{}", "https://b", "X=y", &put,
        ERR_FORBIDDEN, "foreign_origin", NULL),
    ROW("writing from ours", "PUT", "x", "", "{}", "https://a", COOKIE, &put,
        OK, "put(x, {})", NULL),
    ROW("who asks before what", "PUT", "x", "%zz", "{", "", "X=y", &put,
        ERR_AUTH, "not_logged_in", NULL),
    ROW("a query that is malformed", "GET", "x", "%zz", NULL, "", COOKIE,
        &read_one, ERR_INVALID, NULL, NULL),
    ROW("a query that nothing reads", "PUT", "x", "%zz", "{}", "", COOKIE, &put,
        OK, "put(x, {})", NULL),
    ROW("a body that is too long", "PUT", "x", "", "{       }", "", COOKIE,
        &put, ERR_TOOBIG, "body_too_large", NULL),
    ROW("anybody", "POST", "x", "", "{}", "", "X=y", &post, OK, "other({})",
        NULL),
    ROW("of any URL", "POST", "", "a=b", "{}", "", "X=y", &post, OK,
        "other({})", NULL),
    ROW("what prepare() refuses", "PATCH", "", "", NULL, "", "X=y", &gone,
        ERR_GONE, "gone", NULL),
    ROW("another method", "DELETE", "x", "", NULL, "", COOKIE, NULL, ERR_METHOD,
        "method_not_allowed", "GET, HEAD, PUT, POST, PATCH"),
    ROW("of a collection", "PUT", "", "", "{}", "", COOKIE, NULL, ERR_METHOD,
        "method_not_allowed", "GET, HEAD, POST, PATCH"),
    ROW("in small letters", "get", "", "", NULL, "", COOKIE, NULL, ERR_METHOD,
        "method_not_allowed", "GET, HEAD, POST, PATCH"),
    ROW("two methods at once", "GET, HEAD", "", "", NULL, "", COOKIE, NULL,
        ERR_METHOD, "method_not_allowed", "GET, HEAD, POST, PATCH"),
    ROW("no method", "", "", "", NULL, "", COOKIE, NULL, ERR_METHOD,
        "method_not_allowed", "GET, HEAD, POST, PATCH"),
};

static void
run(size_t i)
{
	char method[64], id[64], query[64], len[64], origin[64];
	const char *env[] = {method, id, query, len, origin, cases[i].as,
	    "RESOURCE_KIND=agent", "HTTP_HOST=a",
	    "CONTENT_TYPE=application/json", NULL};
	struct http *h = fake_http_new(env, cases[i].body);
	struct request r = {.http = h, .arena = http_arena(h)};
	const struct operation *chosen = NULL;
	struct statement s = {0};

	snprintf(method, sizeof(method), "REQUEST_METHOD=%s", cases[i].method);
	snprintf(id, sizeof(id), "RESOURCE_ID=%s", cases[i].id);
	snprintf(query, sizeof(query), "QUERY_STRING=%s", cases[i].query);
	snprintf(origin, sizeof(origin), "HTTP_ORIGIN=%s", cases[i].origin);
	snprintf(len, sizeof(len), "CONTENT_LENGTH=%zu",
	    cases[i].body == NULL ? 0 : strlen(cases[i].body));
	is_int(operation_accept(operations, &r, &chosen, &s), cases[i].err,
	    cases[i].what);
	ok(chosen == cases[i].chosen, "which one it is for");
	is_str(cases[i].err == OK ? fake_db_text(r.arena, &s) : r.problem.code,
	    cases[i].says, "what is asked, or its code");
	is_str(r.problem.allow, cases[i].allow, "which methods are taken");
	fake_http_free(h);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	return done();
}
