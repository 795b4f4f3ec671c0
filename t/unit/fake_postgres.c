#include "t/unit/fake_postgres.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static const char *script;
static const struct fake_postgres_error *error;
static char heard[8192], path[128];
static int listener, conn;
static sem_t hung_up;
static pthread_t thread;

/* The message that is being written: its type, 4 bytes of length, the rest. */
static char out[1024];
static size_t out_len;

static void
put(const void *data, size_t len)
{
	memcpy(out + out_len, data, len);
	out_len += len;
}

static void
put_text(const char *s)
{
	put(s, strlen(s) + 1);
}

static void
put16(int n)
{
	uint16_t wire = htons((uint16_t)n);

	put(&wire, 2);
}

static void
put32(int n)
{
	uint32_t wire = htonl((uint32_t)n);

	put(&wire, 4);
}

static void
begin(char type)
{
	out_len = 0;
	put(&type, 1);
	put32(0);
}

static void
send_out(void)
{
	uint32_t len = htonl((uint32_t)out_len - 1);

	memcpy(out + 1, &len, 4);
	(void)!send(conn, out, out_len, MSG_NOSIGNAL);
}

static void
send_columns(void)
{
	begin('T');
	put16(2);
	for (int i = 0; i < 2; i++) {
		put_text(i == 0 ? "a" : "b");
		put32(0);
		put16(0);
		put32(25); /* text */
		put16(-1);
		put32(-1);
		put16(0);
	}
	send_out();
}

static void
send_row(void)
{
	begin('D');
	put16(2);
	put32(5);
	put("value", 5);
	put32(-1);
	send_out();
}

static void
put_field(char type, const char *text)
{
	if (text == NULL)
		return;
	put(&type, 1);
	put_text(text);
}

static void
send_error(const struct fake_postgres_error *e)
{
	begin('E');
	put_field('S', "ERROR");
	put_field('V', "ERROR");
	put_field('C', e->state);
	put_field('M', e->message == NULL ? "it is so" : e->message);
	put_field('D', e->detail);
	put_field('H', e->hint);
	put("", 1);
	send_out();
}

static void
send_text(char type, const char *text, size_t len)
{
	begin(type);
	put(text, len);
	send_out();
}

static bool
receive(void *data, size_t len)
{
	return len == 0 || recv(conn, data, len, MSG_WAITALL) == (ssize_t)len;
}

/* The next message, whose type is returned; 0: there is none. */
static char
next_message(char *body, size_t room, bool has_type)
{
	uint32_t len;
	char type = 'N';

	memset(body, 0, room);
	if ((has_type && !receive(&type, 1)) || !receive(&len, 4) ||
	    ntohl(len) - 4 >= room || !receive(body, ntohl(len) - 4))
		return 0;
	return type;
}

static void
hear(const char *text)
{
	strncat(heard, text, sizeof(heard) - strlen(heard) - 1);
}

static uint32_t
get(const char *p, size_t bytes)
{
	uint32_t n = 0;

	for (size_t i = 0; i < bytes; i++)
		n = n << 8 | (unsigned char)p[i];
	return n;
}

/* Bind: portal, statement, formats, values. */
static void
hear_bind(const char *body)
{
	const char *p = body + strlen(body) + 1;
	uint32_t n;

	hear("B ");
	hear(p);
	p += strlen(p) + 1;
	p += 2 + 2 * get(p, 2);
	n = get(p, 2);
	p += 2;
	for (uint32_t i = 0; i < n; i++) {
		uint32_t len = get(p, 4);
		char value[64] = "\\N";

		p += 4;
		if (len != UINT32_MAX) {
			snprintf(value, sizeof(value), "%.*s", (int)len, p);
			p += len;
		}
		hear(i == 0 ? " " : ",");
		hear(value);
	}
	hear("\n");
}

static void
hear_parse(const char *body)
{
	hear("P ");
	hear(body);
	hear(" ");
	hear(body + strlen(body) + 1);
	hear("\n");
}

/* One letter of the script. False: the connection is over. */
static bool
act(char letter)
{
	static const struct fake_postgres_error farewell = {
	    "57P01", "terminating connection", NULL, NULL};
	char byte;

	switch (letter) {
	case 'p':
		send_text('1', "", 0);
		break;
	case 'b':
		send_text('2', "", 0);
		break;
	case 't':
		send_columns();
		break;
	case 'd':
		send_row();
		break;
	case 'c':
		send_text('C', "SELECT 1", 9);
		break;
	case 'e':
		send_error(error);
		break;
	case 'f':
		send_error(&farewell);
		break;
	case 'z':
		send_text('Z', "I", 1);
		break;
	case 'h':
		while (recv(conn, &byte, 1, 0) > 0)
			;
		return false;
	default:
		return false;
	}
	return true;
}

/* The next word of the script. */
static bool
act_word(void)
{
	bool goes_on = true;

	for (; *script != '\0' && *script != ' '; script++)
		goes_on = goes_on && act(*script);
	script += *script == ' ';
	return goes_on;
}

/* Until either hangs up; what comes after the script is heard, too. */
static void
serve(void)
{
	char body[2048];
	char type = next_message(body, sizeof(body), false);

	hear("N\n");
	if (*script == '-') {
		script += script[1] == ' ' ? 2 : 1;
		send_error(error);
		return;
	}
	send_text('R', "\0\0\0\0", 4);
	send_text('S', "client_encoding\0UTF8", 21);
	send_text('Z', "I", 1);
	while (type != 0) {
		type = next_message(body, sizeof(body), true);
		if (type == 'P')
			hear_parse(body);
		else if (type == 'B')
			hear_bind(body);
		else if (type == 'S' && *script != '\0' && !act_word())
			return;
	}
}

static void *
run(void *arg)
{
	(void)arg;
	while (*script != '\0') {
		conn = accept(listener, NULL, NULL);
		serve();
		close(conn);
		sem_post(&hung_up);
	}
	return NULL;
}

void
fake_postgres_start(
    const char *dir, const char *words, const struct fake_postgres_error *said)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};

	script = words;
	error = said;
	*heard = '\0';
	snprintf(path, sizeof(path), "%s/.s.PGSQL.5432", dir);
	strcpy(address.sun_path, path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&address, sizeof(address)) ==
	        -1 ||
	    listen(listener, 8) == -1 || sem_init(&hung_up, 0, 0) == -1 ||
	    pthread_create(&thread, NULL, run, NULL) != 0)
		exit(EXIT_FAILURE);
}

void
fake_postgres_wait(void)
{
	sem_wait(&hung_up);
}

const char *
fake_postgres_stop(void)
{
	pthread_join(thread, NULL);
	close(listener);
	unlink(path);
	return heard;
}
