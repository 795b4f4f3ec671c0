/*
 * The signatures of Twilio's official SDKs (signature_vectors.json, made from
 * their test suites).
 */
#include "twilio/signature.h"

#include <json-c/json.h>

#include "base/arena.h"
#include "t/tap.h"
#include "text/form.h"

static const char *
text(struct json_object *o, const char *name)
{
	const char *s = json_object_get_string(json_object_object_get(o, name));

	return s == NULL ? "" : s;
}

/* null in the vectors is an empty value. */
static void
add(struct form *form, const char *name, struct json_object *value)
{
	const char *s = json_object_get_string(value);

	form->field[form->count++] =
	    (struct form_field){name, s == NULL ? "" : s};
}

/* A parameter's value is a string, or an array of them. */
static struct form
form_of(struct arena *a, struct json_object *params)
{
	struct form form = {arena_alloc(a, 64 * sizeof(*form.field)), 0};

	if (params == NULL)
		return form;
	json_object_object_foreach(params, name, value)
	{
		if (!json_object_is_type(value, json_type_array)) {
			add(&form, name, value);
			continue;
		}
		for (size_t i = 0; i < json_object_array_length(value); i++)
			add(&form, name, json_object_array_get_idx(value, i));
	}
	return form;
}

static void
check_vector(struct arena *a, struct json_object *v)
{
	struct form form = form_of(a, json_object_object_get(v, "params"));
	bool is_form = strcmp(text(v, "kind"), "form") == 0;
	const char *body = text(v, "body");
	struct signed_request request = {
	    .url = text(v, "url"),
	    .form = is_form ? &form : NULL,
	    .body = body,
	    .body_len = strlen(body),
	};

	is_int(signature_is_valid(
	           a, text(v, "token"), &request, text(v, "signature")),
	    json_object_get_boolean(json_object_object_get(v, "expect_valid")),
	    text(v, "name"));
}

static void
check_vectors(void)
{
	struct json_object *file =
	    json_object_from_file("t/unit/signature_vectors.json");
	struct json_object *vectors =
	    json_object_object_get(file, "sdk_vectors");
	struct arena *a = arena_new();
	size_t count = vectors == NULL ? 0 : json_object_array_length(vectors);

	is_int((long long)count, 56, "all vectors are there");
	for (size_t i = 0; i < count; i++)
		check_vector(a, json_object_array_get_idx(vectors, i));
	arena_free(a);
	json_object_put(file);
}

int
main(void)
{
	check_vectors();
	return done();
}
