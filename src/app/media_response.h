/*
 * A recording's bytes as the response: the program says which file, and nginx
 * sends it. Source: nginx docs, X-Accel-Redirect.
 */
#ifndef MEDIA_RESPONSE_H
#define MEDIA_RESPONSE_H

#include "base/err.h"

struct request;
struct rows;

/*
 * The audio that api.recording_media() found: our copy or, as long as there is
 * none, Twilio's. disposition: "inline" or "attachment".
 */
void media_response_send(
    struct request *, const struct rows *, const char *disposition);

/* A file of MEDIA_DIR: an object's, with a suffix. */
void media_response_file(struct request *, const char *object_key,
    const char *suffix, const char *media_type);

/* The Content-Disposition. Old programs understand the ASCII name only. */
void media_response_name(struct request *, const char *disposition,
    const char *file_name, const char *ascii_name);

#endif
