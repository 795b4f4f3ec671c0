/*
 * Makes one WAV file from pieces of other audio files, with silence between
 * them (libsndfile). The file is made while it is sent, in some kB of memory
 * however long it is. Source of its head: RIFF WAVE, as in text/wav.h.
 */
#ifndef SPLICE_H
#define SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

/* silence_s seconds of silence, then duration_s seconds of the file at path,
 * from second from_s on. */
struct splice_piece {
	const char *path;
	double silence_s, from_s, duration_s;
};

/* The file to be made: 16-bit PCM, with as many channels and as high a sample
 * rate as any piece has. */
struct splice {
	const struct splice_piece *piece; /* count pieces, borrowed */
	size_t count;
	int channels, rate;
	uint64_t bytes; /* of the whole file */
};

/*
 * Read the formats of all pieces, and compute the size of the file.
 * ERR_INTERNAL: a piece cannot be read, which was logged. ERR_TOOBIG: the file
 * would be longer than a WAV file can be (4 GiB).
 */
enum err
splice_begin(struct splice *, const struct splice_piece piece[], size_t count);

/*
 * Pass the whole file to write, in order: exactly splice.bytes bytes. False:
 * the file is not complete, as write returned false, or a piece cannot be read
 * any more, which was logged.
 */
bool splice_write(const struct splice *,
    bool (*write)(void *context, const void *data, size_t len), void *context);

#endif
