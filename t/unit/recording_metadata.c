#include "t/unit/table.h"

#include <stddef.h>

#include "t/unit/record.h"

#define RECORDING                                                             \
	"0195", "0194", "stored", NULL, NULL, "t", "f", "2", "0", "42",       \
	    "41.875", "2", "DialVerb", "2026-05-20 23:45:25+00",              \
	    "2026-05-20 23:50:00.25+00", "audio/wav", "99", "ab", "/s", "/d", \
	    "/p", NULL
#define SEGMENT(sid)                                                        \
	sid, "t", "stored", NULL, NULL, "t", "DialVerb", "both", "2", NULL, \
	    "42", "41.875", "99", "ab", NULL, "f", NULL, NULL, "/s", "/d",  \
	    "/p"
#define LENGTHS    "53.0", "41.875"
#define PIECE(sid) sid, "0.0", "0.0", "41.875", "0", "stored", "2", "/s", "/p"
#define NO_PIECE   RECORD_NULL3, RECORD_NULL3, RECORD_NULL3

#define SENT_RECORDING                                                   \
	"{\"id\":\"0195\",\"callRecordId\":\"0194\",\"state\":"          \
	"\"stored\",\"stateReason\":null,\"reasonCode\":null,"           \
	"\"playable\":true,\"canRetry\":false,\"segmentCount\":2,"       \
	"\"missingCount\":0,\"durationReportedS\":42,"                   \
	"\"durationMeasuredS\":41.875,\"channels\":2,\"source\":"        \
	"\"DialVerb\",\"startedAt\":\"2026-05-20T23:45:25+00:00\","      \
	"\"storedAt\":\"2026-05-20T23:50:00.25+00:00\","                 \
	"\"mediaType\":\"audio/wav\",\"byteSize\":99,\"sha256\":\"ab\"," \
	"\"streamUrl\":\"/s\",\"downloadUrl\":\"/d\",\"peaksUrl\":"      \
	"\"/p\",\"downloadAllUrl\":null,\"transcriptUrl\":null,"         \
	"\"timeline\":"
#define SENT_PIECE(sid)                                            \
	"{\"recordingSid\":\"" sid "\",\"atS\":0.0,\"fromS\":0.0," \
	"\"durationS\":41.875,\"gapS\":0,\"state\":\"stored\","    \
	"\"channels\":2,\"streamUrl\":\"/s\",\"peaksUrl\":\"/p\"}"
#define SENT_SEGMENT(sid)                                               \
	"{\"recordingSid\":\"" sid "\",\"primary\":true,\"state\":"     \
	"\"stored\",\"stateReason\":null,\"reasonCode\":null,"          \
	"\"playable\":true,\"source\":\"DialVerb\",\"track\":\"both\"," \
	"\"channels\":2,\"startedAt\":null,\"durationReportedS\":42,"   \
	"\"durationMeasuredS\":41.875,\"byteSize\":99,\"sha256\":"      \
	"\"ab\",\"storedAt\":null,\"encrypted\":false,"                 \
	"\"externalUrl\":null,\"conferenceSid\":null,\"streamUrl\":"    \
	"\"/s\",\"downloadUrl\":\"/d\",\"peaksUrl\":\"/p\"}"
#define SENT_CALL ",\"call\":" RECORD_JSON("CA1") "}"

static const struct fake_call two_rows[] = {
    {.call = "recording_metadata(" ME ", id, NULL)",
     .width = 98,
     CELLS(RECORDING, LENGTHS, PIECE("RE2"), SEGMENT("RE1"),
     RECORD_CELLS("CA1"), RECORDING, LENGTHS, NO_PIECE, SEGMENT("RE2"),
     RECORD_CELLS("CA1"))},
    {0                               }
};

static const struct table_case cases[] = {
    ROW(.what = "a recording of two segments, one of them heard",
        .request = "GET id", .calls = two_rows,
        .answer = SENT_JSON(SENT_RECORDING
            "{\"durationS\":53.0,\"audioS\":41.875,\"pieces\":"
            "[" SENT_PIECE("RE2") "]},\"segments\":[" SENT_SEGMENT(
                "RE1") "," SENT_SEGMENT("RE2") "]" SENT_CALL)),
    ROW(.what = "as a conference's; nothing is heard",
        .request = "GET id?conference=CF1",
        .calls = CALLED("recording_metadata(" ME ", id, CF1)", RECORDING, NULL,
            NULL, NO_PIECE, SEGMENT("RE1"), RECORD_CELLS("CA1")),
        .answer = SENT_JSON(SENT_RECORDING
            "null,\"segments\":[" SENT_SEGMENT("RE1") "]" SENT_CALL)),
    ROW(.what = "columns of another program's", .request = "GET id",
        .calls = CALLED("recording_metadata*", "{}"),
        .answer = SENT(500, "internal_error")),
    ROW(.what = "another method", .request = "PUT id",
        .answer = SENT_405("GET, HEAD")),
    ROW(.what = "nobody", .request = "GET id", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
};

int
main(void)
{
	TABLE_RUN(cases);
	return 0;
}
