#include "twilio/call_form.h"

#include <stddef.h>

#include "base/arena.h"
#include "text/form.h"

/* Twilio's connection overrides: five retries after every kind of failure. */
#define RETRIES     "#rc=5&rp=all"
#define RETRIES_XML "#rc=5&amp;rp=all"
#define CALL_EVENTS "initiated ringing answered completed"

static void
add(struct arena *a, const char **form, const char *name, const char *value)
{
	*form = arena_printf(a, "%s%s%s=%s", *form == NULL ? "" : *form,
	    *form == NULL ? "" : "&", name, form_encode(a, value));
}

const char *
call_form(struct arena *a, const struct new_call *d, const char *base_url)
{
	const char *calls = arena_printf(a, "%s/api/calls", base_url);
	const char *status =
	    arena_printf(a, "%s/status-callback/%s" RETRIES, calls, d->id);
	const char *recording =
	    arena_printf(a, "%s/recording-callback/%s" RETRIES, calls, d->id);
	const char *twiml = arena_printf(a,
	    "<Response><Dial callerId=\"%s\" answerOnBridge=\"true\">"
	    "<Number statusCallback=\"%s/status-callback/%s" RETRIES_XML
	    "\" statusCallbackMethod=\"POST\" "
	    "statusCallbackEvent=\"" CALL_EVENTS "\">%s</Number>"
	    "</Dial></Response>",
	    d->from_number, calls, d->id, d->customer_number);
	const char *form = NULL;

	add(a, &form, "To", d->agent_number);
	add(a, &form, "From", d->from_number);
	add(a, &form, "Twiml", twiml);
	add(a, &form, "StatusCallback", status);
	add(a, &form, "StatusCallbackMethod", "POST");
	add(a, &form, "StatusCallbackEvent", "initiated");
	add(a, &form, "StatusCallbackEvent", "ringing");
	add(a, &form, "StatusCallbackEvent", "answered");
	add(a, &form, "StatusCallbackEvent", "completed");
	add(a, &form, "Record", "true");
	add(a, &form, "RecordingChannels", "dual");
	add(a, &form, "RecordingTrack", "both");
	add(a, &form, "Trim", "do-not-trim");
	add(a, &form, "RecordingStatusCallback", recording);
	add(a, &form, "RecordingStatusCallbackMethod", "POST");
	add(a, &form, "RecordingStatusCallbackEvent", "in-progress");
	add(a, &form, "RecordingStatusCallbackEvent", "completed");
	add(a, &form, "RecordingStatusCallbackEvent", "absent");
	return form;
}
