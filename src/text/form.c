#include "text/form.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "text/hex.h"

#define FIELDS_MAX 256

/* Decode len bytes of src into dst, which has room for len + 1. */
static bool
decode(char *dst, const char *src, size_t len)
{
	const char *end = src + len;

	for (; src < end; src++, dst++) {
		if (*src == '+') {
			*dst = ' ';
		} else if (*src != '%') {
			*dst = *src;
		} else {
			if (end - src < 3 || hex_digit(src[1]) < 0 ||
			    hex_digit(src[2]) < 0)
				return false;
			*dst =
			    (char)(hex_digit(src[1]) << 4 | hex_digit(src[2]));
			src += 2;
		}
		if (*dst == '\0')
			return false;
	}
	*dst = '\0';
	return true;
}

static const char *
find(const char *p, const char *end, int c)
{
	const char *hit = memchr(p, c, (size_t)(end - p));

	return hit == NULL ? end : hit;
}

static enum err
add_field(struct arena *a, struct form *form, const char *p, const char *end)
{
	const char *eq = find(p, end, '=');
	const char *val = eq < end ? eq + 1 : end;
	char *name = arena_alloc(a, (size_t)(eq - p) + 1);
	char *value = arena_alloc(a, (size_t)(end - val) + 1);

	if (form->count == FIELDS_MAX)
		return ERR_TOOBIG;
	if (!decode(name, p, (size_t)(eq - p)) ||
	    !decode(value, val, (size_t)(end - val)))
		return ERR_INVALID;
	form->field[form->count++] = (struct form_field){name, value};
	return OK;
}

enum err
form_parse(struct arena *a, const char *body, size_t len, struct form *form)
{
	const char *end = body + len;
	const char *p, *amp;
	enum err e;

	form->count = 0;
	form->field = arena_alloc(a, FIELDS_MAX * sizeof(*form->field));
	for (p = body; p < end; p = amp + 1) {
		amp = find(p, end, '&');
		if (amp == p)
			continue;
		if ((e = add_field(a, form, p, amp)) != OK)
			return e;
	}
	return OK;
}

const char *
form_get(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++) {
		if (strcmp(form->field[i].name, name) == 0)
			return form->field[i].value;
	}
	return NULL;
}

const char *
form_encode(struct arena *a, const char *s)
{
	char *out = arena_alloc(a, 3 * strlen(s) + 1);
	char *p = out;

	for (; *s != '\0'; s++) {
		if (isalnum((unsigned char)*s) || strchr("-._~", *s) != NULL)
			*p++ = *s;
		else
			p += sprintf(p, "%%%02X", (unsigned char)*s);
	}
	return out;
}
