/*
 * application/x-www-form-urlencoded, as browsers and Twilio send it.
 * Source: WHATWG URL, section 5.1 (parsing).
 */
#ifndef FORM_H
#define FORM_H

#include <stddef.h>

#include "base/err.h"

struct arena;

struct form {
	struct form_field {
		const char *name;
		const char *value;
	} * field;
	size_t count;
};

/*
 * Parse len bytes of body into *form. Names and values are decoded,
 * NUL-terminated and owned by the arena; their order is kept.
 * ERR_INVALID: a malformed % escape, or a NUL.
 * ERR_TOOBIG: more than 256 fields.
 */
enum err
form_parse(struct arena *, const char *body, size_t len, struct form *form);

/* The first value of that name, or NULL. */
const char *form_get(const struct form *, const char *name);

/* s with %XX for each byte that is not unreserved (RFC 3986, 2.3); the
 * arena's. */
const char *form_encode(struct arena *, const char *s);

#endif
