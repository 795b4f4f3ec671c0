#include "twilio/call_form.h"

#include <string.h>

#include "base/arena.h"
#include "t/tap.h"
#include "text/form.h"

#define BASE "https://base.test:8443/x"
#define ID   "0195"

/* The fields, in their order. */
static const struct {
	const char *name, *value;
} fields[] = {
    ROW("To", "+15005550001"),
    ROW("From", "+15005550002"),
    ROW("Twiml",
        "<Response><Dial callerId=\"+15005550002\" answerOnBridge=\"true\">"
        "<Number statusCallback=\"" BASE "/api/calls/status-callback/" ID
        "#rc=5&amp;rp=all\" statusCallbackMethod=\"POST\" "
        "statusCallbackEvent=\"initiated ringing answered completed\">"
        "+15005550003</Number></Dial></Response>"),
    ROW("StatusCallback", BASE "/api/calls/status-callback/" ID "#rc=5&rp=all"),
    ROW("StatusCallbackMethod", "POST"),
    ROW("StatusCallbackEvent", "initiated"),
    ROW("StatusCallbackEvent", "ringing"),
    ROW("StatusCallbackEvent", "answered"),
    ROW("StatusCallbackEvent", "completed"),
    ROW("Record", "true"),
    ROW("RecordingChannels", "dual"),
    ROW("RecordingTrack", "both"),
    ROW("Trim", "do-not-trim"),
    ROW("RecordingStatusCallback",
        BASE "/api/calls/recording-callback/" ID "#rc=5&rp=all"),
    ROW("RecordingStatusCallbackMethod", "POST"),
    ROW("RecordingStatusCallbackEvent", "in-progress"),
    ROW("RecordingStatusCallbackEvent", "completed"),
    ROW("RecordingStatusCallbackEvent", "absent"),
};

#define FIELDS (sizeof(fields) / sizeof(fields[0]))

int
main(void)
{
	struct arena *a = arena_new();
	struct new_call call = {
	    ID, "+15005550001", "+15005550002", "+15005550003"};
	const char *text = call_form(a, &call, BASE);
	struct form form;

	is_int(form_parse(a, text, strlen(text), &form), 0, "it is a form");
	is_int((long long)form.count, FIELDS, "of so many fields");
	for (size_t i = 0; i < FIELDS && i < form.count; i++) {
		is_str(form.field[i].name, fields[i].name, "a field");
		is_str(form.field[i].value, fields[i].value, "its value");
	}
	ok(strncmp(text, "To=%2B15005550001&", 18) == 0,
	    "the + of a number is no space");
	arena_free(a);
	return done();
}
