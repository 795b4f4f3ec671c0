/*
 * One WAV file out of pieces of others, with silence between them, made as
 * it is sent: however long it is, it takes a few kB of memory (libsndfile).
 * Source of the head: RIFF WAVE, as in wav.h.
 */
#ifndef SPLICE_H
#define SPLICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"

/* Seconds of silence, then duration_s of a file from its second from_s on. */
struct splice_piece {
	const char *path;
	double silence_s, from_s, duration_s;
};

/* What it will be: 16 bits, with the most channels and the highest rate that
 * any piece has. */
struct splice {
	const struct splice_piece *piece; /* count of them, borrowed */
	size_t count;
	int channels, rate;
	uint64_t bytes; /* of the whole file */
};

/*
 * Look at all the pieces. ERR_INTERNAL: one cannot be read, which was
 * logged. ERR_TOOBIG: it would be longer than a WAV file can be.
 */
enum err
splice_begin(struct splice *, const struct splice_piece piece[], size_t count);

/*
 * The whole file, to write, in order; exactly splice.bytes of them. False:
 * write said so, or a piece cannot be read any more (logged): what was
 * written is not the whole.
 */
bool splice_write(const struct splice *,
    bool (*write)(void *context, const void *data, size_t len), void *context);

#endif
