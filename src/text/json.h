/*
 * JSON that C reads, and what it writes of texts and forms (json-c). Rows of
 * the database become JSON in text/json_writer.h.
 */
#ifndef JSON_H
#define JSON_H

#include <stddef.h>

#include "base/err.h"

struct arena;
struct form;

/* s as a JSON string, with its quotes; bytes that are not UTF-8 become U+FFFD.
 * The result is the arena's. */
const char *json_quote(struct arena *, const char *s);

/* The form as one object of strings. A name that is repeated has its first
 * value, as in form_get(). */
const char *json_from_form(struct arena *, const struct form *);

/*
 * Is the text one JSON value, and nothing else? ERR_INVALID: it is not; *why is
 * a sentence that names the fault, its line and its column. Both count from 1;
 * a column is a character.
 */
enum err json_validate(struct arena *, const char *text, const char **why);

/*
 * Read len bytes of text, a JSON object of strings, into a form of its members.
 * ERR_INVALID: the text is something else, or has a NUL in a string.
 */
enum err
json_to_form(struct arena *, const char *text, size_t len, struct form *form);

#endif
