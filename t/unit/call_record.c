#include "app/call_record.h"

#include <stddef.h>
#include <string.h>

#include "app/request.h"
#include "sys/db.h"
#include "t/tap.h"
#include "t/unit/fake_http.h"
#include "t/unit/record.h"
#include "t/unit/table.h"

#define RECORDING                                                              \
	"0196", "stored", NULL, NULL, "t", "f", "41.875", "2", "0", "1", "/s", \
	    "/d", "/p", "queued"
#define RECORDING_JSON                                                \
	"\"recording\":{\"id\":\"0196\",\"state\":\"stored\","        \
	"\"stateReason\":null,\"reasonCode\":null,\"playable\":true," \
	"\"canRetry\":false,\"durationS\":41.875,\"segmentCount\":2," \
	"\"missingCount\":0,\"channels\":1,\"streamUrl\":\"/s\","     \
	"\"downloadUrl\":\"/d\",\"peaksUrl\":\"/p\","                 \
	"\"transcriptState\":\"queued\",\"sharedWith\":"

enum {
	COLUMNS = 44,
	RECORDING_AT = 27,
	KEEPER_AT = 41
};

static const char *bare[] = {RECORD_CELLS("CA1")};
static const char *recorded[COLUMNS], *shared[COLUMNS];

static const struct {
	const char *what;
	const char **cell;
	size_t count, width;
	const char *end; /* of what is sent; NULL: ERR_INTERNAL */
} cases[] = {
    {"a call",            bare,     1, COLUMNS,     SENT_JSON(RECORD_JSON("CA1"))},
    {"with a recording",  recorded, 1, COLUMNS,     RECORDING_JSON "null}}\n"    },
    {"of another call",   shared,   1, COLUMNS,
     RECORDING_JSON "{\"id\":\"0197\",\"callId\":\"CA2\","
                       "\"conferenceSid\":\"CF1\"}}}\n"                          },
    {"no row",            bare,     0, COLUMNS,     NULL                         },
    {"a column too many", bare,     1, COLUMNS + 1, NULL                         },
    {"one too few",       bare,     1, COLUMNS - 1, NULL                         },
};

static void
fill(void)
{
	static const char *const recording[] = {RECORDING};
	static const char *const keeper[] = {"0197", "CA2", "CF1"};

	memcpy(recorded, bare, sizeof(bare));
	memcpy(recorded + RECORDING_AT, recording, sizeof(recording));
	memcpy(shared, recorded, sizeof(recorded));
	memcpy(shared + KEEPER_AT, keeper, sizeof(keeper));
}

int
main(void)
{
	static const char *const env[] = {NULL};

	fill();
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http *h = fake_http_new(env, NULL);
		struct request r = {.http = h, .arena = http_arena(h)};
		struct rows rows = {.count = cases[i].count,
		    .width = cases[i].width,
		    .cell = cases[i].cell};
		const char *end = cases[i].end == NULL ? "" : cases[i].end;
		const char *sent;

		is_int(call_record_answer(&r, &rows),
		    cases[i].end == NULL ? ERR_INTERNAL : OK, cases[i].what);
		sent = fake_http_sent(h);
		is_str(strlen(sent) < strlen(end)
		           ? sent
		           : sent + strlen(sent) - strlen(end),
		    end, "as it is sent");
		fake_http_free(h);
	}
	return done();
}
