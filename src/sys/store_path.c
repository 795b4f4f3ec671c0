#include "sys/store_path.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "sys/config.h"

char *
store_path_of(const char *fmt, ...)
{
	char *name = NULL, *path = NULL;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&name, fmt, ap);
	va_end(ap);
	if (len == -1 ||
	    asprintf(&path, "%s/%s", config_get(MEDIA_DIR), name) == -1)
		log_die("store: out of memory");
	free(name);
	return path;
}

const char *
store_name_of(const char *object_key)
{
	const char *slash = strrchr(object_key, '/');

	return slash == NULL ? object_key : slash + 1;
}
