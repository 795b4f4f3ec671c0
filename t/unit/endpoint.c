#include "app/endpoint.h"

#include <string.h>

#include "app/answer.h"
#include "sys/http.h"
#include "t/tap.h"
#include "t/unit/fake_db.h"
#include "t/unit/fake_http.h"
#include "t/unit/like.h"

/* Goes on, ends, or fails, as the first function's row says. */
static enum err
follow(struct request *r, const struct rows *rows, struct statement *s)
{
	int *state = r->state;

	if (strcmp(rows->cell[0], "fail") == 0)
		return request_fail(r, ERR_GONE, "gone", "Why.");
	++*state;
	if (strcmp(rows->cell[0], "end") != 0)
		*s = db_statement(r->arena, "second", DB_NO_ARGS);
	return OK;
}

static void
answer_unknown(struct request *r)
{
	http_head(r->http, "Content-Type", "text/plain");
	http_body(r->http);
	http_puts(r->http, *(int *)r->state == 1 ? "unknown\n" : "twice\n");
}

static const struct operation get = {
    .methods = "GET", .function = "first", .answer = answer_json};
static const struct operation put = {.methods = "PUT",
    .function = "first",
    .follow_up = follow,
    .answer = answer_json};
static const struct operation post = {.methods = "POST",
    .function = "first",
    .follow_up = follow,
    .outcome_unknown = answer_unknown,
    .answer = answer_json};
static const struct endpoint tested = {
    .name = "me", .state_size = sizeof(int), .operations = {&get, &put, &post}
};

#define FIRST(...)                                \
	(const struct fake_call[])                \
	{                                         \
		{.call = "first()", __VA_ARGS__}, \
		{                                 \
			0                         \
		}                                 \
	}
#define BOTH(cell_, ...)                               \
	(const struct fake_call[])                     \
	{                                              \
		{.call = "first()", CELLS(cell_)},     \
		    {.call = "second()", __VA_ARGS__}, \
		{                                      \
			0                              \
		}                                      \
	}
#define NOTHING                    \
	(const struct fake_call[]) \
	{                          \
		{                  \
			0          \
		}                  \
	}
#define TOKEN "HTTP_AUTHORIZATION=Bearer me"

static const struct {
	const char *what, *method;
	const struct fake_call *calls;
	const char *sent;
	long left_ms, limit_ms;
	const char *as;
} cases[] = {
    ROW("an answer", "GET", FIRST(CELLS("{}")),
        "Content-Type: application/json\r\n*\r\n\r\n{}\n", 0, DB_ANSWER_MS,
        "X=y"),
    ROW("with little time", "GET", FIRST(CELLS("{}")), "*{}\n", 1234, 1234,
        "X=y"),
    ROW("with none", "GET", NOTHING, "Status: 503 *waited for too long*", -1, 0,
        "X=y"),
    ROW("no database", "GET", FIRST(.err = ERR_UNAVAIL),
        "Status: 503 *Retry-After: 1\r\n*\"unavailable\"*", 0, 0, "X=y"),
    ROW("a refusal", "GET",
        FIRST(.err = ERR_CONFLICT, .code = "no", .detail = "Why.", .hint = "7"),
        "Status: 409 *Retry-After: 7\r\n*\"code\":\"no\",\"detail\":\"Why.\"*",
        0, 0, "X=y"),
    ROW("without a sentence", "GET", FIRST(.err = ERR_NOTFOUND, .code = "no"),
        "Status: 404 *\"code\":\"no\",\"detail\":\"\"*", 0, 0, "X=y"),
    ROW("a body's faults", "GET",
        FIRST(.err = ERR_INVALID, .code = "no", .hint = "[1]"),
        "Status: 400 *\"errors\":[1]*", 0, 0, "X=y"),
    ROW("a value of another form", "GET", FIRST(.err = ERR_INVALID),
        "Status: 400 *\"malformed_request\"*", 0, 0, "X=y"),
    ROW("a fault of ours", "GET", FIRST(.err = ERR_INTERNAL),
        "Status: 500 *\"internal_error\"*", 0, 0, "X=y"),
    ROW("a session that is over", "GET",
        FIRST(.err = ERR_AUTH, .code = "not_logged_in", .hint = "nobody"),
        "Status: 401 *Bearer\r\n*\"not_logged_in\"*", 0, 0, "X=y"),
    ROW("a token that is not known", "GET",
        FIRST(.err = ERR_AUTH, .code = "not_logged_in", .hint = "nobody"),
        "Status: 401 *error=\"invalid_token\"*", 0, 0, TOKEN),
    ROW("a second statement", "PUT", BOTH("go", CELLS("2")), "*\r\n\r\n2\n", 0,
        DB_ANSWER_MS, "X=y"),
    ROW("none", "PUT", FIRST(CELLS("end")), "*\r\n\r\nend\n", 0, 0, "X=y"),
    ROW("a refusal in between", "PUT", FIRST(CELLS("fail")), "Status: 410 *", 0,
        0, "X=y"),
    ROW("the second fails", "PUT", BOTH("go", .err = ERR_UNAVAIL),
        "Status: 503 *", 0, 0, "X=y"),
    ROW("the second fails, and others have seen it", "POST",
        BOTH("go", .err = ERR_UNAVAIL), "*\r\n\r\nunknown\n", 0, 0, "X=y"),
    ROW("the first fails: nobody has", "POST", FIRST(.err = ERR_UNAVAIL),
        "Status: 503 *", 0, 0, "X=y"),
    ROW("nor after a refusal", "POST", FIRST(CELLS("fail")), "Status: 410 *", 0,
        0, "X=y"),
    ROW("another method", "DELETE", NOTHING,
        "Status: 405 *Allow: GET, PUT, POST\r\n*", 0, 0, "X=y"),
};

static void
run(size_t i)
{
	char method[64];
	const char *env[] = {method, cases[i].as, "HTTP_HOST=a", NULL};
	struct http *h = fake_http_new(env, NULL);

	snprintf(method, sizeof(method), "REQUEST_METHOD=%s", cases[i].method);
	if (cases[i].left_ms != 0)
		fake_http_leave(h, cases[i].left_ms);
	fake_db_expect(cases[i].calls);
	is_int(endpoint_run(&tested), EXIT_SUCCESS, cases[i].what);
	if (!ok(like(fake_http_sent(h), cases[i].sent), "its answer"))
		printf("# got: %s\n", fake_http_sent(h));
	is_str(fake_db_amiss(), NULL, "what PostgreSQL was asked");
	if (cases[i].limit_ms > 0)
		is_int(fake_db_ms(), cases[i].limit_ms, "and for how long");
	fake_http_free(h);
}

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	return done();
}
