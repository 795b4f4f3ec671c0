/*
 * Placing calls through Twilio's REST API.
 * Source: Twilio docs, "Call resource", "<Dial>", "Webhooks: connection
 * overrides".
 */
#ifndef CALL_FORM_H
#define CALL_FORM_H

struct arena;

/* A call that is wanted: numbers are in E.164 form, and checked. */
struct new_call {
	const char *id; /* ours: it is in the URLs that are called back */
	const char *agent_number;    /* is called first */
	const char *from_number;     /* what both see */
	const char *customer_number; /* is called once the agent answers */
};

/*
 * The form to post to Calls.json: both parties are recorded, on a channel
 * each; every event of the call, of the leg to the customer and of the
 * recording comes back to base_url, with all of Twilio's retries.
 */
const char *
call_form(struct arena *, const struct new_call *, const char *base_url);

#endif
