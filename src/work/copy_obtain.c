#include <stddef.h>
#include <string.h>

#include "base/arena.h"
#include "sys/digest.h"
#include "sys/store.h"
#include "twilio/account.h"
#include "twilio/client.h"
#include "work/copy.h"

#define AUDIO_MAX  (UINT64_C(4) << 30) /* bytes: the limit of a WAV file */
#define FETCH_MS   7200000 /* enough for a call of 24 h at 400 kB a second */
#define ANSWER_MAX (1 << 20)
#define ANSWER_MS  30000

static bool
on_audio(void *context, const void *data, size_t len)
{
	struct copy *c = context;

	if (c->bytes < COPY_HEAD_BYTES) {
		size_t room = COPY_HEAD_BYTES - c->bytes;

		memcpy(c->head + c->bytes, data, len < room ? len : room);
	}
	c->bytes += len;
	sha256_add(c->sha256, data, len);
	if (store_add(c->file, data, len))
		return true;
	copy_disk_failed(c);
	return false;
}

static bool
on_data(void *context, const void *data, size_t len)
{
	struct copy *c = context;

	return c->cipher == NULL
	           ? on_audio(c, data, len)
	           : cipher_add(c->cipher, data, len, on_audio, c);
}

/* A request for the recording; end: the end of its URL. */
static struct fetch_request
request_of(struct copy *c, const struct account *account, const char *end)
{
	struct fetch_request request = client_request(c->arena, account,
	    arena_printf(c->arena, "Recordings/%s%s", c->recording_sid, end));

	request.is_wanted = copy_is_wanted;
	request.context = c;
	return request;
}

static enum err
get(struct copy *c, const struct account *account, const char *end)
{
	struct fetch_request request = request_of(c, account, end);
	enum err e;

	request.max_bytes = AUDIO_MAX;
	request.limit_ms = FETCH_MS;
	request.type = "audio/";
	request.write = on_data;
	e = fetch_get(c->arena, &request, &c->answer);
	if (c->answer.why != NULL) {
		c->problem = "unreachable";
		c->why = c->answer.why;
	}
	return e;
}

/* Twilio answered 404 to the request for the audio. This is normal just after
 * the call; later we ask whether Twilio still has the recording. */
static void
judge_404(struct copy *c, const struct account *account)
{
	struct fetch_request request = request_of(c, account, ".json");
	struct fetch_answer answer;

	request.max_bytes = ANSWER_MAX;
	request.limit_ms = ANSWER_MS;
	if (c->is_late && fetch_text(c->arena, &request, &answer) == OK &&
	    answer.status == 404) {
		c->problem = "gone_at_twilio";
		c->why = "Twilio does not have it any more (404)";
	} else {
		c->problem = "not_ready";
		c->why = "Twilio does not hand its audio out yet (404)";
	}
}

/* Set problem and why from Twilio's status. */
static void
judge_status(struct copy *c, const struct account *account)
{
	switch (c->answer.status) {
	case 401:
	case 403:
		c->problem = "credentials_refused";
		c->why = arena_printf(c->arena,
		    "Twilio refuses our credentials (%d)", c->answer.status);
		break;
	case 404:
		judge_404(c, account);
		break;
	case 410:
		c->problem = "gone_at_twilio";
		c->why = "Twilio does not have it any more (410)";
		break;
	default:
		break;
	}
}

/* RequestedChannels=2 gets both channels of a dual-channel recording; for
 * others Twilio answers 400. An encrypted recording takes no such parameter. */
static enum err
fetch(struct copy *c)
{
	const struct account *account = account_find(c->account_sid);
	bool as_it_is = c->cipher != NULL ||
	                (c->channels != NULL && strcmp(c->channels, "1") == 0);
	enum err e;

	if (account == NULL) {
		c->problem = "credentials_refused";
		c->why = "there is no auth token for its account";
		return ERR_UPSTREAM;
	}
	e = get(c, account, as_it_is ? ".wav" : ".wav?RequestedChannels=2");
	if (c->answer.status == 400 && !as_it_is)
		e = get(c, account, ".wav");
	judge_status(c, account);
	return e;
}

enum err
copy_obtain(struct copy *c)
{
	enum err e;

	if (c->encryption.public_key_sid != NULL &&
	    (c->cipher = decrypt_begin(c->arena, &c->encryption, &c->why)) ==
	        NULL) {
		c->problem = "no_private_key";
		return ERR_UPSTREAM;
	}
	e = fetch(c);
	if (e == OK && c->cipher != NULL && !cipher_end(c->cipher, &c->why)) {
		c->problem = "damaged";
		e = ERR_UPSTREAM;
	}
	cipher_free(c->cipher);
	return e;
}
