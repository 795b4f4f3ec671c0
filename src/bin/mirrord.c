/*
 * mirrord: copies recordings from Twilio to our storage, verified.
 *
 * Takes a media job, fetches its audio into a temporary file, decrypted if
 * need be, checks that it is whole, keeps it under the job's key, and only then
 * has the database call it stored. Killed at any point it leaves a job whose
 * lease runs out, and nothing else that anybody can see: what is under the
 * job's key then is removed. Run as many as you like.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "accounts.h"
#include "arena.h"
#include "audio.h"
#include "child.h"
#include "cipher.h"
#include "config.h"
#include "db.h"
#include "fetch.h"
#include "log.h"
#include "mac.h"
#include "removals.h"
#include "stop.h"
#include "store.h"
#include "twilio.h"
#include "wav.h"

#define LEASE_S     "120"
#define RENEW_S     30
#define IDLE_MS     500
#define DISK_MS     5000 /* what is full is not tried with every job */
#define CLEAN_UP_S  60
#define HEAD_BYTES  4096
#define MEDIA_TYPE  "audio/wav"
#define AUDIO_MAX   (UINT64_C(4) << 30) /* a WAV file has no more */
#define FETCH_MS    7200000             /* of a day's call: 400 kB a second */
#define ANSWER_MAX  (1 << 20)
#define ANSWER_MS   30000
#define EARLY_TRIES 3 /* 4 s or so in which a 404 means nothing */

/* A copy in the making. */
struct copy {
	struct db *db;
	struct arena *arena;
	const char *recording_sid, *account_sid, *object_key, *lease_id;
	bool is_late;         /* tried so often that it should be there */
	const char *channels; /* NULL: not known */
	const char *public_key_sid, *encrypted_cek, *iv; /* NULL: in clear */

	struct cipher *cipher; /* NULL: in clear */
	struct store_file *file;
	struct sha256 *sha256;
	uint64_t bytes;
	unsigned char head[HEAD_BYTES];
	time_t renewed_at;
	struct fetch_answer answer;

	/* Why it cannot be made now: one of data.media_problem (NULL: this
	 * says nothing of the recording), and in words. */
	const char *problem, *why;
	bool disk_failed;
};

static enum err
ask(struct copy *c, const char *fn, const char *const args[], size_t nargs,
    struct rows *rows)
{
	struct call call = db_ask(c->arena, fn, args, nargs);

	return db_call(c->db, c->arena, &call, rows);
}

static enum err
call(struct copy *c, const char *fn, const char *const args[], size_t nargs)
{
	struct rows rows;

	return ask(c, fn, args, nargs, &rows);
}

static void
disk_failed(struct copy *c)
{
	c->problem = "our_disk";
	c->why = "our disk could not be written";
	c->disk_failed = true;
}

static bool
on_audio(void *context, const void *data, size_t len)
{
	struct copy *c = context;

	if (c->bytes < HEAD_BYTES) {
		size_t room = HEAD_BYTES - c->bytes;

		memcpy(c->head + c->bytes, data, len < room ? len : room);
	}
	c->bytes += len;
	sha256_add(c->sha256, data, len);
	if (store_add(c->file, data, len))
		return true;
	disk_failed(c);
	return false;
}

static bool
on_data(void *context, const void *data, size_t len)
{
	struct copy *c = context;

	return c->cipher == NULL
	           ? on_audio(c, data, len)
	           : cipher_add(c->cipher, data, len, on_audio, c);
}

/* Only a lease that is lost ends the copy: a database that is away now may
 * be back when the audio is here. */
static bool
renew(struct copy *c)
{
	time_t now = time(NULL);

	if (now < c->renewed_at + RENEW_S)
		return true;
	c->renewed_at = now;
	if (call(c, "media_job_renew", DB_ARGS(c->lease_id, LEASE_S)) !=
	    ERR_CONFLICT)
		return true;
	c->why = "the lease was lost";
	return false;
}

static bool
on_progress(void *context)
{
	struct copy *c = context;

	if (!stop_asked())
		return renew(c);
	c->why = "the mirror was stopped";
	return false;
}

/* What the REST API has of the recording, by the end of its URL. */
static const char *
url_of(const struct copy *c, const char *end)
{
	return arena_printf(c->arena,
	    "%s/2010-04-01/Accounts/%s/Recordings/%s%s",
	    config_get(TWILIO_API_URL), c->account_sid, c->recording_sid, end);
}

static enum err
get(struct copy *c, const struct account *account, const char *end)
{
	struct fetch_request request = {
	    .url = url_of(c, end),
	    .user = c->account_sid,
	    .password = account->tokens[0],
	    .max_bytes = AUDIO_MAX,
	    .limit_ms = FETCH_MS,
	    .type = "audio/",
	    .write = on_data,
	    .go_on = on_progress,
	    .context = c,
	};
	enum err e = fetch_get(c->arena, &request, &c->answer);

	if (c->answer.why != NULL) {
		c->problem = "unreachable";
		c->why = c->answer.why;
	}
	return e;
}

/* Twilio has no audio of it. That happens at first; later it is asked whether
 * it still knows of the recording. */
static void
judge_404(struct copy *c, const struct account *account)
{
	struct fetch_answer answer;
	struct fetch_request request = {
	    .url = url_of(c, ".json"),
	    .user = c->account_sid,
	    .password = account->tokens[0],
	    .max_bytes = ANSWER_MAX,
	    .limit_ms = ANSWER_MS,
	    .go_on = on_progress,
	    .context = c,
	};

	if (c->is_late && fetch_text(c->arena, &request, &answer) == OK &&
	    answer.status == 404) {
		c->problem = "gone_at_twilio";
		c->why = "Twilio does not have it any more (404)";
	} else {
		c->problem = "not_ready";
		c->why = "Twilio does not hand its audio out yet (404)";
	}
}

/* What Twilio's status says of the recording. */
static void
judge_status(struct copy *c, const struct account *account)
{
	switch (c->answer.status) {
	case 401:
	case 403:
		c->problem = "credentials_refused";
		c->why = arena_printf(c->arena,
		    "Twilio refuses our credentials (%d)", c->answer.status);
		break;
	case 404:
		judge_404(c, account);
		break;
	case 410:
		c->problem = "gone_at_twilio";
		c->why = "Twilio does not have it any more (410)";
		break;
	default:
		break;
	}
}

/* Twilio gives both channels only where it has two, and calls it an error
 * where not. What is encrypted it can only give as it is. */
static enum err
fetch(struct copy *c)
{
	const struct account *account = accounts_find(c->account_sid);
	bool as_it_is = c->cipher != NULL ||
	                (c->channels != NULL && strcmp(c->channels, "1") == 0);
	enum err e;

	if (account == NULL) {
		c->problem = "credentials_refused";
		c->why = "there is no auth token for its account";
		return ERR_UPSTREAM;
	}
	e = get(c, account, as_it_is ? ".wav" : ".wav?RequestedChannels=2");
	if (c->answer.status == 400 && !as_it_is)
		e = get(c, account, ".wav");
	judge_status(c, account);
	return e;
}

/* Find the private key, if one is needed. False: why says what is amiss. */
static bool
begin_cipher(struct copy *c)
{
	const char *dir = config_get(TWILIO_PRIVATE_KEYS_DIR);
	const char *sid = c->public_key_sid, *path;

	if (sid == NULL)
		return true;
	path = arena_printf(c->arena, "%s/%s.pem", dir == NULL ? "" : dir, sid);
	if (dir == NULL || !twilio_is_sid(sid, "CR") ||
	    access(path, R_OK) == -1) {
		c->why = arena_printf(
		    c->arena, "there is no private key %s for it", sid);
		return false;
	}
	c->cipher = cipher_new(path, c->encrypted_cek, c->iv, &c->why);
	return c->cipher != NULL;
}

/* Fetch it, and decrypt it if need be. */
static enum err
obtain(struct copy *c)
{
	enum err e;

	if (!begin_cipher(c)) {
		c->problem = "no_private_key";
		return ERR_UPSTREAM;
	}
	e = fetch(c);
	if (e == OK && c->cipher != NULL && !cipher_end(c->cipher, &c->why)) {
		c->problem = "damaged";
		e = ERR_UPSTREAM;
	}
	cipher_free(c->cipher);
	return e;
}

/* What the decoder found out, in a process of its own. */
struct decoded {
	enum err err;
	const char *why; /* a literal: at the child's address for us, too */
	struct audio_facts facts;
};

static void
decode(void *context, void *result)
{
	const struct copy *c = context;
	struct decoded *d = result;

	d->err = audio_read(
	    store_path(c->file), store_peaks_path(c->file), &d->facts, &d->why);
}

/* Read the audio, however hostile it is, and make its peaks. */
static enum err
examine(struct copy *c, struct audio_facts *facts)
{
	size_t head = c->bytes < HEAD_BYTES ? c->bytes : HEAD_BYTES;
	struct decoded d = {0};
	enum err e;

	if (!wav_is_whole(c->head, head, c->bytes, &c->why)) {
		c->problem = "damaged";
		return ERR_UPSTREAM;
	}
	c->why = "no process could be made to decode it";
	e = child_run(decode, c, &d, sizeof(d), on_progress, c);
	if (e == ERR_UPSTREAM) {
		c->problem = "damaged";
		c->why = "its audio ended the decoder";
	}
	if (e != OK)
		return e;
	if (d.err == ERR_UNAVAIL) {
		disk_failed(c);
	} else if (d.err != OK) {
		c->problem = "damaged";
		c->why = d.why;
	}
	*facts = d.facts;
	return d.err;
}

/*
 * Have the copy called stored, however long the database is away. An
 * answer that did not come may have been a yes: a lease that then is lost
 * says nothing of the file. Of what was kept, and neither stored nor
 * refused, nothing is said (why is NULL): the lease runs out, and another
 * mirror tries.
 */
static enum err
report(struct copy *c, const char *const args[], size_t nargs)
{
	struct rows rows;
	enum err e;

	while (
	    (e = ask(c, "media_job_done", args, nargs, &rows)) == ERR_UNAVAIL &&
	    stop_wait(-1, 1000))
		;
	c->why = NULL;
	if (e != OK && e != ERR_UNAVAIL && e != ERR_CONFLICT) {
		c->problem = "damaged";
		c->why = arena_printf(c->arena,
		    "what was measured of it was refused (%d)", (int)e);
	}
	if (e != ERR_CONFLICT)
		return e;
	e = ask(c, "media_object_stored",
	    DB_ARGS(c->recording_sid, c->object_key), &rows);
	if (e == OK && strcmp(rows.cell[0], "f") == 0) {
		log_info(
		    "%s: another has it, or it is deleted", c->recording_sid);
		e = store_remove(c->object_key);
	}
	return e;
}

/* Verify what came, keep it, and have it called stored. */
static enum err
keep(struct copy *c)
{
	struct audio_facts facts;
	char sha256[MAC_SHA256_HEX];
	struct arena *a = c->arena;
	enum err e;

	if ((e = examine(c, &facts)) != OK)
		return e;
	/* To sync hours of audio takes time. */
	if (!renew(c))
		return ERR_CONFLICT;
	if ((e = store_keep(c->file)) != OK) {
		disk_failed(c);
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

/* A copy that could not be made is tried again later. */
static void
run(struct copy *c)
{
	enum err e;

	c->renewed_at = time(NULL);
	c->answer.request_id = "";
	if ((c->file = store_begin(c->object_key)) == NULL) {
		disk_failed(c);
		e = ERR_UNAVAIL;
	} else {
		c->sha256 = sha256_new();
		if ((e = obtain(c)) == OK)
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
		log_warnx("%s: the lease is left to run out", c->recording_sid);
}

/* Gives for how many ms there is nothing to do. */
static int
work(struct db *db)
{
	struct arena *a = arena_new();
	struct call lease = db_ask(a, "media_job_lease", DB_ARGS(LEASE_S));
	struct rows rows;
	int rest_ms = IDLE_MS;

	if (db_call(db, a, &lease, &rows) == OK && rows.count > 0) {
		struct copy c = {
		    .db = db,
		    .arena = a,
		    .recording_sid = rows.cell[0],
		    .account_sid = rows.cell[1],
		    .object_key = rows.cell[2],
		    .lease_id = rows.cell[3],
		    .is_late = strtol(rows.cell[4], NULL, 10) > EARLY_TRIES,
		    .channels = rows.cell[5],
		    .public_key_sid = rows.cell[6],
		    .encrypted_cek = rows.cell[7],
		    .iv = rows.cell[8],
		};

		run(&c);
		rest_ms = c.disk_failed ? DISK_MS : 0;
	}
	arena_free(a);
	return rest_ms;
}

/* Give up the recordings that end every mirror. */
static void
give_up(struct db *db)
{
	struct arena *a = arena_new();
	struct call call = db_ask(a, "media_job_give_up", NULL, 0);
	struct rows rows;

	while (db_call(db, a, &call, &rows) == OK && rows.cell[0] != NULL)
		log_warnx("%s is given up: mirrors end at it", rows.cell[0]);
	arena_free(a);
}

/* Remove what dead mirrors left, and the files whose rows are gone. */
static void
clean_up(struct db *db)
{
	static time_t done_at;
	time_t now = time(NULL);
	size_t left;

	if (now < done_at + CLEAN_UP_S)
		return;
	done_at = now;
	give_up(db);
	store_sweep();
	if (removals_run(db, &left) != OK || left > 0)
		log_warnx("files whose rows are gone are still there");
}

int
main(void)
{
	struct db *db;
	int rest_ms;

	log_open("mirrord");
	CONFIG_LOAD(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE, MEDIA_DIR,
	    TWILIO_PRIVATE_KEYS_DIR);
	accounts_load();
	stop_open();
	db = db_open();
	do {
		clean_up(db);
		rest_ms = work(db);
	} while (rest_ms == 0 ? !stop_asked() : stop_wait(-1, rest_ms));
	db_close(db);
	return EXIT_SUCCESS;
}
