#include "sys/audio.h"

#include <sndfile.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"

#define PEAKS_MAX 1000 /* for each channel: more than a screen is wide */
#define FRAMES    4096 /* how many are read at a time */

struct peaks {
	int channels;
	sf_count_t frames_per_peak;
	sf_count_t in_peak; /* frames in the last peak so far */
	size_t count;
	short low[PEAKS_MAX][AUDIO_CHANNELS_MAX];
	short high[PEAKS_MAX][AUDIO_CHANNELS_MAX];
};

static void
add_frame(struct peaks *p, const short *sample)
{
	if (p->in_peak == 0) {
		for (int c = 0; c < p->channels; c++)
			p->low[p->count][c] = p->high[p->count][c] = sample[c];
		p->count++;
	}
	for (int c = 0; c < p->channels; c++) {
		if (sample[c] < p->low[p->count - 1][c])
			p->low[p->count - 1][c] = sample[c];
		if (sample[c] > p->high[p->count - 1][c])
			p->high[p->count - 1][c] = sample[c];
	}
	p->in_peak = (p->in_peak + 1) % p->frames_per_peak;
}

/* Returns how many frames could be read: fewer than info.frames if the file is
 * damaged. */
static sf_count_t
read_frames(SNDFILE *f, const SF_INFO *info, struct peaks *p)
{
	static short samples[FRAMES * AUDIO_CHANNELS_MAX];
	sf_count_t total = 0, n;

	p->channels = info->channels;
	p->frames_per_peak = (info->frames + PEAKS_MAX - 1) / PEAKS_MAX;
	while (total < info->frames &&
	       (n = sf_readf_short(f, samples, FRAMES)) > 0) {
		for (sf_count_t i = 0; i < n && total + i < info->frames; i++)
			add_frame(p, samples + i * info->channels);
		total += n;
	}
	return total;
}

static void
print_peaks(FILE *f, const SF_INFO *info, const struct peaks *p)
{
	fprintf(f,
	    "{\"version\":1,\"channels\":%d,\"sampleRate\":%d,"
	    "\"durationS\":%.3f,\"samplesPerPeak\":%lld,\"peaks\":[",
	    p->channels, info->samplerate,
	    (double)info->frames / info->samplerate,
	    (long long)p->frames_per_peak);
	for (int c = 0; c < p->channels; c++) {
		fputs(c == 0 ? "[" : ",[", f);
		for (size_t i = 0; i < p->count; i++)
			fprintf(f, "%s%d,%d", i == 0 ? "" : ",",
			    p->low[i][c] >> 8, p->high[i][c] >> 8);
		fputs("]", f);
	}
	fputs("]}\n", f);
}

static enum err
write_peaks(const char *path, const SF_INFO *info, const struct peaks *p)
{
	FILE *f = fopen(path, "we");
	enum err e = ERR_UNAVAIL;

	if (f == NULL) {
		log_warn("%s", path);
		return e;
	}
	print_peaks(f, info, p);
	if (fflush(f) == 0 && ferror(f) == 0 && fsync(fileno(f)) == 0)
		e = OK;
	else
		log_warn("%s", path);
	fclose(f);
	return e;
}

enum err
audio_read(const char *path, const char *peaks_path, struct audio_facts *facts,
    const char **why)
{
	SF_INFO info = {0};
	SNDFILE *f = sf_open(path, SFM_READ, &info);
	struct peaks *p = NULL;
	enum err e = ERR_UPSTREAM;

	*why = "audio that cannot be read";
	if (f == NULL || info.frames <= 0 || info.samplerate <= 0 ||
	    info.channels < 1 || info.channels > AUDIO_CHANNELS_MAX)
		goto out;
	if ((p = calloc(1, sizeof(*p))) == NULL)
		log_die("audio_read: out of memory");
	*why = "audio that is damaged";
	if (read_frames(f, &info, p) < info.frames)
		goto out;
	facts->channels = info.channels;
	facts->duration_s = (double)info.frames / info.samplerate;
	*why = "our disk could not be written";
	e = write_peaks(peaks_path, &info, p);
out:
	if (f != NULL)
		sf_close(f);
	free(p);
	return e;
}
