/*
 * The format and length of an audio file (libsndfile), and its peaks: the
 * numbers that the page draws a waveform from.
 */
#ifndef AUDIO_H
#define AUDIO_H

#include "base/err.h"

enum {
	AUDIO_CHANNELS_MAX = 2
};

struct audio_facts {
	int channels;      /* 1 or 2 */
	double duration_s; /* frames / sample rate */
};

/*
 * Read the whole file at path, and write its peaks to peaks_path, as JSON of
 * some kB however long the audio is:
 *
 *	{"version":1, "channels":2, "sampleRate":8000, "durationS":24.1,
 *	 "samplesPerPeak":193, "peaks":[[min,max,min,max,...], [...]]}
 *
 * with one row per channel, of values from -128 to 127. The file is synced.
 * ERR_UPSTREAM: the audio cannot be read. ERR_UNAVAIL: peaks_path cannot be
 * written, which was logged. On an error *why is the reason in words, a
 * literal.
 */
enum err audio_read(const char *path, const char *peaks_path,
    struct audio_facts *, const char **why);

#endif
