#include "base/log.h"

#include <errno.h>
#include <string.h>

#include "t/tap.h"
#include "t/unit/fixture.h"

static void
info(const char *text)
{
	log_info("%s", text);
}

static void
warn(const char *text)
{
	errno = ENOENT;
	log_warn("%s", text);
}

static void
warnx(const char *text)
{
	log_warnx("%s", text);
}

static void
die(const char *text)
{
	log_die("%s", text);
}

/* What is written, in which request, and what stands in the log. */
static const struct {
	const char *what;
	void (*write)(const char *text);
	const char *request, *text, *line;
	int status;
} cases[] = {
    ROW("a line", info, NULL, "it is so", "<6>me: it is so\n", 0),
    ROW("of a request", info, "7f3a", "it is so", "<6>me: req=7f3a: it is so\n",
        0),
    ROW("a warning", warnx, NULL, "no", "<4>me: no\n", 0),
    ROW("with errno's reason", warn, NULL, "a/b",
        "<4>me: a/b: No such file or directory\n", 0),
    ROW("the last one", die, NULL, "no", "<3>me: no\n", 1),
    ROW("no line is forged", info, NULL, "a\n<3>me: b",
        "<6>me: a\\x0a<3>me: b\n", 0),
    ROW("nor by a request", info, "a\nb", "c", "<6>me: req=a\\x0ab: c\n", 0),
    ROW("no terminal is told", info, NULL, "\33[2J\177\r",
        "<6>me: \\x1b[2J\\x7f\\x0d\n", 0),
    ROW("bytes over ASCII", info, NULL, "\303\274", "<6>me: \\xc3\\xbc\n", 0),
};

static void
write_one(const void *arg)
{
	size_t i = *(const size_t *)arg;

	log_open("me");
	log_request(cases[i].request);
	cases[i].write(cases[i].text);
}

static void
write_long(const void *arg)
{
	(void)arg;
	log_open("me");
	log_request("1");
	log_request(NULL);
	log_info("%*d", 100000, 1);
}

int
main(void)
{
	char said[8192];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_int(fixture_child(write_one, &i, said, sizeof(said)),
		    cases[i].status, cases[i].what);
		is_str(said, cases[i].line, "as it stands in the log");
	}
	fixture_child(write_long, NULL, said, sizeof(said));
	ok(strlen(said) > 1000 && strlen(said) < 1100, "a long one is cut");
	ok(strchr(said, '\n') == said + strlen(said) - 1, "and is one line");
	ok(strncmp(said, "<6>me:  ", 8) == 0, "of no request any more");
	return done();
}
