/* A call record: its columns, and its JSON. */
#ifndef RECORD_H
#define RECORD_H

#define RECORD_NULL3 NULL, NULL, NULL
#define RECORD_NULL17                                                         \
	RECORD_NULL3, RECORD_NULL3, RECORD_NULL3, RECORD_NULL3, RECORD_NULL3, \
	    NULL, NULL

/* callId: a literal. */
#define RECORD_CELLS(call_id)                                               \
	"0195", call_id, "inbound", "completed", "+1", "phone", "+1", "+2", \
	    "2026-05-20 23:45:25.1+00", NULL, NULL, "7",                    \
	    "2026-05-20 23:45:25+00", NULL, "k", "Ann", RECORD_NULL3,       \
	    RECORD_NULL3, RECORD_NULL3, "say \"hi\"", NULL, RECORD_NULL17

#define RECORD_JSON(call_id)                                              \
	"{\"id\":\"0195\",\"callId\":\"" call_id "\",\"direction\":"      \
	"\"inbound\",\"status\":\"completed\",\"customerNumber\":\"+1\"," \
	"\"customerKind\":\"phone\",\"fromNumber\":\"+1\",\"toNumber\":"  \
	"\"+2\",\"startedAt\":\"2026-05-20T23:45:25.1+00:00\","           \
	"\"answeredAt\":null,\"endedAt\":null,\"durationS\":7,"           \
	"\"createdAt\":\"2026-05-20T23:45:25+00:00\",\"agent\":{\"id\":"  \
	"null,\"key\":\"k\",\"name\":\"Ann\"},\"campaign\":null,"         \
	"\"contact\":null,\"disposition\":null,\"notes\":"                \
	"\"say \\\"hi\\\"\",\"conferenceSid\":null,\"recording\":null}"

#endif
