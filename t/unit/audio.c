#include "sys/audio.h"

#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "t/tap.h"

/* Write a WAV file of that many frames: one channel, 8,000 frames a second. */
static void
make_wav(const char *path, uint32_t frames)
{
	const uint32_t bytes = 2 * frames;
	const uint32_t all = 36 + bytes, rate = 8000, second = 16000;
	FILE *f = fopen(path, "we");

	if (f == NULL)
		exit(EXIT_FAILURE);
	fwrite("RIFF", 1, 4, f);
	fwrite(&all, 4, 1, f);
	fwrite("WAVEfmt \x10\0\0\0\1\0\1\0", 1, 16, f);
	fwrite(&rate, 4, 1, f);
	fwrite(&second, 4, 1, f);
	fwrite("\2\0\x10\0data", 1, 8, f);
	fwrite(&bytes, 4, 1, f);
	for (uint32_t i = 0; i < bytes; i++)
		fputc((int)(i % 7), f);
	fclose(f);
}

int
main(void)
{
	char path[] = "/tmp/omnivox-audio.XXXXXX";
	char peaks[] = "/tmp/omnivox-peaks.XXXXXX";
	struct audio_facts facts = {0};
	const char *why = NULL;

	close(mkstemp(path));
	close(mkstemp(peaks));
	make_wav(path, 12000);
	is_int(audio_read(path, peaks, &facts, &why), OK, "audio is read");
	is_int(facts.channels, 1, "its channels");
	is_int((long long)(1000 * facts.duration_s), 1500, "its milliseconds");

	make_wav(path, 1);
	is_int(audio_read(path, peaks, &facts, &why), OK, "one frame is audio");
	ok(facts.duration_s > 0, "that lasts for something");

	make_wav(path, 12000);
	is_int(audio_read(path, "/dev/full", &facts, &why), ERR_UNAVAIL,
	    "a full disk is not the audio's fault");
	is_str(why, "our disk could not be written", "and that is said");
	is_int(audio_read("/dev/null", peaks, &facts, &why), ERR_UPSTREAM,
	    "nothing is no audio");
	is_str(why, "audio that cannot be read", "and that is said, too");
	unlink(path);
	unlink(peaks);
	return done();
}
