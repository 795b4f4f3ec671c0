#include "twilio/account.h"

#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sys/config.h"
#include "t/tap.h"

#define AC    "AC0123456789abcdef0123456789abcdef"
#define OTHER "ACfedcba9876543210fedcba9876543210"
#define A     "0123456789abcdef0123456789ABCDEF"
#define B     "00112233445566778899aabbccddeeff"

/* The text of the file; how many tokens the account AC then has, or the message
 * with which the program exits. */
static const struct {
	const char *text;
	size_t ntokens;
	const char *error;
} cases[] = {
    {AC " " A "\n",                    1, NULL                         },
    {AC "\t" A "  " B "\r\n",          2, NULL                         },
    {"# ours\n\n  \n" AC " " A "\n",   1, NULL                         },
    {AC " " A " # old one\n",          1, NULL                         },
    {AC " " A " #" B "\n",             1, NULL                         },
    {OTHER " " B "\n" AC " " A,        1, NULL                         },
    {AC " " A " old one\n",            0, "line 1: an auth token is 32"},
    {AC " 12345\n",                    0, "line 1: an auth token is 32"},
    {AC " " A "0\n",                   0, "line 1: an auth token is 32"},
    {AC " " A "#\n",                   0, "line 1: an auth token is 32"},
    {"\n" AC "\n",                     0, "line 2: no auth token"      },
    {AC " # " A "\n",                  0, "line 1: no auth token"      },
    {"AC1 " A "\n",                    0, "line 1: it must begin"      },
    {AC " " A "\n" AC " " B "\n",      0, "line 2: this AccountSid"    },
    {AC " " A " " A " " A " " A " " A, 0, "line 1: more than 4 tokens" },
    {"# nobody\n",                     0, "names no account"           },
};

/* Load the file in a child. Returns its message, and how many tokens it has. */
static void
load(const char *path)
{
	setenv("TWILIO_ACCOUNTS_FILE", path, 1);
	config_load(CONFIG(TWILIO_ACCOUNTS_FILE));
	account_load();
	fprintf(stderr, "%zu", account_find(AC)->ntokens);
	_exit(0);
}

static void
run(size_t i, const char *path)
{
	FILE *f = fopen(path, "we");
	char said[512] = "";
	char want[16];
	int fds[2];

	if (f == NULL || fputs(cases[i].text, f) == EOF || fclose(f) != 0 ||
	    pipe(fds) == -1)
		exit(EXIT_FAILURE);
	fflush(stdout);
	if (fork() == 0) {
		dup2(fds[1], STDERR_FILENO);
		load(path);
	}
	close(fds[1]);
	for (ssize_t n = 1; n > 0;)
		n = read(fds[0], said + strlen(said),
		    sizeof(said) - 1 - strlen(said));
	close(fds[0]);
	wait(NULL);
	snprintf(want, sizeof(want), "%zu", cases[i].ntokens);
	if (cases[i].error == NULL)
		is_str(said, want, "the tokens are read");
	else if (!ok(strstr(said, cases[i].error) != NULL, cases[i].error))
		printf("# said: %s\n", said);
	ok(strstr(said, A) == NULL && strstr(said, "12345") == NULL,
	    "and no secret is said");
}

int
main(void)
{
	char path[] = "/tmp/omnivox-accounts.XXXXXX";

	close(mkstemp(path));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i, path);
	unlink(path);
	return done();
}
