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

#define REQUEST_S  30
#define BODY_MAX   (16 << 20)
#define TRIES      6
#define WAIT_MAX_S 60L

/* A path of the REST API that is still to be asked for. */
struct path {
	struct path *next;
	const char *text;
};

/* The columns of api.reconcile_answer(). */
enum {
	KIND,
	VALUE,
	WHY,
	COLUMNS
};

static struct path *
path_push(struct arena *a, struct path *next, const char *text)
{
	struct path *path = arena_alloc(a, sizeof(*path));

	path->next = next;
	path->text = arena_strndup(a, text, strlen(text));
	return path;
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

/* Only a 200 or a 404 is an answer. */
static enum err
ask_twilio(struct arena *a, const struct account *account, const char *path,
    struct fetch_answer *answer)
{
	struct fetch_request request = {
	    .url = arena_printf(a, "%s%s", config_get(TWILIO_API_URL), path),
	    .user = account->sid,
	    .password = account->tokens[0],
	    .max_bytes = BODY_MAX,
	    .limit_s = REQUEST_S,
	};

	for (int attempt = 0; attempt < TRIES; attempt++) {
		enum err e = fetch_text(a, &request, answer);

		if (e == OK && (answer->status == 200 || answer->status == 404))
			return OK;
		if (!is_passing(answer))
			break;
		if (!stop_wait(-1, wait_ms(answer, attempt)))
			return ERR_UNAVAIL;
	}
	log_warnx("%s: %s", path,
	    answer->status == 0
	        ? answer->why
	        : arena_printf(a, "Twilio answered %d", answer->status));
	return ERR_UPSTREAM;
}

static void
count(struct reconcile *r, const char **row)
{
	size_t *counter = strcmp(row[KIND], "created") == 0   ? &r->created
	                  : strcmp(row[KIND], "updated") == 0 ? &r->updated
	                  : strcmp(row[KIND], "refused") == 0 ? &r->refused
	                                                      : NULL;

	r->seen++;
	if (counter == NULL)
		return;
	++*counter;
	r->tell(r->context, row[KIND], row[VALUE], row[WHY]);
}

/* Ask Twilio for one path, have its answer applied; what to ask for next
 * is put before *paths. */
static enum err
follow(struct reconcile *r, struct arena *a, const struct account *account,
    const char *text, struct path **paths)
{
	struct arena *page = arena_new();
	struct fetch_answer answer;
	struct call call;
	struct rows rows = {0};
	enum err e = ask_twilio(page, account, text, &answer);

	if (e == OK) {
		bool missing = answer.status == 404;

		call = db_ask(page, "reconcile_answer",
		    DB_ARGS(account->sid, text, missing ? "true" : "false",
		        missing ? NULL : answer.body,
		        r->dry_run ? "true" : "false"));
		e = db_call(r->db, page, &call, &rows);
		if (e == ERR_INVALID)
			log_warnx("%s: Twilio's answer is not JSON", text);
	}
	for (size_t i = 0; e == OK && i < rows.count; i++) {
		const char **row = rows.cell + i * COLUMNS;

		if (strcmp(row[KIND], "next") == 0)
			*paths = path_push(a, *paths, row[VALUE]);
		else
			count(r, row);
	}
	arena_free(page);
	return e;
}

/* One path and all that follow from it. ERR_UNAVAIL ends everything. */
static enum err
follow_all(struct reconcile *r, const char *account_sid, const char *text)
{
	const struct account *account = accounts_find(account_sid);
	struct arena *a = arena_new();
	struct path *paths = path_push(a, NULL, text);
	enum err e = OK;

	if (account == NULL) {
		log_warnx("there is no auth token for %s", account_sid);
		r->failed++;
		paths = NULL;
	}
	while (paths != NULL && e != ERR_UNAVAIL) {
		const char *next = paths->text;

		paths = paths->next;
		e = stop_asked() ? ERR_UNAVAIL
		                 : follow(r, a, account, next, &paths);
		r->failed += e != OK;
	}
	arena_free(a);
	return e == ERR_UNAVAIL ? e : OK;
}

enum err
reconcile_run(struct reconcile *r, const char *window_from,
    const char *window_to, struct rows *refusal)
{
	struct call begin = db_ask(
	    r->arena, "reconcile_begin", DB_ARGS(window_from, window_to));
	struct rows paths;
	enum err e = db_call(r->db, r->arena, &begin, &paths);

	*refusal = paths;
	for (size_t i = 0; e == OK && i < paths.count; i++) {
		const char **row = paths.cell + i * paths.width;

		e = follow_all(r, row[0], row[1]);
	}
	return e == OK && r->failed > 0 ? ERR_UPSTREAM : e;
}
