/*
 * GET /api/recordings/{id}?conference=CF...
 *
 * 200: the recording, its segments and its timeline
 * (api.recording_metadata()); with conference, only the segments of that
 * conference. 401: no valid credential. 404: there is no such recording, the
 * credential may not see it, or it has no segment of that conference.
 */
#include <stddef.h>

#include "app/answer.h"
#include "app/call_record.h"
#include "app/endpoint.h"
#include "text/json_writer.h"

/* The columns of a row: the recording, the timeline, a piece of it, a segment,
 * the call record. All but the piece and the segment are the same in each. */
static const struct json_member recording[] = {
    {"id",                JSON_TEXT   },
    {"callRecordId",      JSON_TEXT   },
    {"state",             JSON_TEXT   },
    {"stateReason",       JSON_TEXT   },
    {"reasonCode",        JSON_TEXT   },
    {"playable",          JSON_BOOLEAN},
    {"canRetry",          JSON_BOOLEAN},
    {"segmentCount",      JSON_NUMBER },
    {"missingCount",      JSON_NUMBER },
    {"durationReportedS", JSON_NUMBER },
    {"durationMeasuredS", JSON_NUMBER },
    {"channels",          JSON_NUMBER },
    {"source",            JSON_TEXT   },
    {"startedAt",         JSON_TIME   },
    {"storedAt",          JSON_TIME   },
    {"mediaType",         JSON_TEXT   },
    {"byteSize",          JSON_NUMBER },
    {"sha256",            JSON_TEXT   },
    {"streamUrl",         JSON_TEXT   },
    {"downloadUrl",       JSON_TEXT   },
    {"peaksUrl",          JSON_TEXT   },
    {"downloadAllUrl",    JSON_TEXT   },
    {"transcriptUrl",     JSON_NULL   },
    {NULL,                JSON_END    },
};

static const struct json_member timeline[] = {
    {"durationS", JSON_NUMBER},
    {"audioS",    JSON_NUMBER},
    {NULL,        JSON_END   },
};

static const struct json_member no_timeline[] = {
    {"timeline", JSON_NULL},
    {NULL,       JSON_END },
};

static const struct json_member piece[] = {
    {"recordingSid", JSON_TEXT  },
    {"atS",          JSON_NUMBER},
    {"fromS",        JSON_NUMBER},
    {"durationS",    JSON_NUMBER},
    {"gapS",         JSON_NUMBER},
    {"state",        JSON_TEXT  },
    {"channels",     JSON_NUMBER},
    {"streamUrl",    JSON_TEXT  },
    {"peaksUrl",     JSON_TEXT  },
    {NULL,           JSON_END   },
};

static const struct json_member segment[] = {
    {"recordingSid",      JSON_TEXT   },
    {"primary",           JSON_BOOLEAN},
    {"state",             JSON_TEXT   },
    {"stateReason",       JSON_TEXT   },
    {"reasonCode",        JSON_TEXT   },
    {"playable",          JSON_BOOLEAN},
    {"source",            JSON_TEXT   },
    {"track",             JSON_TEXT   },
    {"channels",          JSON_NUMBER },
    {"startedAt",         JSON_TIME   },
    {"durationReportedS", JSON_NUMBER },
    {"durationMeasuredS", JSON_NUMBER },
    {"byteSize",          JSON_NUMBER },
    {"sha256",            JSON_TEXT   },
    {"storedAt",          JSON_TIME   },
    {"encrypted",         JSON_BOOLEAN},
    {"externalUrl",       JSON_TEXT   },
    {"conferenceSid",     JSON_TEXT   },
    {"streamUrl",         JSON_TEXT   },
    {"downloadUrl",       JSON_TEXT   },
    {"peaksUrl",          JSON_TEXT   },
    {NULL,                JSON_END    },
};

/* An item for each row, but for those that have no such thing. */
static void
write_array(struct json_writer *w, const char *name,
    const struct json_member table[], const struct rows *rows, size_t at)
{
	json_open(w, name, '[');
	for (size_t i = 0; i < rows->count; i++) {
		const char **cell = rows->cell + i * rows->width + at;

		if (*cell == NULL)
			continue;
		json_open(w, NULL, '{');
		json_members(w, table, cell);
		json_close(w, '}');
	}
	json_close(w, ']');
}

/* From the column at on. Nothing can be played: it has no length. */
static void
write_timeline(struct json_writer *w, const struct rows *rows, size_t at)
{
	const char **row = rows->cell;

	if (row[at] == NULL) {
		json_members(w, no_timeline, NULL);
		return;
	}
	json_open(w, "timeline", '{');
	json_members(w, timeline, row + at);
	write_array(w, "pieces", piece, rows, at + json_columns(timeline));
	json_close(w, '}');
}

static enum err
answer(struct request *r, const struct rows *rows)
{
	size_t at_timeline = json_columns(recording);
	size_t at_segment =
	    at_timeline + json_columns(timeline) + json_columns(piece);
	size_t at_call = at_segment + json_columns(segment);
	struct json_writer w;
	enum err e = call_record_check(rows, at_call);

	if (e != OK)
		return e;
	answer_begin(r, &w);
	json_open(&w, NULL, '{');
	json_members(&w, recording, rows->cell);
	write_timeline(&w, rows, at_timeline);
	write_array(&w, "segments", segment, rows, at_segment);
	call_record_write(&w, "call", rows->cell + at_call);
	json_close(&w, '}');
	answer_end(&w);
	return OK;
}

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .who = CREDENTIAL_HOLDER,
    .query = "conference",
    .function = "recording_metadata",
    .arguments = {CREDENTIAL, ID, QUERY},
    .answer = answer,
};

const struct endpoint endpoint = {
    .name = "recording-metadata",
    .operations = {&read_one},
};
