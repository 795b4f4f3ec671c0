#include "app/media_response.h"

#include <stddef.h>

#include "app/request.h"
#include "sys/db.h"
#include "sys/http.h"
#include "text/form.h"

/* The columns of api.recording_media(). */
enum {
	OBJECT_KEY,
	ACCOUNT_SID,
	RECORDING_SID,
	MEDIA_TYPE,
	FILE_NAME,
	ASCII_NAME
};

/* no-cache: a browser may keep the audio, but must ask us each time, as the
 * recording may be deleted or the session over. */
static void
send_type(struct request *r, const char *media_type)
{
	http_head(r->http, "Content-Type", "%s", media_type);
	http_head(r->http, "Cache-Control", "private, no-cache");
}

void
media_response_file(struct request *r, const char *object_key,
    const char *suffix, const char *media_type)
{
	send_type(r, media_type);
	http_head(r->http, "X-Accel-Redirect", "/internal/media/%s%s",
	    object_key, suffix);
	http_body(r->http);
}

/* Both parameters, filename and filename*: RFC 6266, appendix D. */
void
media_response_name(struct request *r, const char *disposition,
    const char *file_name, const char *ascii_name)
{
	http_head(r->http, "Content-Disposition",
	    "%s; filename=\"%s\"; filename*=UTF-8''%s", disposition, ascii_name,
	    form_encode(r->arena, file_name));
}

void
media_response_send(
    struct request *r, const struct rows *rows, const char *disposition)
{
	const char **cell = rows->cell;

	media_response_name(r, disposition, cell[FILE_NAME], cell[ASCII_NAME]);
	if (cell[OBJECT_KEY] != NULL) {
		media_response_file(r, cell[OBJECT_KEY], "", cell[MEDIA_TYPE]);
		return;
	}
	send_type(r, cell[MEDIA_TYPE]);
	http_head(r->http, "X-Accel-Redirect", "/internal/twilio/%s/%s",
	    cell[ACCOUNT_SID], cell[RECORDING_SID]);
	http_body(r->http);
}
