/*
 * A call record as the API has it. Its columns are those of
 * data.call_record_columns: a function that returns some of its own puts them
 * before these.
 */
#ifndef CALL_RECORD_H
#define CALL_RECORD_H

#include <stddef.h>

#include "base/err.h"

struct json_writer;
struct request;
struct rows;

/* Are there rows of own columns and then a call record's? ERR_INTERNAL: there
 * are not; it was logged. */
enum err call_record_check(const struct rows *, size_t own);

/* Write a call record as a member, or, if name is NULL, as an item. */
void call_record_write(
    struct json_writer *, const char *name, const char *const *cell);

/* Send the response that is a call record. */
void call_record_send(struct request *, const char *const *cell);

/* Send the call record of the first row, which has no other columns. */
enum err call_record_answer(struct request *, const struct rows *);

#endif
