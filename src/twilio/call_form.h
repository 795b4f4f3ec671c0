/*
 * Placing calls through Twilio's REST API.
 * Source: Twilio docs, "Call resource", "<Dial>", "Webhooks: connection
 * overrides".
 */
#ifndef CALL_FORM_H
#define CALL_FORM_H

struct arena;

/* A call to place. Its numbers are valid, in E.164 form. */
struct new_call {
	const char *id;           /* our id, which the callback URLs contain */
	const char *agent_number; /* is called first */
	const char *from_number;  /* the caller id that both parties see */
	const char *customer_number; /* is called once the agent answers */
};

/*
 * The form to POST to Calls.json. Twilio records both parties, each on a
 * channel of its own, and calls back to base_url for every event of the call,
 * of the leg to the customer and of the recording, with five retries.
 */
const char *
call_form(struct arena *, const struct new_call *, const char *base_url);

#endif
