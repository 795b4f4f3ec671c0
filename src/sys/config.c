#include "sys/config.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

static bool
is_plain(const char *rest)
{
	return *rest != '\0' && *rest != '/' &&
	       strpbrk(rest, "?#@<>& \t\r\n\"'") == NULL;
}

static bool
is_https(const char *url)
{
	return strncmp(url, "https://", 8) == 0 && is_plain(url + 8);
}

/* http: is allowed for this machine only, where tests run the simulator. */
static bool
is_api_url(const char *url)
{
	static const char *const local[] = {
	    "http://127.0.0.1", "http://[::1]", "http://localhost"};

	for (size_t i = 0; i < sizeof(local) / sizeof(local[0]); i++) {
		size_t len = strlen(local[i]);

		if (strncmp(url, local[i], len) == 0 &&
		    strchr(":/", url[len]) != NULL)
			return is_plain(url + 7);
	}
	return is_https(url);
}

static bool
is_file(const char *path)
{
	return access(path, R_OK) == 0;
}

static bool
is_directory(const char *path)
{
	struct stat st;

	return path[0] == '/' && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

static bool
is_days(const char *s)
{
	size_t len = strspn(s, "0123456789");

	return len > 0 && len < 6 && s[len] == '\0' && strtol(s, NULL, 10) > 0;
}

static const struct {
	const char *name;
	bool (*check)(const char *);
	const char *wanted;
	bool optional;
	const char *fallback; /* the value if it is not set */
} table[CONFIG_NAMES] = {
    [WEBHOOK_BASE_URL] = {"WEBHOOK_BASE_URL",        is_https,
                          "an https:// URL without query or fragment",                 false, NULL},
    [TWILIO_API_URL] = {"TWILIO_API_URL",          is_api_url,
                          "an https:// URL (http:// to the loopback only)",            false, NULL},
    [TWILIO_ACCOUNTS_FILE] = {"TWILIO_ACCOUNTS_FILE",    is_file,
                          "a file that can be read",                                   false, NULL},
    [MEDIA_DIR] = {"MEDIA_DIR",               is_directory,
                          "the absolute path of a directory",                          false, NULL},
    [TWILIO_PRIVATE_KEYS_DIR] = {"TWILIO_PRIVATE_KEYS_DIR", is_directory,
                          "the absolute path of a directory",                          true,  NULL},
    [WEBHOOK_EVENT_DAYS] = {"WEBHOOK_EVENT_DAYS",      is_days,      "a number of days",
                          true,                                                               "90"},
    [WEBHOOK_REJECTION_DAYS] = {"WEBHOOK_REJECTION_DAYS",  is_days,
                          "a number of days",                                          true,  "30"},
};

static char *values[CONFIG_NAMES];

static void
load(enum config_name name)
{
	const char *value = getenv(table[name].name);
	size_t len = value == NULL ? 0 : strlen(value);

	if (len == 0 && table[name].optional)
		return;
	if (len == 0)
		log_die("%s is not set: it must be %s", table[name].name,
		    table[name].wanted);
	if (!table[name].check(value))
		log_die("%s is \"%s\": it must be %s", table[name].name, value,
		    table[name].wanted);
	while (len > 1 && value[len - 1] == '/')
		len--;
	free(values[name]);
	if ((values[name] = strndup(value, len)) == NULL)
		log_die("config_load: out of memory");
}

void
config_load(const enum config_name names[])
{
	for (; *names != CONFIG_NAMES; names++)
		load(*names);
}

bool
config_has(const enum config_name names[], enum config_name name)
{
	while (*names != CONFIG_NAMES && *names != name)
		names++;
	return *names == name;
}

const char *
config_get(enum config_name name)
{
	assert(values[name] != NULL || table[name].optional);
	return values[name] == NULL ? table[name].fallback : values[name];
}
