/*
 * One media job of the mirror (work/mirror.h): the copy of a recording that its
 * steps share.
 */
#ifndef COPY_H
#define COPY_H

#include <stdbool.h>
#include <stdint.h>

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
	bool is_late; /* tried so often that Twilio should have the audio */
	const char *channels; /* NULL: not known */
	struct encryption encryption;

	struct cipher *cipher; /* NULL: the audio is not encrypted */
	struct store_file *file;
	struct sha256 *sha256;
	uint64_t bytes;
	unsigned char head[COPY_HEAD_BYTES]; /* of the audio */
	long renewed_ms; /* of clock_ms(): when the lease was last renewed */
	struct fetch_answer answer;

	/* Why the copy failed: a value of data.media_problem (NULL: the fault
	 * is not the recording's), and the reason in words. */
	const char *problem, *why;
	bool disk_failed;
};

/*
 * Fetch the audio into the file, and decrypt it if it is encrypted. On an error
 * problem and why are set. ERR_CONFLICT: copy_is_wanted() was false, or the
 * file could not be written.
 */
enum err copy_obtain(struct copy *);

/*
 * Check that the file is complete audio, and write its peaks. A child process
 * decodes it, as the file may be hostile. Errors: as copy_obtain().
 */
enum err copy_examine(struct copy *, struct audio_facts *);

/* Renew the lease if it is due. False: the lease was lost, and why is set.
 * Other errors do not end the copy: the database may be back before the audio
 * is complete. */
bool copy_renew(struct copy *);

/* False: a signal asked the mirror to end, or the lease was lost; why is set.
 * Renews the lease. context: the struct copy. */
bool copy_is_wanted(void *context);

/* Set problem and why: our disk could not be written. */
void copy_disk_failed(struct copy *);

#endif
