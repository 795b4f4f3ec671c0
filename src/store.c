#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config.h"
#include "log.h"
#include "mac.h"

#define PEAKS ".peaks.json"

struct store_file {
	int fd;
	char *path;
	char *peaks_path;
};

/* A path under MEDIA_DIR, for the caller to free. */
__attribute__((format(printf, 1, 2))) static char *
path_of(const char *fmt, ...)
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

static void
discard(struct store_file *f)
{
	unlink(f->peaks_path);
	unlink(f->path);
	if (f->fd != -1)
		close(f->fd);
	free(f->peaks_path);
	free(f->path);
	free(f);
}

void
store_end(struct store_file *f)
{
	if (f != NULL)
		discard(f);
}

struct store_file *
store_begin(void)
{
	struct store_file *f = calloc(1, sizeof(*f));
	char name[MAC_SECRET_HEX];
	char *tmp = path_of("tmp");

	if (f == NULL)
		log_die("store_begin: out of memory");
	mkdir(tmp, 0750);
	free(tmp);
	mac_secret(name);
	f->path = path_of("tmp/%s", name);
	f->peaks_path = path_of("tmp/%s" PEAKS, name);
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

static bool
sync_dir(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd != -1 && fsync(fd) == 0;

	if (!good)
		log_warn("%s", path);
	if (fd != -1)
		close(fd);
	return good;
}

/* Make path's directories below MEDIA_DIR, each durable in its parent. */
static bool
make_dirs(char *path)
{
	char *slash = path + strlen(config_get(MEDIA_DIR));
	bool good = true;

	while (good && (slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		if (mkdir(path, 0750) == 0) {
			char *parent = strrchr(path, '/');

			*parent = '\0';
			good = sync_dir(path);
			*parent = '/';
		} else if (errno != EEXIST) {
			log_warn("%s", path);
			good = false;
		}
		*slash = '/';
	}
	return good;
}

/* The peaks go first: where there is an object, there are its peaks. */
static bool
rename_both(const struct store_file *f, char *path)
{
	char *peaks = NULL;
	char *slash = strrchr(path, '/');
	bool good;

	if (asprintf(&peaks, "%s" PEAKS, path) == -1)
		log_die("store_keep: out of memory");
	good = rename(f->peaks_path, peaks) == 0 && rename(f->path, path) == 0;
	if (!good)
		log_warn("%s", path);
	free(peaks);
	*slash = '\0';
	return good && sync_dir(path);
}

enum err
store_keep(struct store_file *f, const char *object_key)
{
	char *path = path_of("%s", object_key);
	bool good = fsync(f->fd) == 0;

	if (!good)
		log_warn("%s", f->path);
	good = good && make_dirs(path) && rename_both(f, path);
	free(path);
	return good ? OK : ERR_UNAVAIL;
}

static bool
remove_file(const char *path)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	log_warn("%s", path);
	return false;
}

enum err
store_remove(const char *object_key)
{
	char *path = path_of("%s", object_key);
	char *peaks = path_of("%s" PEAKS, object_key);
	bool good = remove_file(path) && remove_file(peaks);

	free(peaks);
	free(path);
	return good ? OK : ERR_UNAVAIL;
}

/* Its peaks carry no lock: they go with the file that they belong to. */
static void
sweep_file(const char *name)
{
	char *path = path_of("tmp/%s", name);
	char *peaks = path_of("tmp/%s" PEAKS, name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		log_info("removing %s, which its writer left", path);
		unlink(peaks);
		unlink(path);
	}
	if (fd != -1)
		close(fd);
	free(peaks);
	free(path);
}

void
store_sweep(void)
{
	char *tmp = path_of("tmp");
	DIR *dir = opendir(tmp);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (entry->d_name[0] != '.' &&
		    strchr(entry->d_name, '.') == NULL)
			sweep_file(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	free(tmp);
}
