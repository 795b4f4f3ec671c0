/*
 * Requests to Twilio's REST API. Only this module builds URLs of the API.
 * Source: Twilio docs, "REST API best practices".
 */
#ifndef CLIENT_H
#define CLIENT_H

#include <stdbool.h>

#include "base/err.h"
#include "sys/fetch.h"

struct account;
struct arena;

/*
 * A request for a resource of the account. resource is the end of its URL:
 * "Calls.json", "Recordings/RE....wav". The caller sets max_bytes, limit_ms and
 * the members for the body.
 */
struct fetch_request
client_request(struct arena *, const struct account *, const char *resource);

/*
 * GET a path from PostgreSQL or from Twilio's next_page_uri. Tries up to six
 * times, with growing pauses, while Twilio is busy or away (429, 5xx, no
 * answer). OK: the answer's status is 200 or 404. ERR_UPSTREAM: no such answer
 * came, which was logged; *is_away is true if other requests would fail now,
 * too. ERR_UNAVAIL: a signal asked the program to end.
 */
enum err client_get(struct arena *, const struct account *, const char *path,
    struct fetch_answer *, bool *is_away);

#endif
