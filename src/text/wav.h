/*
 * Is it a whole WAV file? Looked at from the bytes alone, before anything
 * is believed of it. Source: Microsoft, "Multimedia Programming Interface
 * and Data Specifications 1.0" (RIFF WAVE).
 */
#ifndef WAV_H
#define WAV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Do the first len bytes (all of a short file's; 4 KiB are ample) begin a
 * WAV file that needs no more than file_bytes? A data chunk whose length
 * was left open, 0 or 0xffffffff as streaming writers do, is as long as
 * the file. *why: where not, a reason in words.
 */
bool wav_is_whole(const unsigned char *head, size_t len, uint64_t file_bytes,
    const char **why);

#endif
