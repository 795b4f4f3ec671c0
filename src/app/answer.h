/* The responses that several endpoints share. */
#ifndef ANSWER_H
#define ANSWER_H

#include "base/err.h"

struct request;
struct rows;

/* Send the JSON of the rows' first column: status 201 if the second column is
 * true (the resource is new), else 200. */
enum err answer_json(struct request *, const struct rows *);

/* Send status 204 without a body. */
enum err answer_no_content(struct request *, const struct rows *);

/* Send a JSON text, marked private and not cacheable. */
void answer_text(struct request *, const char *json);

#endif
