#include "text/json.h"

#include <json-c/json.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "text/form.h"
#include "text/utf8.h"

/* Slashes are not escaped, so that URLs stay readable. */
#define PLAIN (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static const char *
print(struct arena *a, struct json_object *o)
{
	const char *s = json_object_to_json_string_ext(o, PLAIN);

	if (s == NULL)
		log_die("json-c: out of memory");
	return arena_strndup(a, s, strlen(s));
}

const char *
json_quote(struct arena *a, const char *s)
{
	struct json_object *o = json_object_new_string(utf8_clean(a, s));
	const char *quoted = print(a, o);

	json_object_put(o);
	return quoted;
}

const char *
json_from_form(struct arena *a, const struct form *form)
{
	struct json_object *o = json_object_new_object();
	const char *text;

	for (size_t i = form->count; i-- > 0;)
		json_object_object_add(o, utf8_clean(a, form->field[i].name),
		    json_object_new_string(
		        utf8_clean(a, form->field[i].value)));
	text = print(a, o);
	json_object_put(o);
	return text;
}

static enum err
read_members(struct arena *a, struct json_object *o, struct form *form)
{
	size_t room = (size_t)json_object_object_length(o);

	form->count = 0;
	form->field = arena_alloc(a, room * sizeof(*form->field));
	json_object_object_foreach(o, name, value)
	{
		const char *s = json_object_get_string(value);
		size_t len = s == NULL ? 0 : strlen(s);

		if (!json_object_is_type(value, json_type_string) ||
		    (size_t)json_object_get_string_len(value) != len)
			return ERR_INVALID;
		form->field[form->count++] =
		    (struct form_field){arena_strndup(a, name, strlen(name)),
		        arena_strndup(a, s, len)};
	}
	return OK;
}

/* A parser of strict JSON, which is nested depth levels deep at most. */
static struct json_tokener *
new_tokener(int depth)
{
	struct json_tokener *tok = json_tokener_new_ex(depth);

	if (tok == NULL)
		log_die("json-c: out of memory");
	json_tokener_set_flags(
	    tok, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	return tok;
}

enum err
json_to_form(struct arena *a, const char *text, size_t len, struct form *form)
{
	struct json_tokener *tok = new_tokener(4);
	struct json_object *o = NULL;
	enum err e = ERR_INVALID;

	o = json_tokener_parse_ex(tok, text, (int)len);
	if (json_tokener_get_error(tok) == json_tokener_success &&
	    json_object_is_type(o, json_type_object))
		e = read_members(a, o, form);
	json_object_put(o);
	json_tokener_free(tok);
	return e;
}

/* The line and column of the byte at offset, as editors count them. */
static const char *
place(struct arena *a, const char *text, size_t offset)
{
	size_t line = 1, column = 1;

	for (size_t i = 0; i < offset && text[i] != '\0'; i++) {
		if (text[i] == '\n') {
			line++;
			column = 1;
		} else if (((unsigned char)text[i] & 0xc0) != 0x80) {
			column++;
		}
	}
	return arena_printf(a, "Line %zu, column %zu", line, column);
}

enum err
json_validate(struct arena *a, const char *text, const char **why)
{
	struct json_tokener *tok = new_tokener(32);
	enum json_tokener_error error;
	size_t end;

	/* The NUL is parsed, too: a number ends only before another byte. */
	json_object_put(
	    json_tokener_parse_ex(tok, text, (int)strlen(text) + 1));
	error = json_tokener_get_error(tok);
	end = json_tokener_get_parse_end(tok);
	json_tokener_free(tok);
	if (error == json_tokener_success)
		return OK;
	*why = arena_printf(a, "%s: %s.", place(a, text, end),
	    end >= strlen(text) ? "the JSON ends too early"
	                        : json_tokener_error_desc(error));
	return ERR_INVALID;
}
