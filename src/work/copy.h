/*
 * One recording on its way from Twilio to our storage: what the steps of
 * work/mirror.h share.
 */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "base/err.h"
#include "sys/audio.h"
#include "sys/fetch.h"
#include "twilio/decrypt.h"

struct arena;
struct db;
struct sha256;
struct store_file;

#define COPY_LEASE_S "120"

enum {
	COPY_HEAD_BYTES = 4096
};

struct copy {
	struct db *db;
	struct arena *arena;
	const char *recording_sid, *account_sid, *object_key, *lease_id;
	bool is_late;         /* tried so often that it should be there */
	const char *channels; /* NULL: not known */
	struct encryption encryption;

	struct cipher *cipher; /* NULL: in clear */
	struct store_file *file;
	struct sha256 *sha256;
	uint64_t bytes;
	unsigned char head[COPY_HEAD_BYTES]; /* of the audio */
	time_t renewed_at;                   /* the lease */
	struct fetch_answer answer;

	/* Why it cannot be made now: one of data.media_problem (NULL: this
	 * says nothing of the recording), and in words. */
	const char *problem, *why;
	bool disk_failed;
};

/*
 * Fetch the audio into the file, and decrypt it if need be. Errors: problem
 * and why say what is amiss; ERR_CONFLICT: copy_is_wanted() said no.
 */
enum err copy_obtain(struct copy *);

/*
 * Is what came whole, and audio? However hostile it is, only a child process
 * reads it, and writes its peaks. Errors: as copy_obtain().
 */
enum err copy_examine(struct copy *, struct audio_facts *);

/* Is it worth going on? No, if it is time to stop or the lease was lost; why
 * then says so. Renews the lease. context: the copy. */
bool copy_is_wanted(void *context);

/* Our disk could not be written: problem and why. */
void copy_disk_failed(struct copy *);

#endif
