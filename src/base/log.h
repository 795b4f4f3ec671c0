/*
 * One line per event on stderr, which systemd hands to the journal:
 *
 *	<3>callback: req=7f3a...: recording_upsert: connection refused
 *
 * The <N> prefix is a syslog priority (sd-daemon(3)). Bytes outside
 * printable ASCII are written as \xNN, so that no caller can forge a
 * line. As in err(3), the plain name adds strerror(errno) and the name
 * with an x does not.
 */
#ifndef LOG_H
#define LOG_H

#include <stdio.h>

#include "base/attr.h"

/* name: the program's; must outlive all calls. */
void log_open(const char *name);

/* id: what every line carries until the next call; NULL for none. */
void log_request(const char *id);

/* A text of whoever, as it stands in a log, where a terminal may show it. */
void log_escaped(FILE *, const char *);

void log_info(const char *fmt, ...) PRINTF(1, 2);
void log_warn(const char *fmt, ...) PRINTF(1, 2);
void log_warnx(const char *fmt, ...) PRINTF(1, 2);
void log_die(const char *fmt, ...) PRINTF(1, 2) __attribute__((noreturn));

#endif
