/*
 * GET /api/call-records?limit=50&cursor=...
 * GET /api/call-records/{id}
 *
 * 200: a page of call records, newest first, or one call record.
 * 400: a parameter is unknown or malformed. 401: no valid credential.
 * 404: there is no such call record, or the credential may not see it.
 */
#include <stddef.h>

#include "app/answer.h"
#include "app/call_record.h"
#include "app/endpoint.h"
#include "text/json_writer.h"

/* The first row of api.call_records(); each one after it is a call record's,
 * after these columns. */
static const struct json_member page[] = {
    {"next",             JSON_TEXT   },
    {"total",            JSON_OBJECT },
    {"value",            JSON_NUMBER },
    {"exact",            JSON_BOOLEAN},
    {.kind = JSON_CLOSE},
    {NULL,          JSON_END            },
};

static enum err
answer_page(struct request *r, const struct rows *rows)
{
	size_t own = json_columns(page);
	struct json_writer w;
	enum err e = call_record_check(rows, own);

	if (e != OK)
		return e;
	answer_begin(r, &w);
	json_open(&w, NULL, '{');
	json_open(&w, "items", '[');
	for (size_t i = 1; i < rows->count; i++)
		call_record_write(&w, NULL, rows->cell + i * rows->width + own);
	json_close(&w, ']');
	json_members(&w, page, rows->cell);
	json_close(&w, '}');
	answer_end(&w);
	return OK;
}

static const struct operation list = {
    .methods = "GET, HEAD",
    .url = WITHOUT_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "limit, cursor",
    .function = "call_records",
    .arguments = {CREDENTIAL, QUERY},
    .answer = answer_page,
};

static const struct operation read_one = {
    .methods = "GET, HEAD",
    .url = WITH_ID,
    .who = CREDENTIAL_HOLDER,
    .query = "", /* must be well-formed */
    .function = "call_record",
    .arguments = {CREDENTIAL, ID},
    .answer = call_record_answer,
};

const struct endpoint endpoint = {
    .name = "call-records",
    .operations = {&list, &read_one},
};
