/*
 * libFuzzer's target for everything that reads bytes from outside: the
 * first byte chooses the parser, the rest is its input.
 * Run: make -C build-clang fuzz, for as long as FUZZ_S says.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "base/arena.h"
#include "text/address.h"
#include "text/form.h"
#include "text/hex.h"
#include "text/json.h"
#include "text/json_writer.h"
#include "text/utf8.h"
#include "text/wav.h"
#include "twilio/sid.h"
#include "twilio/signature.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

static void
read_form(struct arena *a, const char *text, size_t len)
{
	struct form form, again;
	struct signed_request r = {.url = "https://h:1/p'?q", .form = &form};
	const char *json;

	if (form_parse(a, text, len, &form) != OK)
		return;
	(void)signature_is_valid(a, "token", &r, "signature");
	json = json_from_form(a, &form);
	if (json_to_form(a, json, strlen(json), &again) != OK)
		__builtin_trap(); /* what we write, we can read */
}

static void
read_json(struct arena *a, const char *text, size_t len)
{
	struct form form;
	const char *why;
	bool is_valid =
	    json_validate(a, arena_strndup(a, text, len), &why) == OK;

	if (json_to_form(a, text, len, &form) != OK)
		return;
	(void)form_get(&form, "email");
	if (!is_valid && memchr(text, '\0', len) == NULL)
		__builtin_trap(); /* what is an object of strings is JSON */
}

static void
append(void *to, const char *data, size_t len)
{
	char **end = to;

	*end = mempcpy(*end, data, len);
}

/* A row of any UTF-8 text, in columns of every kind. */
static void
write_json(struct arena *a, const char *bytes, size_t len)
{
	static const struct json_member table[] = {
	    {"text",    JSON_TEXT        },
	    {"number",  JSON_NUMBER      },
	    {"boolean", JSON_BOOLEAN     },
	    {"time",    JSON_TIME        },
	    {"object",  JSON_OBJECT_BY(1)},
	    {"time",    JSON_TIME        },
	    {"number",  JSON_NUMBER      },
	    {NULL,      JSON_CLOSE       },
	    {"null",    JSON_NULL        },
	    {NULL,      JSON_END         },
	};
	const char *s = utf8_clean(a, arena_strndup(a, bytes, len)), *why;
	const char *cell[] = {s, s, s, s, s, len % 2 == 0 ? NULL : s};
	char *json = arena_alloc(a, 36 * strlen(s) + 256), *end = json;
	struct json_writer w = {.put = append, .to = &end};

	json_open(&w, NULL, '{');
	json_members(&w, table, cell);
	json_close(&w, '}');
	json_flush(&w);
	if (json_validate(a, json, &why) != OK)
		__builtin_trap(); /* what we write is JSON */
}

static void
read_text(struct arena *a, const char *text, size_t len)
{
	const char *s = arena_strndup(a, text, len);
	const char *clean = utf8_clean(a, s);
	struct signed_request r = {.url = s, .body = text, .body_len = len};

	if (utf8_clean(a, clean) != clean)
		__builtin_trap(); /* what is clean stays as it is */
	(void)json_quote(a, s);
	(void)form_encode(a, s);
	(void)sid_is_valid(s, "RE");
	(void)signature_is_valid(a, "token", &r, "signature");
}

static void
read_wav(struct arena *a, const char *head, size_t len)
{
	const char *why;

	(void)a;
	(void)wav_is_whole((const unsigned char *)head, len, len, &why);
}

static void
read_hex(struct arena *a, const char *text, size_t len)
{
	const char *s = arena_strndup(a, text, len);
	char *digits = arena_alloc(a, 2 * len + 1);

	hex_encode((const unsigned char *)text, len, digits);
	if (!hex_is(digits, 2 * len))
		__builtin_trap(); /* what we write are digits */
	if (hex_is(s, len) && memchr(text, '\0', len) != NULL)
		__builtin_trap(); /* a NUL is none */
}

/* As the resolver gives it: the whole of a struct. */
static void
read_address(struct arena *a, const char *bytes, size_t len)
{
	struct sockaddr_storage *address = arena_alloc(a, sizeof(*address));

	memcpy(address, bytes, len < sizeof(*address) ? len : sizeof(*address));
	address->ss_family = len % 2 == 0 ? AF_INET : AF_INET6;
	(void)address_kind((const struct sockaddr *)address);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static void (*const readers[])(struct arena *, const char *, size_t) = {
	    read_form, read_json, read_text, read_wav, read_hex, read_address,
	    write_json};
	struct arena *a;

	if (len == 0)
		return 0;
	a = arena_new();
	readers[data[0] % (sizeof(readers) / sizeof(readers[0]))](
	    a, (const char *)data + 1, len - 1);
	arena_free(a);
	return 0;
}
