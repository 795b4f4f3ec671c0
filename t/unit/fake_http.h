/*
 * sys/http.h without FastCGI: the request is given, and what is sent can be
 * read. A test that links fake_http.c has it in place of the library's.
 */
#ifndef FAKE_HTTP_H
#define FAKE_HTTP_H

#include "sys/http.h"

/* A request with CGI variables, as "NAME=value", of a list that ends with NULL;
 * body may be NULL. They are borrowed. */
struct http *fake_http_new(const char *const env[], const char *body);

/* What was sent so far: head, empty line, body. Lives until the next call. */
const char *fake_http_sent(struct http *);

/* What http_left_ms() says from now on; at first all of HTTP_ANSWER_MS. */
void fake_http_leave(struct http *, long ms);

void fake_http_free(struct http *);

/*
 * http_open() gives the one that was made last; http_accept() its request, and
 * then it is time to stop. http_finish() and http_close() leave it to be read.
 */

#endif
