/* The responses that several endpoints share. */
#ifndef ANSWER_H
#define ANSWER_H

#include <stddef.h>

#include "base/err.h"

struct json_writer;
struct request;
struct rows;

/* Are there rows of so many columns, as the tables of the answer need them?
 * ERR_INTERNAL: there are not; it was logged. */
enum err answer_check(const struct rows *, size_t columns);

/* Begin the response: JSON, marked private and not cacheable. The body is what
 * *w, which is set, writes until answer_end(). */
void answer_begin(struct request *, struct json_writer *w);
void answer_end(struct json_writer *);

/* Send the JSON of the rows' first column: status 201 if the second column is
 * true (the resource is new), else 200. */
enum err answer_json(struct request *, const struct rows *);

/* Send status 204 without a body. */
enum err answer_no_content(struct request *, const struct rows *);

#endif
