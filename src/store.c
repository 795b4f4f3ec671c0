#include "store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "config.h"
#include "log.h"

#define PEAKS ".peaks.json"

/* Peaks in tmp that are older, and without audio, are nobody's. */
#define ORPHAN_S 3600

struct store_file {
	int fd;
	char *path, *peaks_path;   /* in tmp */
	char *final, *final_peaks; /* under the key */
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

/* The last part of a key, by which it goes in tmp. */
static const char *
name_of(const char *object_key)
{
	const char *slash = strrchr(object_key, '/');

	return slash == NULL ? object_key : slash + 1;
}

static void
discard(struct store_file *f)
{
	unlink(f->peaks_path);
	unlink(f->path);
	if (f->fd != -1)
		close(f->fd);
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
	f->path = path_of("tmp/%s", name_of(object_key));
	f->peaks_path = path_of("tmp/%s" PEAKS, name_of(object_key));
	f->final = path_of("%s", object_key);
	f->final_peaks = path_of("%s" PEAKS, object_key);
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

/* Make what was done in the directory of path durable. */
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
 * Make the directories of path below MEDIA_DIR, each durable in its parent.
 * One that is there already may be another mirror's, made a moment ago and
 * not synced yet.
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

/* The audio goes first: if it is not in tmp any more the key was removed,
 * and nothing may come to be under it. */
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

static bool
remove_file(const char *path)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	log_warn("%s", path);
	return false;
}

/* A file and its peaks; name is relative to MEDIA_DIR. */
static bool
remove_both(const char *dir, const char *name)
{
	char *path = path_of("%s%s", dir, name);
	char *peaks = path_of("%s%s" PEAKS, dir, name);
	bool audio_gone = remove_file(path), peaks_gone = remove_file(peaks);

	free(peaks);
	free(path);
	return audio_gone && peaks_gone;
}

/* tmp is made by whoever installs us: a directory without it is another one,
 * or a disk that is not mounted, and there no file is known to be gone. */
static bool
is_ours(void)
{
	char *tmp = path_of("tmp");
	bool good = access(tmp, W_OK) == 0;

	if (!good)
		log_warn("%s", tmp);
	free(tmp);
	return good;
}

/* In tmp first: what is not there any more cannot be renamed. */
enum err
store_remove(const char *object_key)
{
	return is_ours() && remove_both("tmp/", name_of(object_key)) &&
	               remove_both("", object_key)
	           ? OK
	           : ERR_UNAVAIL;
}

enum err
store_sync(void)
{
	const char *dir = config_get(MEDIA_DIR);
	int fd = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd != -1 && syncfs(fd) == 0;

	if (!good)
		log_warn("%s", dir);
	if (fd != -1)
		close(fd);
	return good ? OK : ERR_UNAVAIL;
}

/* What a dead writer left; its peaks go with it. */
static void
sweep_audio(const char *name)
{
	char *path = path_of("tmp/%s", name);
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd != -1 && flock(fd, LOCK_EX | LOCK_NB) == 0) {
		log_info("removing %s, which its writer left", path);
		remove_both("tmp/", name);
	}
	if (fd != -1)
		close(fd);
	free(path);
}

/* Peaks carry no lock. Without their audio they are between two renames, or
 * nobody's. */
static void
sweep_peaks(const char *name)
{
	int len = (int)(strlen(name) - strlen(PEAKS));
	char *audio = path_of("tmp/%.*s", len, name);
	char *path = path_of("tmp/%s", name);
	struct stat st;

	if (access(audio, F_OK) == -1 && stat(path, &st) == 0 &&
	    st.st_mtime < time(NULL) - ORPHAN_S)
		remove_file(path);
	free(path);
	free(audio);
}

void
store_sweep(void)
{
	char *tmp = path_of("tmp");
	DIR *dir = opendir(tmp);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, PEAKS) != NULL)
			sweep_peaks(entry->d_name);
		else if (entry->d_name[0] != '.')
			sweep_audio(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	free(tmp);
}
