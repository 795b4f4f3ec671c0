#include "app.h"

#include <stdlib.h>
#include <string.h>

#include "db.h"
#include "http.h"
#include "log.h"
#include "session.h"

#define BETWEEN_MS 5000

/* The columns that app_json() answers with. */
enum {
	SHOWN,
	CREATED
};

static enum err
ask_database(
    struct db *db, struct http *h, const struct call *call, struct rows *rows)
{
	long left_ms = http_left_ms(h);
	enum err e = db_call_within(db, http_arena(h), call, rows,
	    left_ms < DB_ANSWER_MS ? left_ms : DB_ANSWER_MS);

	if (e == ERR_AUTH && rows->hint != NULL && session_is_token(h))
		return http_fail(h, e, "invalid_token",
		    "This API token is not known, or was revoked.");
	if (e == ERR_INVALID && rows->hint != NULL)
		http_faults(h, rows->hint);
	else if (e != OK && e != ERR_AUTH && rows->hint != NULL)
		http_retry_after(h, rows->hint);
	if (e != OK && rows->code != NULL)
		return http_fail(h, e, rows->code, "%s",
		    rows->detail == NULL ? "" : rows->detail);
	if (e == ERR_UNAVAIL)
		return http_fail(h, e, "unavailable",
		    "The database cannot answer now. Please try again.");
	return e;
}

static enum err
serve(const struct endpoint *endpoint, struct db *db, struct http *h)
{
	struct call call = {0}, second = {0};
	struct rows rows;
	enum err e;

	if (http_left_ms(h) <= 0)
		return http_fail(h, ERR_UNAVAIL, "unavailable",
		    "The request has waited for too long. Please try again.");
	if ((e = endpoint->ask(h, &call)) != OK)
		return e;
	if ((e = ask_database(db, h, &call, &rows)) != OK)
		return e;
	if (endpoint->then != NULL &&
	    (e = endpoint->then(h, &rows, &second)) != OK)
		return e;
	if (second.fn != NULL &&
	    (e = ask_database(db, h, &second, &rows)) != OK) {
		if (endpoint->unsure == NULL)
			return e;
		endpoint->unsure(h);
		return OK;
	}
	return endpoint->answer(h, &rows);
}

/* e, once it is written down where it has to be; else why it was not. */
static enum err
note_refusal(
    const struct endpoint *endpoint, struct db *db, struct http *h, enum err e)
{
	struct call call = {0};
	struct rows rows;
	enum err noted = OK;

	if (endpoint->refused == NULL || e >= ERR_INTERNAL)
		return e;
	endpoint->refused(h, http_code(h, e), &call);
	if (call.fn != NULL)
		noted = ask_database(db, h, &call, &rows);
	return noted == OK ? e : noted;
}

enum err
app_json(struct http *h, const struct rows *rows)
{
	if (rows->width > CREATED && strcmp(rows->cell[CREATED], "t") == 0)
		http_head(h, "Status", "201 Created");
	http_json(h, rows->cell[SHOWN]);
	return OK;
}

enum err
app_no_content(struct http *h, const struct rows *)
{
	http_no_content(h);
	return OK;
}

static void
answer_one(const struct endpoint *endpoint, struct db *db, struct http *h)
{
	enum err e = serve(endpoint, db, h);

	if (e != OK)
		http_error(h, note_refusal(endpoint, db, h, e));
	http_finish(h);
}

int
app_run(const struct endpoint *endpoint)
{
	int timeout_ms = endpoint->between == NULL ? -1 : BETWEEN_MS;
	enum http_event event;
	struct db *db;
	struct http *h;

	log_open(endpoint->name);
	db = db_open();
	h = http_open();
	do {
		event = http_accept(h, timeout_ms);
		if (event == HTTP_REQUEST)
			answer_one(endpoint, db, h);
		if (endpoint->between != NULL)
			endpoint->between(db, event == HTTP_STOP);
	} while (event != HTTP_STOP);
	http_close(h);
	db_close(db);
	return EXIT_SUCCESS;
}
