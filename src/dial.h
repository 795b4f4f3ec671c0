/*
 * Placing calls through Twilio's REST API.
 * Source: Twilio docs, "Call resource", "<Dial>", "Webhooks: connection
 * overrides".
 */
#ifndef DIAL_H
#define DIAL_H

struct arena;

/* A call that is wanted: numbers are in E.164 form, and checked. */
struct dial {
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
dial_form(struct arena *, const struct dial *, const char *base_url);

#endif
