#include "sys/config.h"

#include <stdlib.h>

#include "t/tap.h"
#include "t/unit/fixture.h"

/* A value of the environment (NULL: it is not set), and what the program gets;
 * NULL: it ends, and says what was wanted. */
static const struct {
	enum config_name name;
	const char *variable, *value, *gets;
} cases[] = {
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b", "https://a.b"),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b:8443/x//",
        "https://a.b:8443/x"),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "http://a.b", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https:///x", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b?x", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b#x", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://u:p@a.b", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b\r\nX: y", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "https://a.b\"", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", "", NULL),
    ROW(WEBHOOK_BASE_URL, "WEBHOOK_BASE_URL", NULL, NULL),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "https://api.b", "https://api.b"),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://127.0.0.1:80",
        "http://127.0.0.1:80"),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://[::1]:80/",
        "http://[::1]:80"),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://localhost",
        "http://localhost"),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://localhost.evil.b", NULL),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://127.0.0.1@evil.b", NULL),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://127.0.0.1:80@evil.b", NULL),
    ROW(TWILIO_API_URL, "TWILIO_API_URL", "http://api.b", NULL),
    ROW(TWILIO_ACCOUNTS_FILE, "TWILIO_ACCOUNTS_FILE", "/dev/null", "/dev/null"),
    ROW(TWILIO_ACCOUNTS_FILE, "TWILIO_ACCOUNTS_FILE", "/nowhere", NULL),
    ROW(MEDIA_DIR, "MEDIA_DIR", "/tmp/", "/tmp"),
    ROW(MEDIA_DIR, "MEDIA_DIR", "/", "/"),
    ROW(MEDIA_DIR, "MEDIA_DIR", "///", "/"),
    ROW(MEDIA_DIR, "MEDIA_DIR", ".", NULL),
    ROW(MEDIA_DIR, "MEDIA_DIR", "/dev/null", NULL),
    ROW(TWILIO_PRIVATE_KEYS_DIR, "TWILIO_PRIVATE_KEYS_DIR", NULL, "(null)"),
    ROW(TWILIO_PRIVATE_KEYS_DIR, "TWILIO_PRIVATE_KEYS_DIR", "", "(null)"),
    ROW(TWILIO_PRIVATE_KEYS_DIR, "TWILIO_PRIVATE_KEYS_DIR", "/nowhere", NULL),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", NULL, "90"),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", "7", "7"),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", "0", NULL),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", "-1", NULL),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", "7d", NULL),
    ROW(WEBHOOK_EVENT_DAYS, "WEBHOOK_EVENT_DAYS", "100000", NULL),
    ROW(WEBHOOK_REJECTION_DAYS, "WEBHOOK_REJECTION_DAYS", NULL, "30"),
};

/* Says what the program gets. */
static void
load(const void *arg)
{
	size_t i = *(const size_t *)arg;
	const char *value;

	if (cases[i].value == NULL)
		unsetenv(cases[i].variable);
	else
		setenv(cases[i].variable, cases[i].value, 1);
	config_load(CONFIG(cases[i].name));
	value = config_get(cases[i].name);
	fputs(value == NULL ? "(null)" : value, stderr);
}

/* It is read again, as a test may do; the later one counts. */
static void
load_twice(const void *arg)
{
	(void)arg;
	setenv("WEBHOOK_EVENT_DAYS", "1", 1);
	config_load(CONFIG(WEBHOOK_EVENT_DAYS));
	setenv("WEBHOOK_EVENT_DAYS", "2", 1);
	config_load(CONFIG(WEBHOOK_EVENT_DAYS));
	fputs(config_get(WEBHOOK_EVENT_DAYS), stderr);
}

int
main(void)
{
	char said[1024], end[64];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int status = fixture_child(load, &i, said, sizeof(said));

		is_int(status, cases[i].gets == NULL, cases[i].variable);
		snprintf(end, sizeof(end), "%s is ", cases[i].variable);
		if (cases[i].gets != NULL)
			is_str(said, cases[i].gets, "its value");
		else
			ok(strstr(said, end) != NULL &&
			        strstr(said, ": it must be ") != NULL,
			    "a sentence says what is wrong");
	}
	fixture_child(load_twice, NULL, said, sizeof(said));
	is_str(said, "2", "what is read again has the new value");
	ok(config_has(CONFIG(MEDIA_DIR, TWILIO_API_URL), TWILIO_API_URL) &&
	        !config_has(CONFIG(MEDIA_DIR), TWILIO_API_URL),
	    "a list has what is in it");
	return done();
}
