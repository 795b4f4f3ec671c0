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
    {"To",                            "+15005550001"                                      },
    {"From",                          "+15005550002"                                      },
    {"Twiml",
     "<Response><Dial callerId=\"+15005550002\" answerOnBridge=\"true\">"
        "<Number statusCallback=\"" BASE "/api/calls/status-callback/" ID
        "#rc=5&amp;rp=all\" statusCallbackMethod=\"POST\" "
        "statusCallbackEvent=\"initiated ringing answered completed\">"
        "+15005550003</Number></Dial></Response>"                                         },
    {"StatusCallback",                BASE "/api/calls/status-callback/" ID "#rc=5&rp=all"},
    {"StatusCallbackMethod",          "POST"                                              },
    {"StatusCallbackEvent",           "initiated"                                         },
    {"StatusCallbackEvent",           "ringing"                                           },
    {"StatusCallbackEvent",           "answered"                                          },
    {"StatusCallbackEvent",           "completed"                                         },
    {"Record",                        "true"                                              },
    {"RecordingChannels",             "dual"                                              },
    {"RecordingTrack",                "both"                                              },
    {"Trim",                          "do-not-trim"                                       },
    {"RecordingStatusCallback",
     BASE "/api/calls/recording-callback/" ID "#rc=5&rp=all"                              },
    {"RecordingStatusCallbackMethod", "POST"                                              },
    {"RecordingStatusCallbackEvent",  "in-progress"                                       },
    {"RecordingStatusCallbackEvent",  "completed"                                         },
    {"RecordingStatusCallbackEvent",  "absent"                                            },
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
