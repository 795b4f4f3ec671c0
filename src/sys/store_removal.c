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

/* The age at which peaks in tmp without audio are removed. */
#define ORPHAN_S 3600

static bool
remove_file(const char *path)
{
	if (unlink(path) == 0 || errno == ENOENT)
		return true;
	log_warn("%s", path);
	return false;
}

/* Remove a file and its peaks; dir is relative to MEDIA_DIR. */
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

/* Is MEDIA_DIR really our storage? The installation makes tmp in it. Without
 * tmp the disk may not be mounted, and a missing file does not mean that it is
 * removed. */
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

/* Remove the file in tmp first, so that no writer can rename it afterwards. */
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

/* Remove a file, and its peaks, if its writer is dead: it holds no lock. */
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

/* Peaks carry no lock. Without their audio, they either are between the two
 * renames of store_keep(), or were left by a dead writer: their age decides. */
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
