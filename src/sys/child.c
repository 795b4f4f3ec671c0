#include "sys/child.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/log.h"

#define ASK_MS 1000

static void
limit(int resource, rlim_t most)
{
	struct rlimit r = {most, most};

	if (setrlimit(resource, &r) == -1)
		_exit(1);
}

/* RLIMIT_FSIZE also limits the log, which may be long already: its length is
 * added. AddressSanitizer and ThreadSanitizer reserve terabytes of addresses,
 * so that they cannot have RLIMIT_AS. */
static void
set_limits(void)
{
	struct stat log = {0};

	fstat(STDERR_FILENO, &log);
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_CPU, CHILD_CPU_S);
	limit(RLIMIT_FSIZE, CHILD_FILE_BYTES + (rlim_t)log.st_size);
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
	limit(RLIMIT_AS, (rlim_t)CHILD_MEMORY_MIB << 20);
#endif
}

/* The child must not outlive its parent. It ends by _exit(): exit handlers
 * would close the connections and files that it shares with the parent. */
__attribute__((noreturn)) static void
be_child(int fd, void (*fn)(void *context, void *result), void *context,
    void *result, size_t len)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	set_limits();
	fn(context, result);
	_exit(write(fd, result, len) == (ssize_t)len ? 0 : 1);
}

/* Wait until the child has written its result, or has ended. False: is_wanted
 * returned false. */
static bool
wait_for(int fd, bool (*is_wanted)(void *), void *context)
{
	struct pollfd pfd = {fd, POLLIN, 0};

	while (poll(&pfd, 1, ASK_MS) <= 0) {
		if (!is_wanted(context))
			return false;
	}
	return true;
}

enum err
child_run(void (*fn)(void *context, void *result), void *context, void *result,
    size_t len, bool (*is_wanted)(void *), void *wanted_context)
{
	int fds[2], status = 0;
	pid_t pid;
	enum err e = ERR_UPSTREAM;

	if (pipe2(fds, O_CLOEXEC) == -1) {
		log_warn("pipe");
		return ERR_UNAVAIL;
	}
	if ((pid = fork()) == 0)
		be_child(fds[1], fn, context, result, len);
	close(fds[1]);
	if (pid == -1) {
		log_warn("fork");
		e = ERR_UNAVAIL;
	} else if (!wait_for(fds[0], is_wanted, wanted_context)) {
		kill(pid, SIGKILL);
		e = ERR_CONFLICT;
	} else if (read(fds[0], result, len) == (ssize_t)len) {
		e = OK;
	}
	close(fds[0]);
	if (pid != -1 && waitpid(pid, &status, 0) == pid && e == ERR_UPSTREAM)
		log_warnx("a child ended with status %d, signal %d",
		    WEXITSTATUS(status), WTERMSIG(status));
	return e;
}
