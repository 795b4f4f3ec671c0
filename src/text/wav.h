/*
 * Checks whether a WAV file is complete, before a decoder reads it. Source:
 * Microsoft, "Multimedia Programming Interface and Data Specifications 1.0"
 * (RIFF WAVE).
 */
#ifndef WAV_H
#define WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Is a file of file_bytes bytes a complete WAV file, judged by its first len
 * bytes (4 KiB are enough, or all of a shorter file)? A data chunk of length 0
 * or 0xffffffff, as streaming writers leave it, extends to the end of the file.
 * False: *why is the reason in words, a literal.
 */
bool wav_is_whole(const unsigned char *head, size_t len, uint64_t file_bytes,
    const char **why);

#endif
