/* Private to the module sys/store.h: the paths of objects and files. */
#ifndef STORE_PATH_H
#define STORE_PATH_H

#include "base/attr.h"

/* A path under MEDIA_DIR; the caller frees it. */
char *store_path_of(const char *fmt, ...) PRINTF(1, 2);

/* The last part of a key, which is the file's name in tmp. */
const char *store_name_of(const char *object_key);

#endif
