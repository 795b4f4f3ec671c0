/*
 * What is in an audio file (libsndfile), and its peaks: the few numbers
 * that a waveform is drawn from. Only this and splice.c include libsndfile.
 */
#ifndef AUDIO_H
#define AUDIO_H

#include "base/err.h"

enum {
	AUDIO_CHANNELS_MAX = 2
};

struct audio_facts {
	int channels;      /* 1 or 2 */
	double duration_s; /* counted in its frames */
};

/*
 * Read all of the file behind path and write its peaks to peaks_path, a
 * JSON file of some kB however long the audio is:
 *
 *	{"version":1, "channels":2, "sampleRate":8000, "durationS":24.1,
 *	 "samplesPerPeak":193, "peaks":[[min,max,min,max,...], [...]]}
 *
 * with one row per channel of values from -128 to 127. The file is synced.
 * ERR_UPSTREAM: it is no audio that we can read. ERR_UNAVAIL: peaks_path
 * cannot be written; logged. *why says so in words, a literal.
 */
enum err audio_read(const char *path, const char *peaks_path,
    struct audio_facts *, const char **why);

#endif
