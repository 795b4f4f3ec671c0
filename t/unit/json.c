#include "text/json.h"

#include "base/arena.h"
#include "t/tap.h"
#include "text/form.h"

static const struct {
	const char *text;
	enum err err;
	const char *a; /* value of member a */
} objects[] = {
    {"{}",                       OK,          NULL    },
    {"{\"a\":\"x\"}",            OK,          "x"     },
    {"{\"b\":\"y\",\"a\":\"\"}", OK,          ""      },
    {"{\"a\":\"\\u00e9\"}",      OK,          "\u00e9"},
    {"{\"a\":1}",                ERR_INVALID, NULL    },
    {"{\"a\":null}",             ERR_INVALID, NULL    },
    {"{\"a\":{\"b\":\"c\"}}",    ERR_INVALID, NULL    },
    {"{\"a\":\"x\\u0000y\"}",    ERR_INVALID, NULL    },
    {"{\"a\":\"x\"} {}",         ERR_INVALID, NULL    },
    {"{\"a\":\"x\"",             ERR_INVALID, NULL    },
    {"{\"a\":\"\xff\"}",         ERR_INVALID, NULL    },
    {"[\"a\"]",                  ERR_INVALID, NULL    },
    {"[[[[[[[[]]]]]]]]",         ERR_INVALID, NULL    },
    {"\"a\"",                    ERR_INVALID, NULL    },
    {"",                         ERR_INVALID, NULL    },
};

static void
check_objects(struct arena *a)
{
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		const char *text = objects[i].text;
		struct form form;
		enum err e = json_to_form(a, text, strlen(text), &form);

		is_int(e, objects[i].err, text);
		if (e == OK)
			is_str(form_get(&form, "a"), objects[i].a, text);
	}
}

static const struct {
	const char *text;
	const char *why; /* NULL: it is JSON */
} texts[] = {
    {"{\"a\": [1, 2.5, true, null, \"x\"]}", NULL                                                     },
    {"1",                                    NULL                                                     },
    {" \"a\" \n",                            NULL                                                     },
    {"{\"a\":[{\"b\":1}]}",                  NULL                                                     },
    {"",                                     "Line 1, column 1: the JSON ends too early."             },
    {"{",                                    "Line 1, column 2: the JSON ends too early."             },
    {"{\n  \"a\": 1,\n  \"é\" 2\n}",
     "Line 3, column 7: object property name separator ':' expected."                                 },
    {"{} {}",                                "Line 1, column 4: unexpected character."                },
    {"{a: 1}",                               "Line 1, column 2: quoted object property name expected."},
};

static void
check_texts(struct arena *a)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *why = NULL;
		enum err e = json_validate(a, texts[i].text, &why);

		is_int(
		    e, texts[i].why == NULL ? OK : ERR_INVALID, texts[i].text);
		if (texts[i].why != NULL)
			is_str(why, texts[i].why, texts[i].text);
	}
}

int
main(void)
{
	struct arena *a = arena_new();
	struct form_field fields[] = {
	    {"a", "1"      },
	    {"b", "\"/\\\n"},
	    {"a", "2"      },
	    {"c", "S\xe3o" },
	};
	struct form form = {fields, 4};

	check_objects(a);
	check_texts(a);
	is_str(json_quote(a, "a\"b/\x01\u00e9"), "\"a\\\"b/\\u0001\u00e9\"",
	    "a string is quoted and escaped");
	is_str(json_from_form(a, &form),
	    "{\"c\":\"S\xef\xbf\xbdo\",\"a\":\"1\",\"b\":\"\\\"/\\\\\\n\"}",
	    "a form becomes an object; the first of a name counts");
	arena_free(a);
	return done();
}
