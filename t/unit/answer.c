#include "app/answer.h"

#include <string.h>

#include "app/request.h"
#include "sys/db.h"
#include "t/tap.h"
#include "t/unit/fake_http.h"
#include "text/json_writer.h"

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

/* What a writer writes is the body. */
static void
check_written(void)
{
	static const char *const env[] = {NULL};
	struct http *h = fake_http_new(env, NULL);
	struct request r = {.http = h, .arena = http_arena(h)};
	struct json_writer w;

	answer_begin(&r, &w);
	json_open(&w, NULL, '[');
	json_close(&w, ']');
	answer_end(&w);
	is_str(fake_http_sent(h), HEAD "[]\n", "what is written is sent");
	fake_http_free(h);
}

static void
check_columns(void)
{
	struct rows rows = {.count = 2, .width = 3}, none = {.width = 3};

	is_int(answer_check(&rows, 3), OK, "rows of so many columns");
	is_int(answer_check(&rows, 2), ERR_INTERNAL, "of more");
	is_int(answer_check(&rows, 4), ERR_INTERNAL, "of fewer");
	is_int(answer_check(&none, 3), ERR_INTERNAL, "no row");
}

int
main(void)
{
	static const char *const env[] = {NULL};

	check_written();
	check_columns();

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
