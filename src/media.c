#include "media.h"

#include "arena.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "session.h"

/* The columns of api.recording_media(). */
enum {
	OBJECT_KEY,
	ACCOUNT_SID,
	RECORDING_SID,
	MEDIA_TYPE,
	FILE_NAME,
	ASCII_NAME
};

enum err
media_begin(struct http *h, const char **credential, struct form *query)
{
	enum err e;

	if ((e = http_method(h, "GET, HEAD")) != OK ||
	    (e = session_credential(h, credential)) != OK)
		return e;
	return http_query(h, query);
}

enum err
media_ask(struct http *h, struct call *call, const char *fn)
{
	const char *credential;
	struct form query;
	enum err e = media_begin(h, &credential, &query);

	if (e != OK)
		return e;
	*call = db_ask(http_arena(h), fn,
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID"),
	        form_get(&query, "segment")));
	return OK;
}

/* A browser may keep it, and must ask again whether it still may. */
static void
head(struct http *h, const char *type)
{
	http_head(h, "Content-Type", "%s", type);
	http_head(h, "Cache-Control", "private, no-cache");
}

void
media_send(struct http *h, const char *object_key, const char *suffix,
    const char *type)
{
	head(h, type);
	http_head(
	    h, "X-Accel-Redirect", "/internal/media/%s%s", object_key, suffix);
	http_body(h);
}

/* Both forms of the name, for old programs too: RFC 6266, appendix D. */
void
media_name(struct http *h, const char *disposition, const char *file_name,
    const char *ascii_name)
{
	http_head(h, "Content-Disposition",
	    "%s; filename=\"%s\"; filename*=UTF-8''%s", disposition, ascii_name,
	    form_encode(http_arena(h), file_name));
}

enum err
media_answer(struct http *h, const struct rows *rows, const char *disposition)
{
	const char **cell = rows->cell;

	media_name(h, disposition, cell[FILE_NAME], cell[ASCII_NAME]);
	if (cell[OBJECT_KEY] != NULL) {
		media_send(h, cell[OBJECT_KEY], "", cell[MEDIA_TYPE]);
		return OK;
	}
	head(h, cell[MEDIA_TYPE]);
	http_head(h, "X-Accel-Redirect", "/internal/twilio/%s/%s",
	    cell[ACCOUNT_SID], cell[RECORDING_SID]);
	http_body(h);
	return OK;
}
