/*
 * One line per event on stderr, which systemd hands to the journal:
 *
 *	<4>call: req=7f3a...: call_put: no answer: connection lost
 *
 * <N> is a syslog priority (sd-daemon(3)). Bytes outside printable ASCII are
 * written as \xNN, so that no client can forge a line. log_warn() adds
 * strerror(errno), as warn(3) does; the others do not.
 */
#ifndef LOG_H
#define LOG_H

#include <stdio.h>

#include "base/attr.h"

/* name: the program's name, which every line begins with. Borrowed for as long
 * as the program runs. */
void log_open(const char *name);

/* id: the id of the request, which every line of this thread has until the next
 * call; NULL: no id. Borrowed until then. */
void log_request(const char *id);

/* Write an untrusted text with \xNN for bytes outside printable ASCII, so that
 * it cannot control a terminal. */
void log_escaped(FILE *, const char *);

void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_warn(const char *fmt, ...) PRINTF(1, 2);
void log_warnx(const char *fmt, ...) PRINTF(1, 2);
/* Log an error, and exit with EXIT_FAILURE. */
void log_die(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
