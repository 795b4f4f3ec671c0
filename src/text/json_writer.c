#include "text/json_writer.h"

#include <string.h>

void
json_flush(struct json_writer *w)
{
	w->put(w->to, w->buf, w->used);
	w->used = 0;
}

static void
put(struct json_writer *w, const char *s, size_t len)
{
	if (len > sizeof(w->buf) - w->used)
		json_flush(w);
	if (len > sizeof(w->buf)) {
		w->put(w->to, s, len);
		return;
	}
	memcpy(w->buf + w->used, s, len);
	w->used += len;
}

static void
put_char(struct json_writer *w, char c)
{
	put(w, &c, 1);
}

/* What comes before a value: a comma, and the member's name. */
static void
begin(struct json_writer *w, const char *name)
{
	if (w->follows)
		put_char(w, ',');
	w->follows = true;
	if (name == NULL)
		return;
	put_char(w, '"');
	put(w, name, strlen(name));
	put(w, "\":", 2);
}

void
json_open(struct json_writer *w, const char *name, char bracket)
{
	begin(w, name);
	put_char(w, bracket);
	w->follows = false;
}

void
json_close(struct json_writer *w, char bracket)
{
	put_char(w, bracket);
	w->follows = true;
}

static bool
is_plain(unsigned char c)
{
	return c >= ' ' && c != '"' && c != '\\';
}

/* Source: RFC 8259, section 7; the short forms as PostgreSQL has them. */
static void
put_escaped(struct json_writer *w, unsigned char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char named[] = "\"\\\b\f\n\r\t", names[] = "\"\\bfnrt";
	const char *at = strchr(named, c);
	char code[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 0xf]};

	if (at == NULL) {
		put(w, code, sizeof(code));
		return;
	}
	put_char(w, '\\');
	put_char(w, names[at - named]);
}

/* len bytes of a string, without its quotes. */
static void
put_text(struct json_writer *w, const char *s, size_t len)
{
	const char *end = s + len, *from = s;

	for (; s < end; s++) {
		if (is_plain((unsigned char)*s))
			continue;
		put(w, from, (size_t)(s - from));
		put_escaped(w, (unsigned char)*s);
		from = s + 1;
	}
	put(w, from, (size_t)(end - from));
}

static void
put_string(struct json_writer *w, const char *s)
{
	put_char(w, '"');
	put_text(w, s, strlen(s));
	put_char(w, '"');
}

/* Is it a number as PostgreSQL prints it? NaN and Infinity are none in JSON. */
static bool
is_number(const char *s)
{
	static const char digits[] = "0123456789";
	size_t len = strspn(s += *s == '-', digits);

	if (len == 0 || (len > 1 && *s == '0'))
		return false;
	s += len;
	if (*s == '.') {
		len = strspn(++s, digits);
		s += len;
	}
	return len > 0 && *s == '\0';
}

/* 2026-05-20 23:45:25.123+00 is 2026-05-20T23:45:25.123+00:00. */
static void
put_time(struct json_writer *w, const char *s)
{
	size_t len = strlen(s), day = strcspn(s, " ");
	bool is_hours = len > 3 && (s[len - 3] == '+' || s[len - 3] == '-');

	put_char(w, '"');
	put_text(w, s, day);
	if (day < len) {
		put_char(w, 'T');
		put_text(w, s + day + 1, len - day - 1);
		if (is_hours)
			put(w, ":00", 3);
	}
	put_char(w, '"');
}

static void
put_value(struct json_writer *w, int kind, const char *s)
{
	if (s == NULL)
		put(w, "null", 4);
	else if (kind == JSON_BOOLEAN)
		put(w, *s == 't' ? "true" : "false", *s == 't' ? 4 : 5);
	else if (kind == JSON_TIME)
		put_time(w, s);
	else if (kind == JSON_NUMBER && is_number(s))
		put(w, s, strlen(s));
	else
		put_string(w, s);
}

static bool
has_column(const struct json_member *m)
{
	return m->kind < JSON_NULL;
}

/* Returns the JSON_CLOSE of the object m. */
static const struct json_member *
close_of(const struct json_member *m)
{
	size_t depth = 1;

	while (depth > 0) {
		m++;
		depth += m->kind >= JSON_OBJECT;
		depth -= m->kind == JSON_CLOSE;
	}
	return m;
}

static size_t
columns_between(const struct json_member *m, const struct json_member *end)
{
	size_t n = 0;

	for (; m < end; m++)
		n += has_column(m);
	return n;
}

size_t
json_columns(const struct json_member table[])
{
	const struct json_member *end = table;

	while (end->kind != JSON_END)
		end++;
	return columns_between(table, end);
}

const char *const *
json_members(struct json_writer *w, const struct json_member table[],
    const char *const *cell)
{
	for (const struct json_member *m = table; m->kind != JSON_END; m++) {
		if (m->kind == JSON_CLOSE) {
			json_close(w, '}');
		} else if (m->kind < JSON_OBJECT) {
			begin(w, m->name);
			put_value(w, m->kind, has_column(m) ? *cell++ : NULL);
		} else if (cell[m->kind - JSON_OBJECT] != NULL) {
			json_open(w, m->name, '{');
		} else {
			const struct json_member *end = close_of(m);

			begin(w, m->name);
			put_value(w, JSON_NULL, NULL);
			cell += columns_between(m, end);
			m = end;
		}
	}
	return cell;
}
