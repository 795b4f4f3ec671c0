#include "sys/splice.h"

#include <sndfile.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "t/tap.h"

#define ROOM (1 << 20)

static unsigned char result[ROOM];
static size_t len, room = ROOM;

static bool
take(void *context, const void *data, size_t n)
{
	const unsigned char *bytes = data;

	(void)context;
	if (len + n > room)
		return false;
	for (size_t i = 0; i < n; i++)
		result[len++] = bytes[i];
	return true;
}

/* Write a file whose frame i has the value first + i and, on a second channel,
 * -(first + i). */
static void
make_wav(const char *path, int rate, int channels, int frames, int first)
{
	SF_INFO info = {.samplerate = rate,
	    .channels = channels,
	    .format = SF_FORMAT_WAV | SF_FORMAT_PCM_16};
	SNDFILE *f = sf_open(path, SFM_WRITE, &info);

	for (int i = 0; i < frames; i++) {
		short sample[2] = {(short)(first + i), (short)-(first + i)};

		sf_writef_short(f, sample, 1);
	}
	sf_close(f);
}

/* Make the file, and read it back. */
static int
spliced(struct splice *s, const struct splice_piece piece[], size_t count)
{
	len = 0;
	if (splice_begin(s, piece, count) != OK)
		return -1;
	return splice_write(s, take, NULL);
}

static int
sample_at(int channels, int frame, int channel)
{
	const unsigned char *p =
	    result + 44 + 2 * ((size_t)frame * (size_t)channels) + 2 * channel;

	return (int16_t)(uint16_t)(p[0] | p[1] << 8);
}

static void
test_two_channels(const char *stereo, const char *mono)
{
	const struct splice_piece pieces[] = {
	    {stereo, 0,   0,    1  },
            {mono,   0.5, 0.25, 0.5}
        };
	struct splice s;

	is_int(spliced(&s, pieces, 2), 1, "two pieces are one file");
	is_int(s.channels, 2, "of the channels of the one that has more");
	is_int((long long)len, 44 + 4 * 16000, "as long as both and the gap");
	is_int((long long)s.bytes, (long long)len, "which was known before");
	is_int(sample_at(2, 100, 1), -101, "the first piece is there");
	is_int(sample_at(2, 8000, 0), 0, "then silence begins");
	is_int(sample_at(2, 11999, 1), 0, "for half a second");
	is_int(sample_at(2, 12000, 0), 2002, "then the second, from its place");
	is_int(sample_at(2, 12000, 1), 2002, "its one channel on both sides");
	is_int(sample_at(2, 15999, 0), 6001, "to its end");
	room = 1000;
	is_int(spliced(&s, pieces, 2), 0, "whoever takes no more ends it");
	room = ROOM;
}

static void
test_file(const char *path, const char *stereo)
{
	const struct splice_piece pieces[] = {
	    {stereo, 0, 0, 1}
        };
	SF_INFO info = {0};
	struct splice s;
	SNDFILE *f;
	FILE *out = fopen(path, "we");

	spliced(&s, pieces, 1);
	fwrite(result, 1, len, out);
	fclose(out);
	f = sf_open(path, SFM_READ, &info);
	ok(f != NULL, "it is a WAV file");
	is_int(info.frames, 8000, "of all frames");
	is_int(info.samplerate, 8000, "and their rate");
	sf_close(f);
}

static void
test_rates(const char *mono, const char *fast)
{
	const struct splice_piece pieces[] = {
	    {mono, 0, 0, 1},
            {fast, 0, 0, 2}
        };
	struct splice s;

	is_int(spliced(&s, pieces, 2), 1, "pieces of two rates are one file");
	is_int(s.rate, 16000, "of the higher one");
	is_int(sample_at(1, 0, 0), 2, "the lower one begins");
	is_int(sample_at(1, 201, 0), 102, "and lasts as long as before");
	is_int(sample_at(1, 16000, 0), 3, "the higher one follows");
	is_int(sample_at(1, 31999, 0), 16002, "to its last frame");
	is_int(sample_at(1, 32000, 0), 0,
	    "then silence, if it is shorter than was said");
}

static void
test_refused(const char *stereo)
{
	struct splice s;
	const struct splice_piece missing[] = {
	    {"/nowhere/a.wav", 0, 0, 1}
        };
	const struct splice_piece longer[] = {
	    {stereo, 140000, 0, 1}
        };

	is_int(splice_begin(&s, missing, 1), ERR_INTERNAL, "a file is missing");
	is_int(
	    splice_begin(&s, longer, 1), ERR_TOOBIG, "no WAV file is so long");
}

int
main(void)
{
	char dir[] = "/tmp/splice.XXXXXX";

	if (mkdtemp(dir) == NULL || chdir(dir) == -1)
		return EXIT_FAILURE;
	make_wav("stereo.wav", 8000, 2, 8000, 1);
	make_wav("mono.wav", 8000, 1, 8000, 2);
	make_wav("fast.wav", 16000, 1, 16000, 3);
	test_two_channels("stereo.wav", "mono.wav");
	test_file("out.wav", "stereo.wav");
	test_rates("mono.wav", "fast.wav");
	test_refused("stereo.wav");
	unlink("stereo.wav");
	unlink("mono.wav");
	unlink("fast.wav");
	unlink("out.wav");
	rmdir(dir);
	return done();
}
