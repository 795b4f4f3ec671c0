/*
 * Audio files on this machine's disk, under MEDIA_DIR. An object's key is its
 * path, such as 2026/03/02/0195….wav; its peaks are in '<key>.peaks.json'.
 *
 * A file that is being written is in MEDIA_DIR/tmp, named by the last part of
 * its key, and its writer holds a lock on it: a file there without a lock was
 * left by a writer that died. store_remove() removes the file in tmp, too, so
 * that a writer whose lease has expired cannot bring the object back.
 */
#ifndef STORE_H
#define STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/attr.h"
#include "base/err.h"

/* The suffix that makes an object's key the path of its peaks. */
#define STORE_PEAKS ".peaks.json"

struct store_file;

/* Close the file, and remove it unless store_keep() has kept it. */
void store_end(struct store_file *);

/* Make an empty file for a key that was never used before. NULL: it cannot be
 * made, which was logged. */
struct store_file *store_begin(const char *object_key) OWNED(store_end);

/* Append len bytes. False: they could not be written, which was logged. */
bool store_add(struct store_file *, const void *data, size_t len);

/* The path of the file in tmp, and the path to write its peaks to. */
const char *store_path(const struct store_file *);
const char *store_peaks_path(const struct store_file *);

/*
 * Move the file and its peaks to their key, durably: sync, rename, sync the
 * directories. ERR_UNAVAIL: the disk failed, or the key was removed meanwhile,
 * which was logged; the audio may be under its key even so.
 */
enum err store_keep(struct store_file *);

/* Remove an object and its peaks; OK also if they do not exist. ERR_UNAVAIL: a
 * file cannot be removed, which was logged. */
enum err store_remove(const char *object_key);

/* Make all removals so far durable, so that no power failure undoes them.
 * ERR_UNAVAIL: the disk failed, which was logged. */
enum err store_sync(void);

/* Remove the files that dead writers left in MEDIA_DIR/tmp. */
void store_sweep(void);

#endif
