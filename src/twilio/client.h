/*
 * Questions to Twilio's REST API. The only place in C that knows how its URLs
 * are built. Source: Twilio docs, "REST API best practices".
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>

#include "base/err.h"
#include "sys/fetch.h"

struct account;
struct arena;

/*
 * A request for a resource of the account, named by the end of its URL:
 * "Calls.json", "Recordings/RE....wav". The caller sets the limits, and where
 * the answer goes.
 */
struct fetch_request
client_request(struct arena *, const struct account *, const char *resource);

/*
 * Ask for a whole path, as PostgreSQL or Twilio's next_page_uri gives it. A
 * Twilio that is busy or away (429, 5xx, no answer) is asked up to six times,
 * with pauses that grow. OK: the answer's status is 200 or 404. ERR_UPSTREAM:
 * there is no such answer, and why was logged; *is_away is true if asking for
 * anything else is useless now. ERR_UNAVAIL: it is time to stop.
 */
enum err client_get(struct arena *, const struct account *, const char *path,
    struct fetch_answer *, bool *is_away);

#endif
