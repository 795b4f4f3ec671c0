#include "t/unit/fake_fetch.h"

#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "t/unit/like.h"

static const struct fake_answer none, *next = &none;
static char amiss[8192];
static long last_ms;

void
fake_fetch_expect(const struct fake_answer *answers)
{
	next = answers;
	*amiss = '\0';
}

const char *
fake_fetch_amiss(void)
{
	if (*amiss == '\0' && next->request != NULL)
		snprintf(amiss, sizeof(amiss), "not asked: %s", next->request);
	return *amiss == '\0' ? NULL : amiss;
}

long
fake_fetch_ms(void)
{
	return last_ms;
}

/* The table's answer; NULL: the request is another one. */
static const struct fake_answer *
ask(struct arena *a, const struct fetch_request *r, struct fetch_answer *answer)
{
	const char *text = arena_printf(a, "%s %s %s:%s%s%s",
	    r->form == NULL ? "GET" : "POST", r->url, r->user, r->password,
	    r->form == NULL ? "" : " ", r->form == NULL ? "" : r->form);

	last_ms = r->limit_ms;
	*answer =
	    (struct fetch_answer){.request_id = "RQ1", .why = "the test fails"};
	if (next->request == NULL || !like(text, next->request)) {
		if (*amiss == '\0')
			snprintf(amiss, sizeof(amiss), "asked: %s", text);
		return NULL;
	}
	if (next->then != NULL)
		next->then();
	answer->why = next->why;
	answer->status = next->status;
	answer->sent = !next->unsent;
	answer->retry_after_s = next->retry_after_s;
	answer->body = next->body;
	answer->len = next->len == 0 && next->body != NULL ? strlen(next->body)
	                                                   : next->len;
	return next++;
}

static bool
is_wanted(const struct fetch_request *r)
{
	return r->is_wanted == NULL || r->is_wanted(r->context);
}

enum err
fetch_text(
    struct arena *a, const struct fetch_request *r, struct fetch_answer *answer)
{
	const struct fake_answer *given = ask(a, r, answer);

	if (given == NULL)
		return ERR_UPSTREAM;
	return is_wanted(r) ? given->err : ERR_CONFLICT;
}

/* The body comes in two pieces. */
enum err
fetch_get(
    struct arena *a, const struct fetch_request *r, struct fetch_answer *answer)
{
	const struct fake_answer *given = ask(a, r, answer);
	size_t half = (size_t)answer->len / 2;

	if (given == NULL || given->status != 200)
		return given == NULL ? ERR_UPSTREAM : given->err;
	if (!is_wanted(r) || !r->write(r->context, given->body, half) ||
	    !is_wanted(r) ||
	    !r->write(
	        r->context, given->body + half, (size_t)answer->len - half))
		return ERR_CONFLICT;
	return given->err;
}
