/*
 * What the endpoints that hand out a recording's bytes have in common:
 * they ask whether they may, and nginx sends the bytes itself.
 * Source: nginx docs, X-Accel-Redirect.
 */
#ifndef MEDIA_H
#define MEDIA_H

#include "err.h"

struct call;
struct form;
struct http;
struct rows;

/*
 * GET or HEAD of /api/recordings/{id}/...: who asks, and with which query.
 * ERR_METHOD, ERR_AUTH, ERR_INVALID: the query is malformed.
 */
enum err
media_begin(struct http *, const char **credential, struct form *query);

/* Of ?segment=RE...: the call of api.fn(credential, id, RecordingSid or null).
 * Errors: media_begin(). */
enum err media_ask(struct http *, struct call *, const char *fn);

/*
 * The audio that api.recording_media() found, our copy or, as long as
 * there is none, Twilio's. disposition: "inline" or "attachment".
 */
enum err
media_answer(struct http *, const struct rows *, const char *disposition);

/* The Content-Disposition: "inline" or "attachment", and the file's name, also
 * without what old programs do not understand. */
void media_name(struct http *, const char *disposition, const char *file_name,
    const char *ascii_name);

/* Have nginx answer with a file of MEDIA_DIR. */
void media_send(struct http *, const char *object_key, const char *suffix,
    const char *type);

#endif
