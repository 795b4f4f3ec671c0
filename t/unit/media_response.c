#include "app/media_response.h"

#include <stddef.h>

#include "app/request.h"
#include "sys/db.h"
#include "t/tap.h"
#include "t/unit/fake_http.h"

#define TYPE "Content-Type: audio/wav\r\nCache-Control: private, no-cache\r\n"

static const char *const env[] = {NULL};

/* A row of api.recording_media(), and what is sent. */
static const struct {
	const char *what, *disposition;
	const char *key, *name, *ascii_name;
	const char *sent;
} cases[] = {
    ROW("our copy", "inline", "2026/a.wav", "b.wav", "b.wav",
        "Content-Disposition: inline; filename=\"b.wav\"; "
        "filename*=UTF-8''b.wav\r\n" TYPE
        "X-Accel-Redirect: /internal/media/2026/a.wav\r\n\r\n"),
    ROW("Twilio's", "attachment", NULL, "b.wav", "b.wav",
        "Content-Disposition: attachment; filename=\"b.wav\"; "
        "filename*=UTF-8''b.wav\r\n" TYPE
        "X-Accel-Redirect: /internal/twilio/AC1/RE1\r\n\r\n"),
    ROW("a name of other letters", "inline", "a", "\303\204 \"1\".wav",
        "A _1_.wav",
        "Content-Disposition: inline; filename=\"A _1_.wav\"; "
        "filename*=UTF-8''%C3%84%20%221%22.wav\r\n" TYPE
        "X-Accel-Redirect: /internal/media/a\r\n\r\n"),
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http *h = fake_http_new(env, NULL);
		struct request r = {.http = h, .arena = http_arena(h)};
		const char *cell[] = {cases[i].key, "AC1", "RE1", "audio/wav",
		    cases[i].name, cases[i].ascii_name};
		struct rows rows = {.count = 1, .width = 6, .cell = cell};

		media_response_send(&r, &rows, cases[i].disposition);
		is_str(fake_http_sent(h), cases[i].sent, cases[i].what);
		fake_http_free(h);
	}
	return done();
}
