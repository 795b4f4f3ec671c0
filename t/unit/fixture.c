#include "t/unit/fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/config.h"
#include "twilio/account.h"

static char dir[64];
static pid_t owner;

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st, (void)type, (void)ftw;
	return remove(path);
}

/* A child that ends has nothing to remove. */
static void
remove_all(void)
{
	if (getpid() == owner)
		nftw(dir, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *
fixture_dir(void)
{
	if (*dir != '\0')
		return dir;
	strcpy(dir, "/tmp/omnivox-unit.XXXXXX");
	owner = getpid();
	if (mkdtemp(dir) == NULL || atexit(remove_all) != 0)
		exit(EXIT_FAILURE);
	return dir;
}

const char *
fixture_file(const char *name, const char *text)
{
	static char path[512];
	char *slash = path + strlen(fixture_dir());
	FILE *f;

	snprintf(path, sizeof(path), "%s/%s", fixture_dir(), name);
	while ((slash = strchr(slash + 1, '/')) != NULL) {
		*slash = '\0';
		(void)mkdir(path, 0700);
		*slash = '/';
	}
	f = fopen(path, "we");
	if (f == NULL || fputs(text, f) == EOF || fclose(f) != 0)
		exit(EXIT_FAILURE);
	return path;
}

void
fixture_twilio(const char *lines)
{
	setenv("TWILIO_ACCOUNTS_FILE", fixture_file("accounts", lines), 1);
	setenv("WEBHOOK_BASE_URL", FIXTURE_BASE, 1);
	setenv("TWILIO_API_URL", FIXTURE_API, 1);
	config_load(
	    CONFIG(TWILIO_ACCOUNTS_FILE, WEBHOOK_BASE_URL, TWILIO_API_URL));
	account_load();
}

int
fixture_child(
    void (*fn)(const void *arg), const void *arg, char *said, size_t size)
{
	int fds[2], status;
	size_t len = 0;
	ssize_t n;
	pid_t child;

	fflush(stdout);
	if (pipe(fds) == -1 || (child = fork()) == -1)
		exit(EXIT_FAILURE);
	if (child == 0) {
		dup2(fds[1], STDERR_FILENO);
		fn(arg);
		fflush(stderr);
		_exit(0);
	}
	close(fds[1]);
	while ((n = read(fds[0], said + len, size - 1 - len)) > 0)
		len += (size_t)n;
	said[len] = '\0';
	close(fds[0]);
	if (waitpid(child, &status, 0) != child)
		exit(EXIT_FAILURE);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}
