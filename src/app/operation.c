#include "app/operation.h"

#include <string.h>

#include "app/credential.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "sys/http.h"

#define PARAMETERS_MAX 8

static bool
has_id(const struct request *r)
{
	return *http_env(r->http, "RESOURCE_ID") != '\0';
}

static bool
is_of_url(const struct operation *o, const struct request *r)
{
	return o->url == ANY_URL || (o->url == WITH_ID) == has_id(r);
}

/* The next word of "GET, HEAD" after the one at p; "" at the end. */
static const char *
next_word(const char *p)
{
	p += strcspn(p, ",");
	return p + strspn(p, ", ");
}

static bool
is_in(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (const char *p = list == NULL ? "" : list; *p != '\0';
	     p = next_word(p)) {
		if (strcspn(p, ",") == len && strncmp(p, word, len) == 0)
			return true;
	}
	return false;
}

/* No operation of this URL takes the method: name the methods it takes. */
static enum err
fail_method(const struct operation *const o[], struct request *r)
{
	const char *allow = NULL;
	enum err e;

	for (; *o != NULL; o++) {
		if (is_of_url(*o, r))
			allow = allow == NULL ? (*o)->methods
			                      : arena_printf(r->arena, "%s, %s",
			                            allow, (*o)->methods);
	}
	e = request_fail(r, ERR_METHOD, "method_not_allowed",
	    "This URL takes %s only.", allow);
	r->problem.allow = allow;
	return e;
}

/* Refuse an unknown parameter of a URL without an id, if the operation has
 * parameters at all. */
static enum err
check_parameters(const struct operation *o, struct request *r)
{
	if (has_id(r) || o->query == NULL)
		return OK;
	for (size_t i = 0; i < r->query.count; i++) {
		const char *name = r->query.field[i].name;

		if (!is_in(o->query, name) && !is_in(o->own_query, name))
			return request_fail(r, ERR_INVALID, "unknown_parameter",
			    "There is no parameter %s.", name);
	}
	return OK;
}

static enum err
check(const struct operation *o, struct request *r)
{
	bool is_safe = request_is(r, "GET") || request_is(r, "HEAD");
	bool is_for_pages = o->who != DIALER;
	enum err e;

	if (o->who == TWILIO)
		return webhook_check(r, o->sids, o->body_max);
	if ((!is_safe && is_for_pages && (e = request_check_origin(r)) != OK) ||
	    (o->who != ANYBODY && (e = credential_read(r)) != OK) ||
	    (o->query != NULL && (e = request_read_query(r)) != OK) ||
	    (e = check_parameters(o, r)) != OK)
		return e;
	return o->body == JSON ? request_read_json(r, o->body_max) : OK;
}

static const char *
value_of(enum argument argument, const struct request *r)
{
	switch (argument) {
	case CREDENTIAL:
		return r->credential;
	case KIND:
		return http_env(r->http, "RESOURCE_KIND");
	case ID:
		return request_id(r);
	case BODY:
		return r->body;
	case SIGNED_FORM:
		return r->params;
	case IDEMPOTENCY_TOKEN:
		return webhook_idempotency_token(r);
	default:
		return NULL;
	}
}

/* Add the values of the parameters. Returns how many there are. */
static size_t
add_parameters(const char *list, const struct request *r, const char *values[])
{
	size_t n = 0;

	for (const char *p = list; *p != '\0' && n < PARAMETERS_MAX;
	     p = next_word(p))
		values[n++] = request_parameter(
		    r, arena_strndup(r->arena, p, strcspn(p, ",")));
	return n;
}

static struct statement
statement_of(const struct operation *o, const struct request *r)
{
	const char *values[ARGUMENTS_MAX + PARAMETERS_MAX];
	size_t n = 0;

	for (const enum argument *a = o->arguments; *a != END; a++) {
		if (*a == QUERY)
			n += add_parameters(o->query, r, values + n);
		else
			values[n++] = value_of(*a, r);
	}
	return db_statement(r->arena, o->function, values, n);
}

enum err
operation_accept(const struct operation *const operations[], struct request *r,
    const struct operation **chosen, struct statement *statement)
{
	const char *method = http_env(r->http, "REQUEST_METHOD");
	const struct operation *const *o = operations;
	enum err e;

	while (
	    *o != NULL && !(is_of_url(*o, r) && is_in((*o)->methods, method)))
		o++;
	if (*o == NULL)
		return fail_method(operations, r);
	*chosen = *o;
	if ((e = check(*o, r)) != OK)
		return e;
	if ((*o)->function != NULL)
		*statement = statement_of(*o, r);
	return (*o)->prepare == NULL ? OK : (*o)->prepare(r, statement);
}
