/*
 * A recording's audio as the response: the program names the file, and nginx
 * sends it. Source: nginx docs, X-Accel-Redirect.
 */
#ifndef MEDIA_RESPONSE_H
#define MEDIA_RESPONSE_H

#include "base/err.h"

struct request;
struct rows;

/*
 * Send the audio that api.recording_media() found: our copy or, until the
 * mirror has made one, Twilio's. disposition: "inline" or "attachment".
 */
void media_response_send(
    struct request *, const struct rows *, const char *disposition);

/* Send the file of MEDIA_DIR whose name is the object key and the suffix. */
void media_response_file(struct request *, const char *object_key,
    const char *suffix, const char *media_type);

/* Send the header Content-Disposition. Clients that do not know RFC 6266 use
 * the ASCII name. */
void media_response_name(struct request *, const char *disposition,
    const char *file_name, const char *ascii_name);

#endif
