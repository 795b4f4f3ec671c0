#include "text/wav.h"

#include <string.h>

#define CHUNK_HEAD 8

static uint32_t
u32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static bool
no(const char **why, const char *reason)
{
	*why = reason;
	return false;
}

bool
wav_is_whole(const unsigned char *head, size_t len, uint64_t file_bytes,
    const char **why)
{
	uint64_t at = 12;

	if (len < at || memcmp(head, "RIFF", 4) != 0 ||
	    memcmp(head + 8, "WAVE", 4) != 0)
		return no(why, "not a WAV file");
	while (at + CHUNK_HEAD <= len) {
		uint64_t size = u32(head + at + 4);

		if (memcmp(head + at, "data", 4) != 0) {
			at += CHUNK_HEAD + size + size % 2;
			continue;
		}
		at += CHUNK_HEAD;
		if (size == 0 || size == UINT32_MAX)
			size = file_bytes - at;
		if (size == 0)
			return no(why, "a WAV file without audio");
		if (at + size > file_bytes)
			return no(why, "a WAV file that was cut short");
		return true;
	}
	return no(why, "a WAV file without a data chunk");
}
