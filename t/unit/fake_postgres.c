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

#define CONNECTIONS_MAX 16
#define WORD_MAX        128

static const char *script; /* what is left of it, under the lock */
static const struct fake_postgres_error *error;
static char heard[8192], path[128]; /* heard: under the lock */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int listener;
static sem_t hung_up, told, let_go;
static pthread_t thread;

/* Each connection is a thread. */
static _Thread_local int conn;
static _Thread_local char line[512];

/* The message that is being written: its type, 4 bytes of length, the rest. */
static _Thread_local char out[1024];
static _Thread_local size_t out_len;

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

/* Connections are heard line by line. */
static void
hear(const char *text)
{
	strncat(line, text, sizeof(line) - strlen(line) - 1);
	if (line[strlen(line) - 1] != '\n')
		return;
	pthread_mutex_lock(&lock);
	strncat(heard, line, sizeof(heard) - strlen(heard) - 1);
	pthread_mutex_unlock(&lock);
	*line = '\0';
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
	case 'w':
		sem_wait(&told);
		break;
	case 'k':
		sem_wait(&let_go);
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

/* Take the next word of the script, which is empty after the last one. */
static void
next_word(char word[static WORD_MAX])
{
	size_t len;

	pthread_mutex_lock(&lock);
	len = strcspn(script, " ");
	snprintf(word, WORD_MAX, "%.*s", (int)len, script);
	script += len + (script[len] == ' ');
	pthread_mutex_unlock(&lock);
}

static bool
is_refused(void)
{
	bool is;

	pthread_mutex_lock(&lock);
	is = *script == '-';
	pthread_mutex_unlock(&lock);
	return is;
}

/* What comes after the script is heard, too. */
static bool
act_word(void)
{
	char word[WORD_MAX];
	bool goes_on = true;

	next_word(word);
	for (const char *letter = word; *letter != '\0'; letter++)
		goes_on = goes_on && act(*letter);
	return goes_on;
}

/* Until either hangs up. */
static void
serve(void)
{
	char body[2048], refusal[WORD_MAX];
	char type = next_message(body, sizeof(body), false);

	hear("N\n");
	if (is_refused()) {
		next_word(refusal);
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
		else if (type == 'S' && !act_word())
			return;
	}
}

static void *
run_connection(void *arg)
{
	conn = (int)(intptr_t)arg;
	serve();
	close(conn);
	sem_post(&hung_up);
	return NULL;
}

static void *
run(void *arg)
{
	pthread_t connections[CONNECTIONS_MAX];
	int n = 0, fd;

	(void)arg;
	while (
	    n < CONNECTIONS_MAX && (fd = accept(listener, NULL, NULL)) != -1) {
		if (pthread_create(&connections[n++], NULL, run_connection,
		        (void *)(intptr_t)fd) != 0)
			exit(EXIT_FAILURE);
	}
	while (n > 0)
		pthread_join(connections[--n], NULL);
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
	    sem_init(&told, 0, 0) == -1 || sem_init(&let_go, 0, 0) == -1 ||
	    pthread_create(&thread, NULL, run, NULL) != 0)
		exit(EXIT_FAILURE);
}

void
fake_postgres_wait(void)
{
	sem_wait(&hung_up);
}

void
fake_postgres_go_on(void)
{
	sem_post(&told);
}

void
fake_postgres_let_go(void)
{
	sem_post(&let_go);
}

const char *
fake_postgres_stop(void)
{
	shutdown(listener, SHUT_RDWR);
	pthread_join(thread, NULL);
	close(listener);
	unlink(path);
	if (*script != '\0')
		strcat(heard, "?");
	return heard;
}
