#include "t/unit/fixture.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/config.h"
#include "sys/digest.h"
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
fixture_bytes(const char *name, const void *data, size_t len)
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
	if (f == NULL || fwrite(data, 1, len, f) != len || fclose(f) != 0)
		exit(EXIT_FAILURE);
	return path;
}

const char *
fixture_file(const char *name, const char *text)
{
	return fixture_bytes(name, text, strlen(text));
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

static int
compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The URL, and the fields by name. */
void
fixture_sign(
    const char *token, const char *uri, const char *form, char *signature)
{
	char text[2048], fields[8][512];
	size_t n = 0;

	for (const char *p = form; *p != '\0' && n < 8; n++) {
		size_t len = strcspn(p, "&");

		snprintf(fields[n], sizeof(fields[n]), "%.*s", (int)len, p);
		p += len + (p[len] == '&');
	}
	qsort(fields, n, sizeof(fields[0]), compare);
	snprintf(text, sizeof(text), "%s%s", FIXTURE_BASE, uri);
	for (size_t i = 0; i < n; i++) {
		const char *is = strchr(fields[i], '=');

		strncat(text, fields[i], (size_t)(is - fields[i]));
		strcat(text, is + 1);
	}
	digest_hmac_sha1(token, text, strlen(text), signature);
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
