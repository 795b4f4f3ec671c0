/*
 * Recordings on this machine's disk, under MEDIA_DIR. An object has a key,
 * as in 2026/03/02/0195….wav; beside it are its peaks, '<key>.peaks.json'.
 *
 * What is being written is in MEDIA_DIR/tmp, under the last part of its
 * key, and locked by its writer: what nobody holds there was left by a
 * writer that died. Whoever removes an object removes it there, too, so
 * that a writer that has been given up cannot bring it back.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

struct store_file;

/* Closes the file, and removes it unless store_keep() has kept it. */
void store_end(struct store_file *);

/* A new, empty file for a key that was never used before; NULL: it cannot
 * be made, and why was logged. */
struct store_file *store_begin(const char *object_key) OWNED(store_end);

/* False: it could not be written, and why was logged. */
bool store_add(struct store_file *, const void *data, size_t len);

/* Where the file is for now, and where its peaks are to be written. */
const char *store_path(const struct store_file *);
const char *store_peaks_path(const struct store_file *);

/*
 * Make the file and its peaks durable under the key: synced, renamed, the
 * directories synced. ERR_UNAVAIL: the disk did not, or the key was removed
 * meanwhile; logged. Then some of it may be there under its key.
 */
enum err store_keep(struct store_file *);

/* Remove an object and its peaks. OK also if they were not there.
 * ERR_UNAVAIL: some of it cannot be removed; logged. */
enum err store_remove(const char *object_key);

/* Make what was removed so far stay away, even after a power failure.
 * ERR_UNAVAIL: the disk did not; logged. */
enum err store_sync(void);

/* Remove what dead writers left in MEDIA_DIR/tmp. */
void store_sweep(void);

#endif
