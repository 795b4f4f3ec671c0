#include <stddef.h>

#include "base/arena.h"
#include "sys/password.h"
#include "t/unit/table.h"

#define LOG_IN    "{\"email\":\"a@b\",\"password\":\"right\"}"
#define LOOKED_UP "session_password(a@b, 192.0.2.1)"
#define CREATED   "session_create(7, \\x*, 192.0.2.1)"
#define COOKIE    "Set-Cookie: __Host-session="
#define RULES     "; Path=/; Secure; HttpOnly; SameSite=Lax"

/* What session_password() finds: the hash is filled in. */
static const char *found[] = {"7", NULL};

static const struct fake_call logs_in[] = {
    ROW(.call = LOOKED_UP, .cell = found, .cells = 2),
    ROW(.call = CREATED, CELLS("{\"id\":7}")),
    ROW(0),
};
static const struct fake_call cannot_log_in[] = {
    ROW(.call = LOOKED_UP, .cell = found, .cells = 2),
    ROW(.call = CREATED, .err = ERR_UNAVAIL),
    ROW(0),
};
static const struct fake_call does_not_log_in[] = {
    ROW(.call = LOOKED_UP, .cell = found, .cells = 2),
    ROW(0),
};
static const struct fake_call finds_nobody[] = {{.call = LOOKED_UP}, {0}};

static const struct table_case cases[] = {
    ROW(.what = "a log-in", .request = "POST", .as = NOBODY, .body = LOG_IN,
        .calls = logs_in,
        .answer = COOKIE "*" RULES "\r\n" SENT_JSON("{\"id\":7}")),
    ROW(.what = "a wrong password", .request = "POST",
        .body = "{\"email\":\"a@b\",\"password\":\"wrong\"}",
        .calls = does_not_log_in, .answer = SENT(401, "invalid_credentials")),
    ROW(.what = "nobody's", .request = "POST", .body = LOG_IN,
        .calls = finds_nobody, .answer = SENT(401, "invalid_credentials")),
    ROW(.what = "too many tries", .request = "POST", .body = LOG_IN,
        .calls = REFUSED(
            LOOKED_UP, ERR_TOOMANY, .code = "too_many_log_ins", .hint = "60"),
        .answer = "Status: 429 *Retry-After: 60\r\n*"),
    ROW(.what = "the database goes away in between", .request = "POST",
        .body = LOG_IN, .calls = cannot_log_in,
        .answer = SENT(503, "unavailable")),
    ROW(.what = "no password", .request = "POST", .body = "{\"email\":\"a@b\"}",
        .answer = SENT(400, "field_missing")),
    ROW(.what = "no object", .request = "POST", .body = "[]",
        .answer = SENT(400, "malformed_request")),
    ROW(.what = "a number", .request = "POST",
        .body = "{\"email\":\"a@b\",\"password\":1}",
        .answer = SENT(400, "malformed_request")),
    ROW(.what = "another site's page", .request = "POST", .body = LOG_IN,
        .origin = "null", .answer = SENT(403, "foreign_origin")),
    ROW(.what = "who am I", .request = "GET",
        .calls = CALLED("session_who(" ME ")", "{}"),
        .answer = SENT_JSON("{}")),
    ROW(.what = "nobody", .request = "GET", .as = NOBODY,
        .answer = SENT(401, "not_logged_in")),
    ROW(.what = "a log-out", .request = "DELETE",
        .calls = CALLED("session_end(" ME ")", ""),
        .answer = COOKIE RULES "; Max-Age=0\r\n" SENT_204),
    ROW(.what = "another method", .request = "PUT",
        .answer = SENT_405("GET, HEAD, POST, DELETE")),
};

int
main(void)
{
	struct arena *a = arena_new();

	found[1] = password_hash(a, "right");
	TABLE_RUN(cases);
	arena_free(a);
	return 0;
}
