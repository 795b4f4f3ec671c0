#include "app/rejection.h"

#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "sys/db.h"
#include "text/utf8.h"

#define REASONS_MAX 16
#define EVERY_MS    60000
#define REPORT_MS   1000

/* "": the request had no such part. */
struct sample {
	char uri[1024], host[256], signature[256];
	char body[REJECTION_BODY_MAX + 1];
	bool is_whole; /* no part is cut */
};

struct reason {
	const char *code;
	uint64_t count; /* not reported yet */
	long due_ms;    /* of clock_ms(): when count may be reported */
	bool has_sample;
	struct sample sample;
};

static struct reason reasons[REASONS_MAX];
static pthread_mutex_t reasons_lock = PTHREAD_MUTEX_INITIALIZER;

/* The entry of a code, made if need be; NULL: the table is full. */
static struct reason *
find(const char *code)
{
	for (size_t i = 0; i < REASONS_MAX; i++) {
		if (reasons[i].code == NULL)
			reasons[i].code = code;
		if (strcmp(reasons[i].code, code) == 0)
			return &reasons[i];
	}
	return NULL;
}

bool
rejection_count(const char *code)
{
	struct reason *r;
	bool is_wanted = false;

	pthread_mutex_lock(&reasons_lock);
	if ((r = find(code)) != NULL) {
		r->count++;
		is_wanted = !r->has_sample;
	}
	pthread_mutex_unlock(&reasons_lock);
	return is_wanted;
}

/* Copy s. False: it was cut, as it does not fit. */
static bool
keep(char *to, size_t size, const char *s)
{
	return snprintf(to, size, "%s", s == NULL ? "" : s) < (int)size;
}

static void
set_sample(struct reason *r, const struct rejection_sample *sample)
{
	bool whole;

	r->has_sample = true;
	whole = keep(r->sample.uri, sizeof(r->sample.uri), sample->uri);
	whole =
	    keep(r->sample.host, sizeof(r->sample.host), sample->host) && whole;
	whole = keep(r->sample.signature, sizeof(r->sample.signature),
	            sample->signature) &&
	        whole;
	whole =
	    keep(r->sample.body, sizeof(r->sample.body), sample->body) && whole;
	r->sample.is_whole = whole;
}

void
rejection_sample(const char *code, const struct rejection_sample *sample)
{
	struct reason *r;

	pthread_mutex_lock(&reasons_lock);
	if ((r = find(code)) != NULL)
		set_sample(r, sample);
	pthread_mutex_unlock(&reasons_lock);
}

/* As UTF-8 for PostgreSQL: a text that is cut may end within a character. */
static const char *
text(struct arena *a, const char *s)
{
	return *s == '\0' ? NULL : utf8_clean(a, s);
}

/* Is the reason due? Then copy it, and nobody else reports it for a while. */
static bool
take_due(struct reason *r, bool all, struct reason *copy)
{
	bool is_due;

	pthread_mutex_lock(&reasons_lock);
	is_due = r->count > 0 && (all || r->due_ms <= clock_ms());
	if (is_due) {
		r->due_ms = clock_ms() + EVERY_MS;
		*copy = *r;
	}
	pthread_mutex_unlock(&reasons_lock);
	return is_due;
}

/* What was counted since it was taken stays, with the same sample. */
static void
set_reported(struct reason *r, uint64_t count)
{
	pthread_mutex_lock(&reasons_lock);
	r->count -= count;
	r->has_sample = r->count > 0;
	pthread_mutex_unlock(&reasons_lock);
}

static bool
report(struct db *db, const char *endpoint, const struct reason *r)
{
	struct arena *a = arena_new();
	const struct sample *s = &r->sample;
	struct statement statement = db_statement(a, "webhook_reject_unsigned",
	    DB_ARGS(endpoint, r->code, arena_printf(a, "%ju", r->count),
	        text(a, s->uri), text(a, s->host), text(a, s->signature),
	        text(a, s->body), s->is_whole ? "true" : "false"));
	struct rows rows;
	bool is_reported;

	log_warnx("%ju webhook requests were rejected: %s", r->count, r->code);
	is_reported = db_execute(db, a, &statement, &rows, REPORT_MS) == OK;
	arena_free(a);
	return is_reported;
}

/* The lock is not held while PostgreSQL is asked. */
void
rejection_report(struct db *db, const char *endpoint, bool all)
{
	struct reason copy;

	for (size_t i = 0; i < REASONS_MAX; i++) {
		if (take_due(&reasons[i], all, &copy) &&
		    report(db, endpoint, &copy))
			set_reported(&reasons[i], copy.count);
	}
}
