/* The answers that many endpoints give. */
#ifndef ANSWER_H
#define ANSWER_H

#include "base/err.h"

struct request;
struct rows;

/* What the function returned, which is JSON. 201 if its second column says
 * that the thing is new. */
enum err answer_json(struct request *, const struct rows *);

/* There is nothing to say but that it is done: 204. */
enum err answer_no_content(struct request *, const struct rows *);

/* A JSON text. It is private, and of this moment: nobody may keep it. */
void answer_text(struct request *, const char *json);

#endif
