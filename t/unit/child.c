#include "sys/child.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"
#include "t/tap.h"

struct answer {
	int number;
	char text[32];
};

static bool
always(void *context)
{
	(void)context;
	return true;
}

static bool
twice(void *context)
{
	int *n = context;

	return ++*n < 2;
}

static void
double_it(void *context, void *result)
{
	struct answer *answer = result;

	answer->number = 2 * *(int *)context;
	strcpy(answer->text, "as it was written");
	*(int *)context = 0; /* changes the child's memory only */
}

static void
crash(void *context, void *result)
{
	(void)context;
	((struct answer *)result)->number = 1;
	raise(SIGKILL);
}

static void
give_up(void *context, void *result)
{
	(void)context, (void)result;
	_exit(3);
}

static void
hang(void *context, void *result)
{
	(void)context, (void)result;
	for (;;)
		pause();
}

static void
write_too_much(void *context, void *result)
{
	static char mib[1 << 20];
	FILE *f = tmpfile();

	(void)context, (void)result;
	for (int i = 0; f != NULL && i < 4; i++)
		fwrite(mib, 1, sizeof(mib), f);
}

static void
log_something(void *context, void *result)
{
	(void)context, (void)result;
	log_warnx("a log that is longer than what a child may write");
}

/* The log is a file of some MiB, longer than CHILD_FILE_BYTES. */
static enum err
run_with_long_log(void (*fn)(void *, void *), struct answer *answer)
{
	FILE *log = tmpfile();
	int stderr_fd = dup(STDERR_FILENO);
	enum err e = ERR_INTERNAL;

	if (log != NULL && stderr_fd != -1 &&
	    ftruncate(fileno(log), 4 << 20) == 0 &&
	    lseek(fileno(log), 0, SEEK_END) != -1 &&
	    dup2(fileno(log), STDERR_FILENO) != -1) {
		e = child_run(fn, NULL, answer, sizeof(*answer), always, NULL);
		dup2(stderr_fd, STDERR_FILENO);
	}
	return e;
}

int
main(void)
{
	struct answer answer = {0};
	int n = 21, asked = 0;

	is_int(child_run(double_it, &n, &answer, sizeof(answer), always, NULL),
	    OK, "what the function writes");
	is_int(answer.number, 42, "comes back");
	is_str(answer.text, "as it was written", "whole");
	is_int(n, 21, "and nothing else does");

	answer.number = 0;
	is_int(child_run(crash, NULL, &answer, sizeof(answer), always, NULL),
	    ERR_UPSTREAM, "one that crashes");
	is_int(answer.number, 0, "leaves nothing");
	is_int(child_run(give_up, NULL, &answer, sizeof(answer), always, NULL),
	    ERR_UPSTREAM, "one that ends without an answer");
	is_int(child_run(
	           write_too_much, NULL, &answer, sizeof(answer), always, NULL),
	    ERR_UPSTREAM, "one that fills the disk is ended");
	is_int(run_with_long_log(log_something, &answer), OK,
	    "one that logs is not, however long the log is");
	is_int(child_run(hang, NULL, &answer, sizeof(answer), twice, &asked),
	    ERR_CONFLICT, "one that hangs is ended");
	is_int(asked, 2, "when it was asked often enough");
	is_int(waitpid(-1, NULL, WNOHANG), -1, "none of them is left");
	return done();
}
