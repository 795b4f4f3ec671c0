#include "work/copy.h"

#include <string.h>

#include "base/arena.h"
#include "sys/config.h"
#include "sys/digest.h"
#include "sys/store.h"
#include "t/tap.h"
#include "t/unit/fake_fetch.h"
#include "t/unit/fixture.h"

/* As much more than its head as is kept of it. */
enum {
	BYTES = 3 * COPY_HEAD_BYTES
};

static char wav[BYTES];
static int wanted; /* so often it is worth going on */

bool
copy_is_wanted(void *context)
{
	(void)context;
	return wanted-- > 0;
}

void
copy_disk_failed(struct copy *c)
{
	c->problem = "our_disk";
}

/* A head for so many bytes of 8,000 frames a second. */
static void
make_wav(void)
{
	static const char head[] = "RIFF\0\0\0\0WAVEfmt \020\0\0\0\1\0\1\0"
	                           "\100\037\0\0\200\076\0\0\2\0\020\0data";
	uint32_t rest = BYTES - 8, data = BYTES - 44;

	for (size_t i = 0; i < BYTES; i++)
		wav[i] = (char)(i % 101);
	memcpy(wav, head, 40);
	memcpy(wav + 4, &rest, 4);
	memcpy(wav + 40, &data, 4);
}

/* What comes, and for how long it is wanted. */
static const struct {
	const char *what;
	size_t len;
	int wanted;
	enum err obtained, examined;
	const char *problem;
} cases[] = {
    ROW("audio", BYTES, 100, OK, OK, NULL),
    ROW("one byte less", BYTES - 1, 100, OK, ERR_UPSTREAM, "damaged"),
    ROW("its head", 44, 100, OK, ERR_UPSTREAM, "damaged"),
    ROW("less than that", 43, 100, OK, ERR_UPSTREAM, "damaged"),
    ROW("not wanted from the first", BYTES, 0, ERR_CONFLICT, OK, NULL),
    ROW("nor after its half", BYTES, 1, ERR_CONFLICT, OK, NULL),
};

static void
check_whole(struct copy *c, size_t len)
{
	char want[DIGEST_SHA256_HEX], got[DIGEST_SHA256_HEX];
	size_t head = len < COPY_HEAD_BYTES ? len : COPY_HEAD_BYTES;

	digest_sha256(wav, len, want);
	sha256_hex(c->sha256, got);
	is_str(got, want, "its digest");
	is_int((long long)c->bytes, (long long)len, "its length");
	ok(memcmp(c->head, wav, head) == 0, "its head");
}

static void
run(size_t i)
{
	const struct fake_answer answers[] = {
	    {.request = "GET *",
             .status = 200,
             .body = wav,
             .len = cases[i].len},
	    {0       }
        };
	struct copy c = {.arena = arena_new(),
	    .recording_sid = "RE1",
	    .account_sid = FIXTURE_AC,
	    .file = store_begin("a/b.wav"),
	    .sha256 = sha256_new()};
	struct audio_facts facts = {0};

	wanted = cases[i].wanted;
	fake_fetch_expect(answers);
	is_int(copy_obtain(&c), cases[i].obtained, cases[i].what);
	if (cases[i].obtained == OK) {
		check_whole(&c, cases[i].len);
		is_int(copy_examine(&c, &facts), cases[i].examined, "is it?");
	}
	if (cases[i].len == BYTES && cases[i].obtained == OK)
		is_int((long long)(8000 * facts.duration_s), (BYTES - 44) / 2,
		    "its frames");
	is_str(c.problem, cases[i].problem, "what is amiss");
	store_end(c.file);
	sha256_free(c.sha256);
	arena_free(c.arena);
}

int
main(void)
{
	make_wav();
	fixture_twilio(FIXTURE_AC " " FIXTURE_TOKEN "\n");
	fixture_file("tmp/x", "");
	setenv("MEDIA_DIR", fixture_dir(), 1);
	config_load(CONFIG(MEDIA_DIR));
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		run(i);
	return done();
}
