/*
 * Requests to an endpoint of cgi-bin/, over fakes: whom it asks what, and what
 * it answers. The test links cgi-bin/x.c, which has the endpoint.
 */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

#include "app/endpoint.h"
#include "t/unit/fake_db.h"

extern const struct endpoint endpoint;

/* Who asks: a cookie's session, a token, or nobody. */
#define SESSION "HTTP_COOKIE=a=b; __Host-session=me; c=d"
#define TOKEN   "HTTP_AUTHORIZATION=Bearer me"
#define NOBODY  "X=y"
#define ME                                    \
	"\\x2744ccd10c7533bd736ad890f9dd5cab" \
	"2adb27b07d500b9493f29cdc420cb2e0"

/* As in t/tap.h, whose counters are the test's own. */
#define ROW(...)            \
	{                   \
		__VA_ARGS__ \
	}

struct table_case {
	const char *what;
	const char *request; /* "GET", "GET id", "GET ?a=b", "GET id?a=b" */
	const char *as;      /* NULL: SESSION */
	const char *body;    /* of JSON */
	const char *origin;  /* NULL: none */
	const struct fake_call *calls; /* NULL: none */
	const char *answer;            /* a pattern of all that is sent */
};

/* Each request, as its program answers it. */
void table_run(const struct table_case cases[], size_t n);

#define TABLE_RUN(cases) table_run(cases, sizeof(cases) / sizeof((cases)[0]))

/* What is sent where the function returned JSON. */
#define SENT_JSON(json)                        \
	"Content-Type: application/json\r\n"   \
	"Cache-Control: private, no-store\r\n" \
	"\r\n" json "\n"
#define SENT_204           "Status: 204 No Content\r\n\r\n"
#define SENT_405(allow)    "Status: 405 *\r\nAllow: " allow "\r\n*"
#define SENT(status, code) "Status: " #status " *\"code\":\"" code "\"*"

#endif
