/* What is between the files of sys/store.h: how objects and files are named. */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include "base/attr.h"

/* Is added to an object's key: the file of its peaks. */
#define STORE_PEAKS ".peaks.json"

/* A path under MEDIA_DIR, for the caller to free. */
char *store_path_of(const char *fmt, ...) PRINTF(1, 2);

/* The last part of a key, by which it goes in tmp. */
const char *store_name_of(const char *object_key);

#endif
