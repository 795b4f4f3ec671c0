#include "app/rejection.h"

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
	struct reason *r = find(code);

	if (r == NULL)
		return false;
	r->count++;
	return !r->has_sample;
}

/* Copy s. False: it was cut, as it does not fit. */
static bool
keep(char *to, size_t size, const char *s)
{
	return snprintf(to, size, "%s", s == NULL ? "" : s) < (int)size;
}

void
rejection_sample(const char *code, const struct rejection_sample *sample)
{
	struct reason *r = find(code);
	bool whole;

	if (r == NULL)
		return;
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

/* As UTF-8 for PostgreSQL: a text that is cut may end within a character. */
static const char *
text(struct arena *a, const char *s)
{
	return *s == '\0' ? NULL : utf8_clean(a, s);
}

static void
report(struct db *db, const char *endpoint, struct reason *r)
{
	struct arena *a = arena_new();
	const struct sample *s = &r->sample;
	struct statement statement = db_statement(a, "webhook_reject_unsigned",
	    DB_ARGS(endpoint, r->code, arena_printf(a, "%ju", r->count),
	        text(a, s->uri), text(a, s->host), text(a, s->signature),
	        text(a, s->body), s->is_whole ? "true" : "false"));
	struct rows rows;

	log_warnx("%ju webhook requests were rejected: %s", r->count, r->code);
	r->due_ms = clock_ms() + EVERY_MS;
	if (db_execute(db, a, &statement, &rows, REPORT_MS) == OK) {
		r->count = 0;
		r->has_sample = false;
	}
	arena_free(a);
}

void
rejection_report(struct db *db, const char *endpoint, bool all)
{
	for (size_t i = 0; i < REASONS_MAX && reasons[i].code != NULL; i++) {
		if (reasons[i].count > 0 &&
		    (all || reasons[i].due_ms <= clock_ms()))
			report(db, endpoint, &reasons[i]);
	}
}
