#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum priority {
	PRIO_ERR = 3,
	PRIO_WARNING = 4,
	PRIO_INFO = 6,
};

static const char *program = "?";
static _Thread_local const char *request;

void
log_open(const char *name)
{
	program = name;
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
}

void
log_request(const char *id)
{
	request = id;
}

void
log_escaped(FILE *f, const char *s)
{
	for (; *s != '\0'; s++) {
		if (*s >= ' ' && *s <= '~')
			fputc(*s, f);
		else
			fprintf(f, "\\x%02x", (unsigned char)*s);
	}
}

__attribute__((format(printf, 3, 0))) static void
put_line(enum priority prio, const char *reason, const char *fmt, va_list ap)
{
	char msg[1024];

	vsnprintf(msg, sizeof(msg), fmt, ap);
	flockfile(stderr); /* lines of several threads do not mix */
	fprintf(stderr, "<%d>%s: ", prio, program);
	if (request != NULL) {
		fputs("req=", stderr);
		log_escaped(stderr, request);
		fputs(": ", stderr);
	}
	log_escaped(stderr, msg);
	if (reason != NULL)
		fprintf(stderr, ": %s", reason);
	fputc('\n', stderr);
	funlockfile(stderr);
}

void
log_info(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(PRIO_INFO, NULL, fmt, ap);
	va_end(ap);
}

void
log_warn(const char *fmt, ...)
{
	char room[128];
	const char *reason = strerror_r(errno, room, sizeof(room));
	va_list ap;

	va_start(ap, fmt);
	put_line(PRIO_WARNING, reason, fmt, ap);
	va_end(ap);
}

void
log_warnx(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(PRIO_WARNING, NULL, fmt, ap);
	va_end(ap);
}

void
log_die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	put_line(PRIO_ERR, NULL, fmt, ap);
	va_end(ap);
	exit(EXIT_FAILURE);
}
