/*
 * A server of PostgreSQL's protocol, version 3, on a socket in a directory,
 * that answers as a script says. Source: PostgreSQL docs, "Frontend/Backend
 * Protocol".
 */
#ifndef FAKE_POSTGRES_H
#define FAKE_POSTGRES_H

/* What an ErrorResponse says; NULL: it does not. */
struct fake_postgres_error {
	const char *state, *message, *detail, *hint;
};

/*
 * Take connections, each in a thread. The script has a word for each Sync that
 * comes, of one letter for each thing to send: p ParseComplete, b
 * BindComplete, t the description of two columns, d the row ("value", NULL), c
 * CommandComplete, e ErrorResponse, z ReadyForQuery, f what it says before it
 * ends (57P01); or to do: x hang up; h say nothing until the program hangs up;
 * w wait for fake_postgres_go_on(); k wait for fake_postgres_let_go().
 * "-" in place of a word refuses the next connection with the error.
 */
void fake_postgres_start(
    const char *dir, const char *script, const struct fake_postgres_error *);

/* Wait until it has hung up. */
void fake_postgres_wait(void);

void fake_postgres_go_on(void);
void fake_postgres_let_go(void);

/* Wait until the program has closed its connections. What was heard: "P name
 * SQL" and "B name value,..." for each Parse and Bind, "N" for a new
 * connection; a value that is NULL is "\\N"; "?": the script is not over.
 * Until the next start. */
const char *fake_postgres_stop(void);

#endif
