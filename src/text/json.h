/*
 * JSON (json-c): the little that C itself reads and writes. Answers come
 * from the database as they are. The only file that includes json-c.
 */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>

#include "base/err.h"

struct arena;
struct form;

/* s as a JSON string, with its quotes; bytes that are no UTF-8 become
 * U+FFFD. */
const char *json_quote(struct arena *, const char *s);

/* The form as one object of strings. Of a repeated name the first counts,
 * as in form_get(). */
const char *json_from_form(struct arena *, const struct form *);

/*
 * Is the text one JSON value, and nothing else? ERR_INVALID: no; *why is a
 * sentence that says what is wrong in which line and column, both from 1,
 * columns in characters.
 */
enum err json_validate(struct arena *, const char *text, const char **why);

/*
 * Read len bytes of text, an object whose values are all strings, as the
 * form of its members. ERR_INVALID: anything else, or a NUL in a string.
 */
enum err
json_to_form(struct arena *, const char *text, size_t len, struct form *form);

#endif
