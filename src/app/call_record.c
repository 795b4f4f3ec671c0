#include "app/call_record.h"

#include <stddef.h>

#include "app/answer.h"
#include "sys/db.h"
#include "text/json_writer.h"

/* The one definition of a call record's JSON: docs/requirements.md R7, R19. Of
 * an agent and so on, the name decides: the id is null if it is gone. */
static const struct json_member members[] = {
    {"id",              JSON_TEXT        },
    {"callId",          JSON_TEXT        },
    {"direction",       JSON_TEXT        },
    {"status",          JSON_TEXT        },
    {"customerNumber",  JSON_TEXT        },
    {"customerKind",    JSON_TEXT        },
    {"fromNumber",      JSON_TEXT        },
    {"toNumber",        JSON_TEXT        },
    {"startedAt",       JSON_TIME        },
    {"answeredAt",      JSON_TIME        },
    {"endedAt",         JSON_TIME        },
    {"durationS",       JSON_NUMBER      },
    {"createdAt",       JSON_TIME        },
    {"agent",           JSON_OBJECT_BY(2)},
    {"id",              JSON_TEXT        },
    {"key",             JSON_TEXT        },
    {"name",            JSON_TEXT        },
    {NULL,              JSON_CLOSE       },
    {"campaign",        JSON_OBJECT_BY(2)},
    {"id",              JSON_TEXT        },
    {"key",             JSON_TEXT        },
    {"name",            JSON_TEXT        },
    {NULL,              JSON_CLOSE       },
    {"contact",         JSON_OBJECT_BY(2)},
    {"id",              JSON_TEXT        },
    {"key",             JSON_TEXT        },
    {"name",            JSON_TEXT        },
    {NULL,              JSON_CLOSE       },
    {"disposition",     JSON_OBJECT_BY(2)},
    {"id",              JSON_TEXT        },
    {"key",             JSON_TEXT        },
    {"name",            JSON_TEXT        },
    {NULL,              JSON_CLOSE       },
    {"notes",           JSON_TEXT        },
    {"conferenceSid",   JSON_TEXT        },
    {"recording",       JSON_OBJECT      },
    {"id",              JSON_TEXT        },
    {"state",           JSON_TEXT        },
    {"stateReason",     JSON_TEXT        },
    {"reasonCode",      JSON_TEXT        },
    {"playable",        JSON_BOOLEAN     },
    {"canRetry",        JSON_BOOLEAN     },
    {"durationS",       JSON_NUMBER      },
    {"segmentCount",    JSON_NUMBER      },
    {"missingCount",    JSON_NUMBER      },
    {"channels",        JSON_NUMBER      },
    {"streamUrl",       JSON_TEXT        },
    {"downloadUrl",     JSON_TEXT        },
    {"peaksUrl",        JSON_TEXT        },
    {"transcriptState", JSON_TEXT        },
    {"sharedWith",      JSON_OBJECT      },
    {"id",              JSON_TEXT        },
    {"callId",          JSON_TEXT        },
    {"conferenceSid",   JSON_TEXT        },
    {NULL,              JSON_CLOSE       },
    {NULL,              JSON_CLOSE       },
    {NULL,              JSON_END         },
};

enum err
call_record_check(const struct rows *rows, size_t own)
{
	return answer_check(rows, own + json_columns(members));
}

void
call_record_write(
    struct json_writer *w, const char *name, const char *const *cell)
{
	json_open(w, name, '{');
	json_members(w, members, cell);
	json_close(w, '}');
}

void
call_record_send(struct request *r, const char *const *cell)
{
	struct json_writer w;

	answer_begin(r, &w);
	call_record_write(&w, NULL, cell);
	answer_end(&w);
}

enum err
call_record_answer(struct request *r, const struct rows *rows)
{
	enum err e = call_record_check(rows, 0);

	if (e == OK)
		call_record_send(r, rows->cell);
	return e;
}
