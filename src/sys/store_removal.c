#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "sys/config.h"
#include "sys/store.h"
#include "sys/store_path.h"

/* Peaks in tmp that are older, and without audio, are nobody's. */
#define ORPHAN_S 3600

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
	char *path = store_path_of("%s%s", dir, name);
	char *peaks = store_path_of("%s%s" STORE_PEAKS, dir, name);
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
	char *tmp = store_path_of("tmp");
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
	return is_ours() && remove_both("tmp/", store_name_of(object_key)) &&
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
	char *path = store_path_of("tmp/%s", name);
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
	int len = (int)(strlen(name) - strlen(STORE_PEAKS));
	char *audio = store_path_of("tmp/%.*s", len, name);
	char *path = store_path_of("tmp/%s", name);
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
	char *tmp = store_path_of("tmp");
	DIR *dir = opendir(tmp);
	const struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (strstr(entry->d_name, STORE_PEAKS) != NULL)
			sweep_peaks(entry->d_name);
		else if (entry->d_name[0] != '.')
			sweep_audio(entry->d_name);
	}
	if (dir != NULL)
		closedir(dir);
	free(tmp);
}
