/*
 * GET, HEAD /api/recordings/{id}/download?segment=RE...
 * GET, HEAD /api/recordings/{id}/download?all=1
 *
 * 200, 206, 304, 416: the audio, by nginx. It is saved under a name
 * that says when and with whom the call was.
 * With all=1: 200, all segments of the recording as one WAV file, made as it
 * is sent, without ranges. At most 60 s of each gap are silence in it.
 * 400: the query is malformed. 401: not logged in.
 * 404: no such recording or segment, or not yours.
 * 409: there is no audio yet, or not all of it is copied. 410: there is
 * none (any more). 413: all of it is more than a WAV file can hold.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app.h"
#include "arena.h"
#include "config.h"
#include "db.h"
#include "form.h"
#include "http.h"
#include "media.h"
#include "splice.h"

/* The columns of api.recording_joined(). */
enum {
	FILE_NAME,
	ASCII_NAME,
	OBJECT_KEY,
	SILENCE_S,
	FROM_S,
	DURATION_S
};

/* What ask() hands on to answer(). */
struct download {
	bool all;
};

static enum err
ask(struct http *h, struct call *call)
{
	struct download *download = http_state(h, sizeof(*download));
	const char *all, *credential;
	struct form query;
	enum err e = media_begin(h, &credential, &query);

	if (e != OK)
		return e;
	if ((all = form_get(&query, "all")) == NULL)
		return media_ask(h, call, "recording_media");
	if (strcmp(all, "1") != 0 || form_get(&query, "segment") != NULL)
		return http_fail(h, ERR_INVALID, "invalid_all",
		    "all is 1, and then there is no segment.");
	download->all = true;
	*call = db_ask(http_arena(h), "recording_joined",
	    DB_ARGS(credential, http_env(h, "RESOURCE_ID")));
	return OK;
}

static bool
send_data(void *context, const void *data, size_t len)
{
	return http_write(context, data, len);
}

static enum err
answer_all(struct http *h, const struct rows *rows)
{
	struct arena *a = http_arena(h);
	struct splice_piece *piece =
	    arena_alloc(a, rows->count * sizeof(*piece));
	struct splice splice;
	enum err e;

	for (size_t i = 0; i < rows->count; i++) {
		const char **cell = rows->cell + i * rows->width;

		piece[i] = (struct splice_piece){
		    .path = arena_printf(
		        a, "%s/%s", config_get(MEDIA_DIR), cell[OBJECT_KEY]),
		    .silence_s = strtod(cell[SILENCE_S], NULL),
		    .from_s = strtod(cell[FROM_S], NULL),
		    .duration_s = strtod(cell[DURATION_S], NULL),
		};
	}
	e = splice_begin(&splice, piece, rows->count);
	if (e == ERR_TOOBIG)
		return http_fail(h, e, "recording_too_long",
		    "All of it is more than a WAV file can hold. Download its "
		    "segments.");
	if (e != OK)
		return http_fail(h, e, "media_missing",
		    "The recording is stored, but a file of it cannot be "
		    "read.");
	media_name(
	    h, "attachment", rows->cell[FILE_NAME], rows->cell[ASCII_NAME]);
	http_head(h, "Content-Type", "audio/wav");
	http_head(h, "Cache-Control", "private, no-store");
	http_head(h, "Accept-Ranges", "none");
	http_head(h, "Content-Length", "%ju", (uintmax_t)splice.bytes);
	http_body(h);
	if (!http_is_method(h, "HEAD"))
		splice_write(&splice, send_data, h);
	return OK;
}

static enum err
answer(struct http *h, const struct rows *rows)
{
	const struct download *download = http_state(h, sizeof(*download));

	return download->all ? answer_all(h, rows)
	                     : media_answer(h, rows, "attachment");
}

int
main(void)
{
	CONFIG_LOAD(MEDIA_DIR);
	return app_run(&(struct endpoint){
	    .name = "recording-download", .ask = ask, .answer = answer});
}
