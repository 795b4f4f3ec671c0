/*
 * GET, HEAD /api/recordings/{id}/download?segment=RE...
 * GET, HEAD /api/recordings/{id}/download?all=1
 *
 * 200, 206, 304, 416: nginx sends the audio, as a file whose name has the time
 * and the customer of the call.
 * With all=1: 200, all segments of the recording in one WAV file, which is made
 * while it is sent, so that ranges are not possible. Gaps between segments
 * become silence of 60 s at most.
 * 400: the query is malformed. 401: no valid credential.
 * 404: there is no such recording or segment, or the credential may not hear
 * it.
 * 409: the audio is not ready, or not all of it is copied. 410: there will be
 * no audio, or it was deleted. 413: all segments are more than a WAV file can
 * hold.
 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "app/endpoint.h"
#include "app/media_response.h"
#include "base/arena.h"
#include "sys/http.h"
#include "sys/splice.h"

/* The columns of api.recording_joined(). */
enum {
	FILE_NAME,
	ASCII_NAME,
	OBJECT_KEY,
	SILENCE_S,
	FROM_S,
	DURATION_S
};

static enum err
ask(struct request *r, struct statement *statement)
{
	const char *all = request_parameter(r, "all");

	if (all == NULL)
		return OK;
	if (strcmp(all, "1") != 0 || request_parameter(r, "segment") != NULL)
		return request_fail(r, ERR_INVALID, "invalid_all",
		    "The parameter all must be 1, and come without segment.");
	*statement = db_statement(r->arena, "recording_joined",
	    DB_ARGS(r->credential, request_id(r)));
	return OK;
}

static bool
send_data(void *context, const void *data, size_t len)
{
	return http_write(context, data, len);
}

static enum err
answer_all(struct request *r, const struct rows *rows)
{
	struct arena *a = r->arena;
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
		return request_fail(r, e, "recording_too_long",
		    "The whole recording is more than a WAV file can hold. "
		    "Download its segments.");
	if (e != OK)
		return request_fail(r, e, "media_missing",
		    "The recording is stored, but one of its files cannot be "
		    "read.");
	media_response_name(
	    r, "attachment", rows->cell[FILE_NAME], rows->cell[ASCII_NAME]);
	http_head(r->http, "Content-Type", "audio/wav");
	http_head(r->http, "Cache-Control", "private, no-store");
	http_head(r->http, "Accept-Ranges", "none");
	http_head(r->http, "Content-Length", "%ju", (uintmax_t)splice.bytes);
	http_body(r->http);
	if (!request_is(r, "HEAD"))
		splice_write(&splice, send_data, r->http);
	return OK;
}

static enum err
answer(struct request *r, const struct rows *rows)
{
	if (request_parameter(r, "all") != NULL)
		return answer_all(r, rows);
	media_response_send(r, rows, "attachment");
	return OK;
}

static const struct operation download = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "segment",
    .own_query = "all",
    .function = "recording_media",
    .arguments = {CREDENTIAL, ID, QUERY},
    .prepare = ask,
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "recording-download",
    .config = CONFIG(MEDIA_DIR),
    .threads = 4, /* a file of all segments takes as long as the disk does */
    .operations = {&download},
};
