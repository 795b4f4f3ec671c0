#include "twilio/client.h"

#include <stdlib.h>

#include "base/arena.h"
#include "base/log.h"
#include "base/stop.h"
#include "sys/config.h"
#include "twilio/account.h"

#define API_VERSION "/2010-04-01"
#define REQUEST_MS  30000
#define BODY_MAX    (16 << 20)
#define TRIES       6
#define WAIT_MAX_S  60L

static struct fetch_request
request_of(struct arena *a, const struct account *account, const char *path)
{
	return (struct fetch_request){
	    .url = arena_printf(a, "%s%s", config_get(TWILIO_API_URL), path),
	    .user = account->sid,
	    .password = account->tokens[0],
	};
}

struct fetch_request
client_request(
    struct arena *a, const struct account *account, const char *resource)
{
	return request_of(a, account,
	    arena_printf(
	        a, API_VERSION "/Accounts/%s/%s", account->sid, resource));
}

/* May the same request succeed soon? */
static bool
is_passing(const struct fetch_answer *answer)
{
	return answer->status == 0 || answer->status == 429 ||
	       answer->status >= 500;
}

/* Twilio's Retry-After, else 0.5 s, doubled at each attempt, more or less 25%;
 * WAIT_MAX_S at most. */
static int
pause_ms(const struct fetch_answer *answer, int attempt)
{
	long ms = (500L << attempt) * (75 + random() % 50) / 100;

	if (answer->retry_after_s > 0)
		ms = 1000L * answer->retry_after_s;
	return (int)(ms < 1000 * WAIT_MAX_S ? ms : 1000 * WAIT_MAX_S);
}

enum err
client_get(struct arena *a, const struct account *account, const char *path,
    struct fetch_answer *answer, bool *is_away)
{
	struct fetch_request request = request_of(a, account, path);

	request.max_bytes = BODY_MAX;
	request.limit_ms = REQUEST_MS;
	for (int attempt = 0; attempt < TRIES; attempt++) {
		enum err e = fetch_text(a, &request, answer);

		*is_away = false;
		if (e == OK && (answer->status == 200 || answer->status == 404))
			return OK;
		*is_away = is_passing(answer);
		if (!*is_away)
			break;
		if (attempt < TRIES - 1 &&
		    !stop_wait(-1, pause_ms(answer, attempt)))
			return ERR_UNAVAIL;
	}
	log_warnx("%s: %s", path,
	    answer->status == 0
	        ? answer->why
	        : arena_printf(a, "Twilio answered %d", answer->status));
	return ERR_UPSTREAM;
}
