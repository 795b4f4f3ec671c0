/*
 * JSON, written piece by piece: it is handed on as it is made, and never whole
 * in memory. Values are columns as PostgreSQL prints them, with datestyle ISO;
 * NULL, its null, is written as null. What is written is valid JSON whatever
 * the columns hold, as long as they are UTF-8, and means what PostgreSQL's own
 * to_json() of them does.
 */
#ifndef JSON_WRITER_H
#define JSON_WRITER_H

#include <stdbool.h>
#include <stddef.h>

/* struct json_writer w = {.put = put, .to = to}; then end it by
 * json_flush(). */
struct json_writer {
	void (*put)(void *to, const char *data, size_t len);
	void *to;
	bool follows; /* a value stands before, in the same object or array */
	size_t used;  /* of buf: what was not put yet */
	char buf[1024];
};

enum json_kind {
	JSON_END, /* of a table */
	JSON_TEXT,
	JSON_NUMBER,
	JSON_BOOLEAN,
	JSON_TIME, /* timestamptz: RFC 3339 */
	JSON_NULL, /* always null: it has no column */
	JSON_CLOSE,
	JSON_OBJECT, /* of the members up to its JSON_CLOSE; last of these */
};

/* An object is null if its first column is, or if this one is, counted from
 * 0. */
#define JSON_OBJECT_BY(column) (JSON_OBJECT + (column))

/* The members of an object, in the order of their columns; a table of them ends
 * with JSON_END. */
struct json_member {
	const char *name; /* a literal that needs no escaping */
	int kind;         /* of enum json_kind */
};

/* How many columns a table takes. */
size_t json_columns(const struct json_member table[]);

/* Write the members of an object that is open, from as many cells as the table
 * takes. Returns the cell after them. */
const char *const *json_members(struct json_writer *,
    const struct json_member table[], const char *const *cell);

/* Begin or end an object or an array, by its bracket. name: as a member; NULL:
 * in an array, or alone. */
void json_open(struct json_writer *, const char *name, char bracket);
void json_close(struct json_writer *, char bracket);

/* Put what is still in the buffer. */
void json_flush(struct json_writer *);

#endif
