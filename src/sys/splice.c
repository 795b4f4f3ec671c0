#include "sys/splice.h"

#include <sndfile.h>

#include "base/log.h"

#define FRAMES       4096 /* how many are read and written at a time */
#define HEAD_BYTES   44
#define SAMPLE_BYTES 2
#define CHANNELS_MAX 2 /* AUDIO_CHANNELS_MAX, which the mirror checks */
#define PCM          1 /* the format tag */

/* The file being written: frames are gathered before they are sent. */
struct output {
	const struct splice *splice;
	bool (*write)(void *context, const void *data, size_t len);
	void *context;
	size_t frames;
	unsigned char data[FRAMES * CHANNELS_MAX * SAMPLE_BYTES];
};

/* A piece being read, a frame at a time. */
struct input {
	SNDFILE *file;
	SF_INFO info;
	sf_count_t have, next; /* frames in sample[]; the next one to use */
	short sample[FRAMES * CHANNELS_MAX];
};

static uint64_t
frames_of(double seconds, int rate)
{
	return (uint64_t)(seconds * rate + 0.5);
}

static bool
open_piece(const struct splice_piece *piece, struct input *in)
{
	*in = (struct input){.file = NULL};
	in->file = sf_open(piece->path, SFM_READ, &in->info);
	if (in->file != NULL && in->info.samplerate > 0 &&
	    in->info.channels >= 1 && in->info.channels <= CHANNELS_MAX)
		return true;
	log_warnx("%s cannot be read", piece->path);
	if (in->file != NULL)
		sf_close(in->file);
	return false;
}

enum err
splice_begin(
    struct splice *splice, const struct splice_piece piece[], size_t count)
{
	struct input in;
	uint64_t frames = 0;

	*splice = (struct splice){.piece = piece, .count = count};
	for (size_t i = 0; i < count; i++) {
		if (!open_piece(&piece[i], &in))
			return ERR_INTERNAL;
		if (in.info.channels > splice->channels)
			splice->channels = in.info.channels;
		if (in.info.samplerate > splice->rate)
			splice->rate = in.info.samplerate;
		sf_close(in.file);
	}
	for (size_t i = 0; i < count; i++)
		frames += frames_of(piece[i].silence_s, splice->rate) +
		          frames_of(piece[i].duration_s, splice->rate);
	splice->bytes =
	    HEAD_BYTES + frames * (uint64_t)splice->channels * SAMPLE_BYTES;
	return splice->bytes > UINT32_MAX ? ERR_TOOBIG : OK;
}

static void
put_le(unsigned char *p, uint32_t value, size_t len)
{
	for (size_t i = 0; i < len; i++)
		p[i] = (unsigned char)(value >> (8 * i));
}

static bool
write_head(const struct output *out)
{
	const struct splice *s = out->splice;
	uint32_t frame_bytes = (uint32_t)s->channels * SAMPLE_BYTES;
	unsigned char head[HEAD_BYTES] = "RIFF    WAVEfmt             "
	                                 "        data";

	put_le(head + 4, (uint32_t)(s->bytes - 8), 4);
	put_le(head + 16, 16, 4);
	put_le(head + 20, PCM, 2);
	put_le(head + 22, (uint32_t)s->channels, 2);
	put_le(head + 24, (uint32_t)s->rate, 4);
	put_le(head + 28, (uint32_t)s->rate * frame_bytes, 4);
	put_le(head + 32, frame_bytes, 2);
	put_le(head + 34, 8 * SAMPLE_BYTES, 2);
	put_le(head + 40, (uint32_t)(s->bytes - HEAD_BYTES), 4);
	return out->write(out->context, head, HEAD_BYTES);
}

static bool
flush(struct output *out)
{
	size_t len = out->frames * (size_t)out->splice->channels * SAMPLE_BYTES;

	out->frames = 0;
	return len == 0 || out->write(out->context, out->data, len);
}

/* Write one frame; a single channel is written to all channels. */
static bool
put_frame(struct output *out, const short *sample, int channels)
{
	int wanted = out->splice->channels;
	unsigned char *p =
	    out->data + out->frames * (size_t)wanted * SAMPLE_BYTES;

	for (int c = 0; c < wanted; c++, p += SAMPLE_BYTES)
		put_le(p, (uint16_t)sample[c < channels ? c : 0], SAMPLE_BYTES);
	out->frames++;
	return out->frames < FRAMES || flush(out);
}

static bool
put_silence(struct output *out, uint64_t frames)
{
	static const short silence[CHANNELS_MAX];

	for (uint64_t i = 0; i < frames; i++) {
		if (!put_frame(out, silence, CHANNELS_MAX))
			return false;
	}
	return true;
}

/* The next frame, or NULL at the end of the file. */
static const short *
next_frame(struct input *in)
{
	if (in->next == in->have) {
		in->have = sf_readf_short(in->file, in->sample, FRAMES);
		in->next = 0;
		if (in->have <= 0) {
			in->have = 0;
			return NULL;
		}
	}
	return in->sample + in->next++ * in->info.channels;
}

/* Each frame is repeated if the file has a lower sample rate than the output.
 * If the file is shorter than frames, silence follows. */
static bool
put_audio(struct output *out, struct input *in, uint64_t frames)
{
	static const short silence[CHANNELS_MAX];
	const short *frame = silence;
	uint64_t taken = 0;

	for (uint64_t i = 0; i < frames; i++) {
		uint64_t wanted = i * (uint64_t)in->info.samplerate /
		                      (uint64_t)out->splice->rate +
		                  1;

		while (taken < wanted && frame != NULL) {
			frame = next_frame(in);
			taken++;
		}
		if (!put_frame(out, frame == NULL ? silence : frame,
		        in->info.channels))
			return false;
	}
	return true;
}

static bool
put_piece(struct output *out, const struct splice_piece *piece)
{
	struct input in;
	int rate = out->splice->rate;
	bool done;

	if (!put_silence(out, frames_of(piece->silence_s, rate)) ||
	    !open_piece(piece, &in))
		return false;
	done = sf_seek(in.file,
	           (sf_count_t)frames_of(piece->from_s, in.info.samplerate),
	           SEEK_SET) >= 0 &&
	       put_audio(out, &in, frames_of(piece->duration_s, rate));
	sf_close(in.file);
	return done;
}

bool
splice_write(const struct splice *splice,
    bool (*write)(void *context, const void *data, size_t len), void *context)
{
	struct output out;

	out.splice = splice;
	out.write = write;
	out.context = context;
	out.frames = 0;
	if (!write_head(&out))
		return false;
	for (size_t i = 0; i < splice->count; i++) {
		if (!put_piece(&out, &splice->piece[i]))
			return false;
	}
	return flush(&out);
}
