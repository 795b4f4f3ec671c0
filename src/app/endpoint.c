#include "app/endpoint.h"

#include <assert.h>
#include <pthread.h>
#include <stdlib.h>

#include "app/credential.h"
#include "app/rejection.h"
#include "app/webhook.h"
#include "base/arena.h"
#include "base/log.h"
#include "sys/http.h"
#include "twilio/account.h"

#define IDLE_MS 5000 /* how often due rejections are reported, at least */

/* Callbacks share connections, and go together. Every other thread has its own:
 * what is slow there holds up one thread. Where nothing is slow, more threads
 * would only wake more backends. */
enum {
	CALLBACK_THREADS = 16,
	THREADS = 2
};

/* Either all operations of an endpoint are webhooks, or none is. */
static bool
is_webhook(const struct endpoint *endpoint)
{
	return endpoint->operations[0]->who == TWILIO;
}

/* Set the problem from the error that the SQL function raised. */
static enum err
fail_as_told(struct request *r, enum err e, const struct rows *rows)
{
	if (e == ERR_AUTH && rows->hint != NULL && credential_is_token(r))
		return request_fail(r, e, "invalid_token",
		    "This API token is not known, or was revoked.");
	if (rows->code == NULL && e == ERR_UNAVAIL)
		return request_fail(r, e, "unavailable",
		    "The database cannot answer now. Please try again.");
	if (rows->code == NULL)
		return e;
	e = request_fail(
	    r, e, rows->code, "%s", rows->detail == NULL ? "" : rows->detail);
	if (e == ERR_INVALID)
		r->problem.errors = rows->hint;
	else if (e != ERR_AUTH)
		r->problem.retry_after = rows->hint;
	return e;
}

static enum err
execute(struct db *db, struct request *r, const struct statement *statement,
    struct rows *rows)
{
	long left_ms = http_left_ms(r->http);
	enum err e = db_execute(db, r->arena, statement, rows,
	    left_ms < DB_ANSWER_MS ? left_ms : DB_ANSWER_MS);

	return e == OK ? OK : fail_as_told(r, e, rows);
}

/* Execute the second statement, if the operation has one. After an error,
 * outcome_unknown may have sent the response: then problem_send() adds
 * nothing to it. */
static enum err
follow_up(const struct operation *o, struct db *db, struct request *r,
    struct rows *rows)
{
	struct statement second = {0};
	enum err e;

	if (o->follow_up == NULL)
		return OK;
	if ((e = o->follow_up(r, rows, &second)) != OK || second.fn == NULL)
		return e;
	e = execute(db, r, &second, rows);
	if (e != OK && o->outcome_unknown != NULL)
		o->outcome_unknown(r);
	return e;
}

static enum err
serve(const struct endpoint *endpoint, struct db *db, struct request *r)
{
	const struct operation *o = NULL;
	struct statement statement = {0};
	struct rows rows;
	enum err e;

	if (http_left_ms(r->http) <= 0)
		return request_fail(r, ERR_UNAVAIL, "unavailable",
		    "The request has waited for too long. Please try again.");
	if ((e = operation_accept(endpoint->operations, r, &o, &statement)) !=
	        OK ||
	    (e = execute(db, r, &statement, &rows)) != OK ||
	    (e = follow_up(o, db, r, &rows)) != OK)
		return e;
	return o->answer(r, &rows);
}

/* Note a rejected webhook request before it is answered. Returns e, or the
 * error if the note could not be written: then Twilio tries again. */
static enum err
note_rejection(const struct endpoint *endpoint, struct db *db,
    struct request *r, enum err e)
{
	struct statement statement = {0};
	struct rows rows;
	enum err noted = OK;

	if (!is_webhook(endpoint) || e >= ERR_INTERNAL)
		return e;
	webhook_rejected(
	    r, endpoint->name, problem_code(&r->problem, e), &statement);
	if (statement.fn != NULL)
		noted = execute(db, r, &statement, &rows);
	if (noted == OK)
		return e;
	return noted < ERR_INTERNAL ? ERR_INTERNAL : noted;
}

static void
answer_one(const struct endpoint *endpoint, struct db *db, struct http *h)
{
	struct arena *a = http_arena(h);
	struct request r = {.http = h,
	    .arena = a,
	    .state = arena_alloc(a, endpoint->state_size)};
	enum err e = serve(endpoint, db, &r);

	if (e != OK)
		e = note_rejection(endpoint, db, &r, e);
	if (e != OK)
		problem_send(h, &r.problem, e);
	http_finish(h);
}

static void
load_config(const struct endpoint *endpoint)
{
	if (endpoint->config == NULL)
		return;
	config_load(endpoint->config);
	if (config_has(endpoint->config, TWILIO_ACCOUNTS_FILE))
		account_load();
}

/* What the threads of an endpoint share; db is NULL if each has its own. */
struct service {
	const struct endpoint *endpoint;
	struct db *db;
};

static void
answer_all(const struct endpoint *endpoint, struct db *db)
{
	bool webhook = is_webhook(endpoint);
	struct http *h = http_open();
	enum http_event event;

	while ((event = http_accept(h, webhook ? IDLE_MS : -1)) != HTTP_STOP) {
		if (event == HTTP_REQUEST)
			answer_one(endpoint, db, h);
		if (webhook)
			rejection_report(db, endpoint->name, false);
	}
	http_close(h);
}

static void *
run_thread(void *arg)
{
	const struct service *s = arg;
	struct db *own = s->db == NULL ? db_open() : NULL;

	answer_all(s->endpoint, own == NULL ? s->db : own);
	db_close(own);
	return NULL;
}

/* This thread is one of them. */
static void
run_threads(struct service *s, size_t count)
{
	pthread_t thread[CALLBACK_THREADS];

	assert(count <= CALLBACK_THREADS);
	for (size_t i = 1; i < count; i++) {
		if (pthread_create(&thread[i], NULL, run_thread, s) != 0)
			log_die("pthread_create");
	}
	run_thread(s);
	for (size_t i = 1; i < count; i++)
		pthread_join(thread[i], NULL);
}

int
endpoint_run(const struct endpoint *endpoint)
{
	struct service s = {.endpoint = endpoint};

	log_open(endpoint->name);
	load_config(endpoint);
	http_listen();
	if (is_webhook(endpoint)) {
		s.db = db_open_shared();
		run_threads(&s, CALLBACK_THREADS);
		rejection_report(s.db, endpoint->name, true);
		db_close(s.db);
	} else {
		run_threads(
		    &s, endpoint->threads == 0 ? THREADS : endpoint->threads);
	}
	return EXIT_SUCCESS;
}
