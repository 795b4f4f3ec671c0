#include "sys/db_connection.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"

#define SQL_MAX   256
#define CONNECT_S "2"

/*
 * False also if the server closed an idle connection, so that the next request
 * does not fail because of it. Input on an idle connection can only be the
 * server's message that it closes it, as we do not LISTEN.
 */
static bool
is_connected(const struct db_connection *c)
{
	struct pollfd idle = {PQsocket(c->conn), POLLIN, 0};

	return PQstatus(c->conn) == CONNECTION_OK && poll(&idle, 1, 0) == 0;
}

void
db_connection_close(struct db_connection *c)
{
	PQfinish(c->conn);
	c->conn = NULL;
	c->nprepared = 0;
}

void
db_connection_log(const struct db_connection *c, const char *what)
{
	const char *why = PQerrorMessage(c->conn);

	log_warnx("%s: %.*s", what, (int)strcspn(why, "\n"), why);
}

enum err
db_connection_open(struct db_connection *c)
{
	static const char *const names[] = {"connect_timeout", "options", NULL};
	const char *const values[] = {CONNECT_S, c->options, NULL};

	if (is_connected(c))
		return OK;
	db_connection_close(c);
	c->conn = PQconnectdbParams(names, values, 0);
	if (PQstatus(c->conn) == CONNECTION_OK &&
	    PQsetnonblocking(c->conn, 1) == 0 &&
	    PQenterPipelineMode(c->conn) == 1) {
		/* DETAIL contains values, which must not get into a log. */
		PQsetErrorVerbosity(c->conn, PQERRORS_TERSE);
		return OK;
	}
	db_connection_log(c, "cannot connect");
	db_connection_close(c);
	return ERR_UNAVAIL;
}

/* Send buffered output, and wait until the socket is ready. */
static bool
wait_io(struct db_connection *c, long deadline_ms)
{
	int unsent = PQflush(c->conn);
	struct pollfd fd = {PQsocket(c->conn),
	    (short)(unsent == 1 ? POLLIN | POLLOUT : POLLIN), 0};
	long left = deadline_ms - clock_ms();

	if (unsent == -1)
		return false;
	if (left <= 0) {
		log_warnx("the database did not answer in time");
		return false;
	}
	if (poll(&fd, 1, (int)left) == -1 && errno != EINTR) {
		log_warn("poll");
		return false;
	}
	return (fd.revents & ~POLLOUT) == 0 || PQconsumeInput(c->conn) == 1;
}

bool
db_connection_result(struct db_connection *c, long deadline_ms, PGresult **r)
{
	while (PQisBusy(c->conn)) {
		if (!wait_io(c, deadline_ms))
			return false;
	}
	*r = PQgetResult(c->conn);
	return *r != NULL || PQstatus(c->conn) == CONNECTION_OK;
}

static size_t
find(const struct db_connection *c, const char *fn)
{
	size_t i = 0;

	while (i < c->nprepared && strcmp(c->prepared[i], fn) != 0)
		i++;
	return i;
}

bool
db_connection_knows(const struct db_connection *c, const char *fn)
{
	return find(c, fn) < c->nprepared;
}

void
db_connection_forget(struct db_connection *c, const char *fn)
{
	c->prepared[find(c, fn)] = c->prepared[c->nprepared - 1];
	c->nprepared--;
}

/* fn is a literal of ours, so that it needs no quoting and fits. */
static void
write_sql(char sql[static SQL_MAX], const char *fn, size_t nargs)
{
	int n = snprintf(sql, SQL_MAX, "SELECT * FROM api.%s(", fn);

	for (size_t i = 1; i <= nargs && n < SQL_MAX; i++)
		n += snprintf(sql + n, (size_t)(SQL_MAX - n), "%s$%zu",
		    i == 1 ? "" : ", ", i);
	assert(n + 1 < SQL_MAX);
	sql[n] = ')';
	sql[n + 1] = '\0';
}

bool
db_connection_prepare(struct db_connection *c, const char *fn, size_t nargs)
{
	char sql[SQL_MAX];

	assert(c->nprepared < DB_STATEMENTS_MAX);
	write_sql(sql, fn, nargs);
	c->prepared[c->nprepared++] = fn;
	return PQsendPrepare(c->conn, fn, sql, (int)nargs, NULL) == 1;
}
