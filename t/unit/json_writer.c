#include "text/json_writer.h"

#include <stdio.h>
#include <string.h>

#include "t/tap.h"

static char out[16384];
static size_t longest; /* of what was put at once */

static void
put(void *to, const char *data, size_t len)
{
	strncat(to, data, len);
	longest = len > longest ? len : longest;
}

static struct json_writer
start(void)
{
	*out = '\0';
	longest = 0;
	return (struct json_writer){.put = put, .to = out};
}

static const struct {
	int kind;
	const char *text; /* as PostgreSQL prints it */
	const char *json;
} values[] = {
    {JSON_TEXT,    "a",                             "\"a\""                        },
    {JSON_TEXT,    "",                              "\"\""                         },
    {JSON_TEXT,    NULL,                            "null"                         },
    {JSON_TEXT,    "12",                            "\"12\""                       },
    {JSON_TEXT,    "\"\\/",                         "\"\\\"\\\\/\""                },
    {JSON_TEXT,    "a\b\f\n\r\tz",                  "\"a\\b\\f\\n\\r\\tz\""        },
    {JSON_TEXT,    "\x01\x1f\x7f",                  "\"\\u0001\\u001f\x7f\""       },
    {JSON_TEXT,    "\u00e9\u2028\U0001f600",        "\"\u00e9\u2028\U0001f600\""   },
    {JSON_NUMBER,  "0",                             "0"                            },
    {JSON_NUMBER,  "-12.50",                        "-12.50"                       },
    {JSON_NUMBER,  "0.0",                           "0.0"                          },
    {JSON_NUMBER,  "12345678901",                   "12345678901"                  },
    {JSON_NUMBER,  NULL,                            "null"                         },
    {JSON_NUMBER,  "NaN",                           "\"NaN\""                      },
    {JSON_NUMBER,  "-",                             "\"-\""                        },
    {JSON_NUMBER,  "",                              "\"\""                         },
    {JSON_NUMBER,  "1.",                            "\"1.\""                       },
    {JSON_NUMBER,  ".5",                            "\".5\""                       },
    {JSON_NUMBER,  "01",                            "\"01\""                       },
    {JSON_NUMBER,  "1 2",                           "\"1 2\""                      },
    {JSON_BOOLEAN, "t",                             "true"                         },
    {JSON_BOOLEAN, "f",                             "false"                        },
    {JSON_BOOLEAN, NULL,                            "null"                         },
    {JSON_TIME,    "2026-05-20 23:45:25+00",        "\"2026-05-20T23:45:25+00:00\""},
    {JSON_TIME,    "2026-05-20 23:45:25.123456+00",
     "\"2026-05-20T23:45:25.123456+00:00\""                                        },
    {JSON_TIME,    "2026-05-21 05:15:25-08",        "\"2026-05-21T05:15:25-08:00\""},
    {JSON_TIME,    "2026-05-21 05:15:25+05:30",     "\"2026-05-21T05:15:25+05:30\""},
    {JSON_TIME,    "infinity",                      "\"infinity\""                 },
    {JSON_TIME,    NULL,                            "null"                         },
};

static void
check_values(void)
{
	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++) {
		struct json_member table[] = {
		    {"a",  values[i].kind},
                    {NULL, JSON_END      }
                };
		struct json_writer w = start();
		char expected[256];

		json_members(&w, table, &values[i].text);
		json_flush(&w);
		snprintf(
		    expected, sizeof(expected), "\"a\":%s", values[i].json);
		is_str(out, expected, values[i].json);
	}
}

static const struct json_member table[] = {
    {"a",     JSON_TEXT        },
    {"by_1",  JSON_OBJECT_BY(1)},
    {"b",     JSON_TEXT        },
    {"c",     JSON_NUMBER      },
    {NULL,    JSON_CLOSE       },
    {"outer", JSON_OBJECT      },
    {"d",     JSON_TEXT        },
    {"inner", JSON_OBJECT      },
    {"e",     JSON_TEXT        },
    {NULL,    JSON_CLOSE       },
    {"f",     JSON_TEXT        },
    {NULL,    JSON_CLOSE       },
    {"never", JSON_NULL        },
    {"g",     JSON_TEXT        },
    {NULL,    JSON_END         },
};

static const struct {
	const char *what;
	const char *cell[7];
	const char *json;
} rows[] = {
    {"objects",                       {"a", "b", "1", "d", "e", "f", "g"},
     "{\"a\":\"a\",\"by_1\":{\"b\":\"b\",\"c\":1},\"outer\":{\"d\":\"d\","
        "\"inner\":{\"e\":\"e\"},\"f\":\"f\"},\"never\":null,\"g\":\"g\"}"},
    {"a column that is null decides", {"a", "b", NULL, NULL, "e", "f", "g"},
     "{\"a\":\"a\",\"by_1\":null,\"outer\":null,\"never\":null,\"g\":"
        "\"g\"}"                                                          },
    {"another does not",              {NULL, NULL, "1", "d", NULL, NULL, NULL},
     "{\"a\":null,\"by_1\":{\"b\":null,\"c\":1},\"outer\":{\"d\":\"d\","
        "\"inner\":null,\"f\":null},\"never\":null,\"g\":null}"           },
};

static void
check_rows(void)
{
	is_int((long)json_columns(table), 7, "a table says how many columns");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json_writer w = start();

		json_open(&w, NULL, '{');
		ok(json_members(&w, table, rows[i].cell) == rows[i].cell + 7,
		    "each takes its cell");
		json_close(&w, '}');
		json_flush(&w);
		is_str(out, rows[i].json, rows[i].what);
	}
}

static void
check_lists(void)
{
	struct json_writer w = start();

	json_open(&w, NULL, '{');
	json_open(&w, "items", '[');
	json_open(&w, NULL, '{');
	json_close(&w, '}');
	json_open(&w, NULL, '[');
	json_close(&w, ']');
	json_close(&w, ']');
	json_open(&w, "b", '[');
	json_close(&w, ']');
	json_close(&w, '}');
	json_flush(&w);
	is_str(out, "{\"items\":[{},[]],\"b\":[]}",
	    "commas stand between values only");
}

/* However much there is, it goes on in pieces. */
static void
check_pieces(void)
{
	static char text[3000];
	static const struct json_member one[] = {
	    {"a",  JSON_TEXT},
            {NULL, JSON_END }
        };
	const char *cell = text;
	struct json_writer w = start();

	memset(text, 'x', sizeof(text) - 1);
	text[10] = '\n';
	for (int i = 0; i < 4; i++)
		json_members(&w, one, &cell);
	json_flush(&w);
	is_int((long)strlen(out), 4 * (4 + 2999 + 1 + 2) + 3, "all of it came");
	is_int((long)longest, 2988, "and no more at once than a text had");
}

int
main(void)
{
	check_values();
	check_rows();
	check_lists();
	check_pieces();
	return done();
}
