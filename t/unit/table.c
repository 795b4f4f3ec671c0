#include "t/unit/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "t/unit/fake_http.h"
#include "t/unit/fixture.h"
#include "t/unit/like.h"

static int count, failed;
static const struct fake_call none;

static void
say(int good, const char *what, const char *got)
{
	printf("%sok %d - %s\n", good ? "" : "not ", ++count, what);
	if (!good)
		printf("#  got: %s\n", got);
	failed += !good;
}

static void
run(const struct table_case *c)
{
	char method[64], id[256], query[256], length[64], origin[256];
	size_t id_len = 0;
	const char *rest = c->request + strcspn(c->request, " ");
	const char *env[] = {method, id, query, length, origin,
	    c->as == NULL ? SESSION : c->as, "HTTP_HOST=base.test",
	    "CONTENT_TYPE=application/json; charset=utf-8",
	    "RESOURCE_KIND=agent", "REMOTE_ADDR=192.0.2.1", "REQUEST_ID=RQ",
	    NULL};
	struct http *h = fake_http_new(env, c->body);

	snprintf(method, sizeof(method), "REQUEST_METHOD=%.*s",
	    (int)(rest - c->request), c->request);
	rest += *rest == ' ';
	id_len = strcspn(rest, "?");
	snprintf(id, sizeof(id), "RESOURCE_ID=%.*s", (int)id_len, rest);
	rest += id_len;
	snprintf(query, sizeof(query), "QUERY_STRING=%s",
	    *rest == '?' ? rest + 1 : "");
	snprintf(length, sizeof(length), "CONTENT_LENGTH=%zu",
	    c->body == NULL ? 0 : strlen(c->body));
	snprintf(origin, sizeof(origin), "HTTP_ORIGIN=%s",
	    c->origin == NULL ? "" : c->origin);
	fake_db_expect(c->calls == NULL ? &none : c->calls);
	if (endpoint_run(&endpoint) != EXIT_SUCCESS)
		exit(EXIT_FAILURE);
	say(like(fake_http_sent(h), c->answer), c->what, fake_http_sent(h));
	say(fake_db_amiss() == NULL, "what PostgreSQL was asked",
	    fake_db_amiss());
	fake_http_free(h);
}

void
table_run(const struct table_case cases[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		run(&cases[i]);
	printf("1..%d\n", count);
	if (failed > 0)
		exit(EXIT_FAILURE);
}
