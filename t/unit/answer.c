#include "app/answer.h"

#include <string.h>

#include "app/request.h"
#include "sys/db.h"
#include "t/tap.h"
#include "t/unit/fake_http.h"

#define HEAD                                   \
	"Content-Type: application/json\r\n"   \
	"Cache-Control: private, no-store\r\n" \
	"\r\n"

static const char *one[] = {"{}"}, *known[] = {"{}", "f"},
                  *new_one[] = {"{\"a\":1}", "t"};

static const struct {
	const char *what;
	enum err (*answer)(struct request *, const struct rows *);
	const char **cell;
	size_t width;
	const char *sent;
} cases[] = {
    ROW("JSON", answer_json, one, 1, HEAD "{}\n"),
    ROW("of a known thing", answer_json, known, 2, HEAD "{}\n"),
    ROW("of a new one", answer_json, new_one, 2,
        "Status: 201 Created\r\n" HEAD "{\"a\":1}\n"),
    ROW("nothing to say", answer_no_content, NULL, 0,
        "Status: 204 No Content\r\n\r\n"),
};

int
main(void)
{
	static const char *const env[] = {NULL};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct http *h = fake_http_new(env, NULL);
		struct request r = {.http = h, .arena = http_arena(h)};
		struct rows rows = {
		    .count = 1, .width = cases[i].width, .cell = cases[i].cell};

		is_int(cases[i].answer(&r, &rows), OK, cases[i].what);
		is_str(fake_http_sent(h), cases[i].sent, "as it is sent");
		fake_http_free(h);
	}
	return done();
}
