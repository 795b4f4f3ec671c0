#include "sys/store.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "sys/config.h"
#include "sys/store_path.h"

struct store_file {
	int fd;
	char *path, *peaks_path;   /* in tmp */
	char *final, *final_peaks; /* under the key */
};

/* Not store_end(), as gcc -fanalyzer would complain: inside store_begin() the
 * memory is still calloc()'s, which only free() may release. */
static void
discard(struct store_file *f)
{
	/* Else the file is another writer's. */
	if (f->fd != -1) {
		unlink(f->peaks_path);
		unlink(f->path);
		close(f->fd);
	}
	free(f->path);
	free(f->peaks_path);
	free(f->final);
	free(f->final_peaks);
	free(f);
}

void
store_end(struct store_file *f)
{
	if (f != NULL)
		discard(f);
}

struct store_file *
store_begin(const char *object_key)
{
	struct store_file *f = calloc(1, sizeof(*f));

	if (f == NULL)
		log_die("store_begin: out of memory");
	f->path = store_path_of("tmp/%s", store_name_of(object_key));
	f->peaks_path =
	    store_path_of("tmp/%s" STORE_PEAKS, store_name_of(object_key));
	f->final = store_path_of("%s", object_key);
	f->final_peaks = store_path_of("%s" STORE_PEAKS, object_key);
	f->fd = open(f->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0640);
	if (f->fd == -1 || flock(f->fd, LOCK_EX | LOCK_NB) == -1) {
		log_warn("%s", f->path);
		discard(f);
		return NULL;
	}
	return f;
}

bool
store_add(struct store_file *f, const void *data, size_t len)
{
	const char *p = data;
	ssize_t n;

	for (; len > 0; p += n, len -= (size_t)n) {
		if ((n = write(f->fd, p, len)) == -1) {
			log_warn("%s", f->path);
			return false;
		}
	}
	return true;
}

const char *
store_path(const struct store_file *f)
{
	return f->path;
}

const char *
store_peaks_path(const struct store_file *f)
{
	return f->peaks_path;
}

/* Sync the directory of path, so that changes of its entries are durable. */
static bool
sync_parent(const char *path)
{
	char dir[PATH_MAX];
	int fd;
	bool good;

	snprintf(
	    dir, sizeof(dir), "%.*s", (int)(strrchr(path, '/') - path), path);
	fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	good = fd != -1 && fsync(fd) == 0;
	if (!good)
		log_warn("%s", dir);
	if (fd != -1)
		close(fd);
	return good;
}

/*
 * Make the directories of path below MEDIA_DIR, and sync each one's parent:
 * also if the directory exists, as another mirror may have made it a moment
 * ago, and not synced it yet.
 */
static bool
make_dirs(char *path)
{
	char *slash = path + strlen(config_get(MEDIA_DIR));
	bool good = true;

	while (good && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		good = mkdir(path, 0750) == 0 || errno == EEXIST;
		if (!good)
			log_warn("%s", path);
		good = good && sync_parent(path);
		*slash = '/';
	}
	return good;
}

/* Rename the audio first: this fails if store_remove() has removed the key, so
 * that no file appears under a removed key. */
enum err
store_keep(struct store_file *f)
{
	if (fsync(f->fd) == -1) {
		log_warn("%s", f->path);
		return ERR_UNAVAIL;
	}
	if (!make_dirs(f->final))
		return ERR_UNAVAIL;
	if (rename(f->path, f->final) == -1 ||
	    rename(f->peaks_path, f->final_peaks) == -1) {
		log_warn("%s", f->final);
		return ERR_UNAVAIL;
	}
	return sync_parent(f->final) ? OK : ERR_UNAVAIL;
}
