#include "reconcile.h"

#include <stdlib.h>
#include <string.h>

#include "accounts.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "fetch.h"
#include "log.h"
#include "stop.h"

#define REQUEST_MS 30000
#define BODY_MAX   (16 << 20)
#define TRIES      6
#define WAIT_MAX_S 60L

/* A path of the REST API that is still to be asked for. */
struct path {
	struct path *next;
	const char *text;
};

/* The columns of api.reconcile_page(); of api.reconcile_apply() and
 * api.reconcile_missing() the first two. */
enum {
	KIND,
	VALUE,
	SID
};

/* Two recordings of one call both ask for it. */
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

/* Twilio is busy, or ill: is it worth to ask again? */
static bool
is_passing(const struct fetch_answer *answer)
{
	return answer->status == 0 || answer->status == 429 ||
	       answer->status >= 500;
}

/* Twice as long each time, a quarter more or less, unless Twilio says. */
static int
wait_ms(const struct fetch_answer *answer, int attempt)
{
	long ms = (500L << attempt) * (75 + random() % 50) / 100;

	if (answer->retry_after_s > 0)
		ms = 1000L * answer->retry_after_s;
	return (int)(ms < 1000 * WAIT_MAX_S ? ms : 1000 * WAIT_MAX_S);
}

/* Only a 200 or a 404 is an answer. *ill: Twilio has none for this account
 * now, whatever it is asked for. */
static enum err
ask_twilio(struct arena *a, const struct account *account, const char *path,
    struct fetch_answer *answer, bool *ill)
{
	struct fetch_request request = {
	    .url = arena_printf(a, "%s%s", config_get(TWILIO_API_URL), path),
	    .user = account->sid,
	    .password = account->tokens[0],
	    .max_bytes = BODY_MAX,
	    .limit_ms = REQUEST_MS,
	};

	for (int attempt = 0; attempt < TRIES; attempt++) {
		enum err e = fetch_text(a, &request, answer);

		*ill = false;
		if (e == OK && (answer->status == 200 || answer->status == 404))
			return OK;
		*ill = is_passing(answer);
		if (!*ill)
			break;
		if (attempt < TRIES - 1 &&
		    !stop_wait(-1, wait_ms(answer, attempt)))
			return ERR_UNAVAIL;
	}
	log_warnx("%s: %s", path,
	    answer->status == 0
	        ? answer->why
	        : arena_printf(a, "Twilio answered %d", answer->status));
	return ERR_UPSTREAM;
}

/* One account's REST API being read. */
struct reading {
	struct reconcile *reconcile;
	struct arena *arena;
	const struct account *account;
	struct path *paths;
	bool ill; /* no use in asking more now */
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
	    rows->detail == NULL ? "a value is not of its form" : rows->detail);
}

/* Have api.fn apply a resource, or the path of one that is missing. What it
 * is itself to blame for is told; after any other error the window is not
 * done, and is looked at again. */
static enum err
apply(struct reading *reading, struct arena *a, const char *fn,
    const char *resource, const char *sid)
{
	struct reconcile *r = reading->reconcile;
	struct call call = db_ask(a, fn,
	    DB_ARGS(reading->account->sid, resource,
	        r->dry_run ? "true" : "false"));
	struct rows rows;
	enum err e = db_call(r->db, a, &call, &rows);

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

/* Each resource of a page is a transaction of its own: whoever holds the
 * locks of many calls keeps webhooks waiting. */
static enum err
apply_page(struct reading *reading, struct arena *a, const char *body)
{
	struct call call =
	    db_ask(a, "reconcile_page", DB_ARGS(reading->account->sid, body));
	struct rows rows;
	enum err worst = OK,
	         e = db_call(reading->reconcile->db, a, &call, &rows);

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

/* An account's recordings are not to be had until somebody mends that. */
static void
note_refused(struct reading *reading, struct arena *a)
{
	struct call call =
	    db_ask(a, "reconcile_credentials_refused", DB_ARGS(reading->account->sid));
	struct rows rows;

	if (!reading->reconcile->dry_run &&
	    db_call(reading->reconcile->db, a, &call, &rows) != OK)
		log_warnx(
		    "that %s is refused was not noted", reading->account->sid);
}

/* Ask Twilio for one path, and have its answer applied. */
static enum err
follow(struct reading *reading, const char *text)
{
	struct arena *a = arena_new();
	struct fetch_answer answer;
	enum err e =
	    ask_twilio(a, reading->account, text, &answer, &reading->ill);

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

/* One path and all that follow from it. ERR_UNAVAIL ends everything;
 * ERR_UPSTREAM what there is of this account. */
static enum err
follow_all(struct reconcile *r, const char *account_sid, const char *text)
{
	struct reading reading = {.reconcile = r,
	    .arena = arena_new(),
	    .account = accounts_find(account_sid)};
	enum err e = OK;

	if (reading.account == NULL) {
		log_warnx("there is no auth token for %s", account_sid);
		r->failed++;
	} else {
		path_add(reading.arena, &reading.paths, text);
	}
	while (reading.paths != NULL && !reading.ill && e != ERR_UNAVAIL) {
		const char *next = reading.paths->text;

		reading.paths = reading.paths->next;
		e = stop_asked() ? ERR_UNAVAIL : follow(&reading, next);
		r->failed += e != OK;
	}
	arena_free(reading.arena);
	if (reading.ill)
		return ERR_UPSTREAM;
	return e == ERR_UNAVAIL ? e : OK;
}

enum err
reconcile_run(struct reconcile *r, const char *account_sid,
    const char *window_from, const char *window_to, struct rows *refusal)
{
	struct call begin = db_ask(r->arena, "reconcile_begin",
	    DB_ARGS(window_from, window_to, r->dry_run ? "true" : "false",
	        account_sid));
	const char *ill = NULL;
	struct rows paths;
	enum err e = db_call(r->db, r->arena, &begin, &paths);

	*refusal = paths;
	for (size_t i = 0; (e == OK || e == ERR_UPSTREAM) && i < paths.count;
	     i++) {
		const char **row = paths.cell + i * paths.width;

		if (ill != NULL && strcmp(row[0], ill) == 0)
			continue;
		if ((e = follow_all(r, row[0], row[1])) == ERR_UPSTREAM)
			ill = row[0];
	}
	return e == OK && r->failed > 0 ? ERR_UPSTREAM : e;
}
