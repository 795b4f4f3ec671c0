/*
 * sys/http.h without FastCGI: a test sets the request, and reads the response.
 * It links fake_http.c in place of sys/http.c.
 */
#ifndef FAKE_HTTP_H
#define FAKE_HTTP_H

#include "sys/http.h"

/* Begin a request with these CGI variables, "NAME=value", a list that ends with
 * NULL; body may be NULL. Both are borrowed. */
struct http *fake_http_new(const char *const env[], const char *body);

/* The response so far: head, empty line, body. Lives until the next call. */
const char *fake_http_sent(struct http *);

/* Set the result of http_left_ms(), which is HTTP_ANSWER_MS at first. */
void fake_http_leave(struct http *, long ms);

void fake_http_free(struct http *);

/*
 * http_open() gives all threads the one that was made last; http_accept() its
 * request to one of them, and then it is time to stop. http_finish() and http_close() leave it to be read.
 */

#endif
