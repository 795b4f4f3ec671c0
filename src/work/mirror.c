#include "work/mirror.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/stop.h"
#include "sys/db.h"
#include "sys/digest.h"
#include "sys/store.h"
#include "work/copy.h"
#include "work/removal.h"

#define IDLE_MS     500
#define DISK_MS     5000 /* the pause after the disk failed */
#define CLEAN_UP_MS 60000
#define MEDIA_TYPE  "audio/wav"
#define EARLY_TRIES 3 /* some 4 s, in which a 404 of Twilio is normal */

/* The columns of api.media_job_lease(). */
enum {
	RECORDING_SID,
	ACCOUNT_SID,
	OBJECT_KEY,
	LEASE_ID,
	ATTEMPTS,
	CHANNELS,
	PUBLIC_KEY_SID,
	ENCRYPTED_CEK,
	IV
};

static enum err
call(struct copy *c, const char *fn, const char *const args[], size_t nargs)
{
	struct rows rows;

	return db_call(c->db, c->arena, &rows, fn, args, nargs);
}

/*
 * Mark the segment stored; try again for as long as the database is away. If an
 * answer was lost, the commit may have succeeded, and the next try finds the
 * lease lost: so ERR_CONFLICT does not tell whether the file is wanted, and
 * media_object_stored() is asked. If the outcome stays unknown, why is NULL and
 * nothing is reported: the lease expires, and another mirror tries.
 */
static enum err
report(struct copy *c, const char *const args[], size_t nargs)
{
	struct rows rows;
	enum err e;

	while ((e = call(c, "media_job_done", args, nargs)) == ERR_UNAVAIL &&
	       stop_wait(-1, 1000))
		;
	c->why = NULL;
	if (e != OK && e != ERR_UNAVAIL && e != ERR_CONFLICT) {
		c->problem = "damaged";
		c->why = arena_printf(c->arena,
		    "the database refused its measured facts (%d)", (int)e);
	}
	if (e != ERR_CONFLICT)
		return e;
	e = db_call(c->db, c->arena, &rows, "media_object_stored",
	    DB_ARGS(c->recording_sid, c->object_key));
	if (e == OK && strcmp(rows.cell[0], "f") == 0) {
		log_info("%s: another mirror stored it, or it is deleted",
		    c->recording_sid);
		e = store_remove(c->object_key);
	}
	return e;
}

/* Verify the audio, move it to its key, and mark the segment stored. */
static enum err
keep(struct copy *c)
{
	struct audio_facts facts;
	char sha256[DIGEST_SHA256_HEX];
	struct arena *a = c->arena;
	enum err e;

	if ((e = copy_examine(c, &facts)) != OK)
		return e;
	/* The sync of hours of audio takes time. */
	if (!copy_renew(c))
		return ERR_CONFLICT;
	if ((e = store_keep(c->file)) != OK) {
		copy_disk_failed(c);
		return e;
	}
	sha256_hex(c->sha256, sha256);
	e = report(
	    c, DB_ARGS(c->lease_id, arena_printf(a, "%ju", (uintmax_t)c->bytes),
	           sha256, MEDIA_TYPE, arena_printf(a, "%d", facts.channels),
	           arena_printf(a, "%.3f", facts.duration_s)));
	if (e == OK)
		log_info("%s is stored: %ju bytes, %.1f s", c->recording_sid,
		    (uintmax_t)c->bytes, facts.duration_s);
	return e;
}

/* Make the copy. If it fails, return the job, to be tried again later. */
static void
run(struct copy *c)
{
	enum err e;

	c->renewed_ms = clock_ms();
	c->answer.request_id = "";
	if ((c->file = store_begin(c->object_key)) == NULL) {
		copy_disk_failed(c);
		e = ERR_UNAVAIL;
	} else {
		c->sha256 = sha256_new();
		if ((e = copy_obtain(c)) == OK)
			e = keep(c);
		sha256_free(c->sha256);
		store_end(c->file);
	}
	if (e == OK || c->why == NULL)
		return;
	log_warnx(
	    "%s: %s (%s)", c->recording_sid, c->why, c->answer.request_id);
	e = call(c, "media_job_retry",
	    DB_ARGS(c->lease_id, c->problem, c->why,
	        arena_printf(c->arena, "%d", c->answer.retry_after_s)));
	if (e != OK)
		log_warnx("%s: could not return the job; its lease expires",
		    c->recording_sid);
}

int
mirror_copy_one(struct db *db)
{
	struct arena *a = arena_new();
	struct rows rows;
	int rest_ms = IDLE_MS;

	if (db_call(db, a, &rows, "media_job_lease", DB_ARGS(COPY_LEASE_S)) ==
	        OK &&
	    rows.count > 0) {
		struct copy c = {
		    .db = db,
		    .arena = a,
		    .recording_sid = rows.cell[RECORDING_SID],
		    .account_sid = rows.cell[ACCOUNT_SID],
		    .object_key = rows.cell[OBJECT_KEY],
		    .lease_id = rows.cell[LEASE_ID],
		    .is_late =
		        strtol(rows.cell[ATTEMPTS], NULL, 10) > EARLY_TRIES,
		    .channels = rows.cell[CHANNELS],
		    .encryption = {rows.cell[PUBLIC_KEY_SID],
		                   rows.cell[ENCRYPTED_CEK], rows.cell[IV]},
		};

		run(&c);
		rest_ms = c.disk_failed ? DISK_MS : 0;
	}
	arena_free(a);
	return rest_ms;
}

/* Give up the recordings that crash every mirror which copies them. */
static void
give_up(struct db *db)
{
	struct arena *a = arena_new();
	struct rows rows;

	while (db_call(db, a, &rows, "media_job_give_up", DB_NO_ARGS) == OK &&
	       rows.cell[0] != NULL)
		log_warnx("%s is given up: mirrors die at it", rows.cell[0]);
	arena_free(a);
}

void
mirror_clean_up(struct db *db)
{
	static long next_ms;
	size_t left;

	if (clock_ms() < next_ms)
		return;
	next_ms = clock_ms() + CLEAN_UP_MS;
	give_up(db);
	store_sweep();
	if (removal_run(db, &left) != OK || left > 0)
		log_warnx("files of deleted rows could not be removed");
}
