#include "work/reconcile.h"

#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/stop.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "twilio/client.h"

/* A path of the REST API that is still to be requested. */
struct path {
	struct path *next;
	const char *text;
};

/* The columns of api.reconcile_page(); api.reconcile_apply() and
 * api.reconcile_missing() have the first two. */
enum {
	KIND,
	VALUE,
	SID
};

/* Add a path, once: two recordings of one call both name the call's path. */
static void
path_add(struct arena *a, struct path **paths, const char *text)
{
	struct path *path;

	for (path = *paths; path != NULL; path = path->next) {
		if (strcmp(path->text, text) == 0)
			return;
	}
	path = arena_alloc(a, sizeof(*path));
	path->next = *paths;
	path->text = arena_strndup(a, text, strlen(text));
	*paths = path;
}

/* The reading of one account's calls and recordings. */
struct reading {
	struct reconcile *reconcile;
	struct arena *arena;
	const struct account *account;
	struct path *paths;
	bool is_away; /* Twilio does not answer for this account */
};

static void
count(struct reconcile *r, const char *outcome, const char *sid)
{
	r->seen++;
	if (strcmp(outcome, "created") == 0)
		r->created++;
	else if (strcmp(outcome, "updated") == 0)
		r->updated++;
	else
		return;
	r->tell(r->context, outcome, sid, NULL);
}

static void
refuse(struct reconcile *r, const char *sid, const struct rows *rows)
{
	r->seen++;
	r->refused++;
	r->tell(r->context, "refused", sid,
	    rows->detail == NULL ? "a value is malformed" : rows->detail);
}

/* Call api.fn with a resource, or with the path of a missing one. A 4xx says
 * that the resource is wrong: it is told, and reconciling goes on. After any
 * other error the window is not done, and is read again. */
static enum err
apply(struct reading *reading, struct arena *a, const char *fn,
    const char *resource, const char *sid)
{
	struct reconcile *r = reading->reconcile;
	struct rows rows;
	enum err e = db_call(r->db, a, &rows, fn,
	    DB_ARGS(reading->account->sid, resource,
	        r->dry_run ? "true" : "false"));

	if (e != OK && e < ERR_INTERNAL) {
		refuse(r, sid, &rows);
		return OK;
	}
	for (size_t i = 0; e == OK && i < rows.count; i++) {
		const char **row = rows.cell + i * rows.width;

		if (strcmp(row[KIND], "next") == 0)
			path_add(reading->arena, &reading->paths, row[VALUE]);
		else
			count(r, row[KIND], row[VALUE]);
	}
	return e;
}

/* Each resource of a page has a transaction of its own: one transaction would
 * lock all calls of the page, and keep their webhooks waiting. */
static enum err
apply_page(struct reading *reading, struct arena *a, const char *body)
{
	struct rows rows;
	enum err worst = OK,
	         e = db_call(reading->reconcile->db, a, &rows, "reconcile_page",
	             DB_ARGS(reading->account->sid, body));

	if (e == ERR_INVALID)
		log_warnx("Twilio's answer is not JSON");
	if (e != OK)
		return e;
	for (size_t i = 0; i < rows.count && worst != ERR_UNAVAIL; i++) {
		const char **row = rows.cell + i * rows.width;

		if (strcmp(row[KIND], "next") == 0)
			path_add(reading->arena, &reading->paths, row[VALUE]);
		else if ((e = apply(reading, a, "reconcile_apply", row[VALUE],
		              row[SID])) != OK)
			worst = e;
	}
	return worst;
}

/* Note that Twilio refuses the account's credentials: its recordings cannot be
 * copied until the operator corrects the auth token. */
static void
note_refused(struct reading *reading, struct arena *a)
{
	struct rows rows;

	if (!reading->reconcile->dry_run &&
	    db_call(reading->reconcile->db, a, &rows,
	        "reconcile_credentials_refused",
	        DB_ARGS(reading->account->sid)) != OK)
		log_warnx("could not note that Twilio refuses %s",
		    reading->account->sid);
}

/* Ask Twilio for one path, and apply the answer. */
static enum err
follow(struct reading *reading, const char *text)
{
	struct arena *a = arena_new();
	struct fetch_answer answer;
	enum err e =
	    client_get(a, reading->account, text, &answer, &reading->is_away);

	if (answer.status == 401 || answer.status == 403)
		note_refused(reading, a);
	if (e == OK && answer.status == 404)
		e = apply(reading, a, "reconcile_missing", text, text);
	else if (e == OK)
		e = apply_page(reading, a, answer.body);
	if (e != OK)
		log_warnx("%s was not reconciled", text);
	arena_free(a);
	return e;
}

/* Follow a path, and all paths that its answers name. ERR_UNAVAIL ends the
 * whole run; ERR_UPSTREAM ends this account's part of it. */
static enum err
follow_all(struct reconcile *r, const char *account_sid, const char *text)
{
	struct reading reading = {.reconcile = r,
	    .arena = arena_new(),
	    .account = account_find(account_sid)};
	enum err e = OK;

	if (reading.account == NULL) {
		log_warnx("there is no auth token for %s", account_sid);
		r->failed++;
	} else {
		path_add(reading.arena, &reading.paths, text);
	}
	while (reading.paths != NULL && !reading.is_away && e != ERR_UNAVAIL) {
		const char *next = reading.paths->text;

		reading.paths = reading.paths->next;
		e = stop_asked() ? ERR_UNAVAIL : follow(&reading, next);
		r->failed += e != OK;
	}
	arena_free(reading.arena);
	if (reading.is_away)
		return ERR_UPSTREAM;
	return e == ERR_UNAVAIL ? e : OK;
}

enum err
reconcile_run(struct reconcile *r, const char *account_sid,
    const char *window_from, const char *window_to, struct rows *refusal)
{
	const char *away = NULL; /* the account that Twilio is away for */
	struct rows paths;
	enum err e = db_call(r->db, r->arena, &paths, "reconcile_begin",
	    DB_ARGS(window_from, window_to, r->dry_run ? "true" : "false",
	        account_sid));

	*refusal = paths;
	for (size_t i = 0; (e == OK || e == ERR_UPSTREAM) && i < paths.count;
	     i++) {
		const char **row = paths.cell + i * paths.width;

		if (away != NULL && strcmp(row[0], away) == 0)
			continue;
		if ((e = follow_all(r, row[0], row[1])) == ERR_UPSTREAM)
			away = row[0];
	}
	return e == OK && r->failed > 0 ? ERR_UPSTREAM : e;
}
