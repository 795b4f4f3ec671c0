#include "sys/sqlstate.h"

#include "t/tap.h"

static const struct {
	const char *state;
	enum err err;
	const char *what;
} cases[] = {
    {NULL,    ERR_UNAVAIL,  "a broken connection"         },
    {"08006", ERR_UNAVAIL,  "connection failure"          },
    {"25006", ERR_UNAVAIL,  "a read-only server"          },
    {"40P01", ERR_UNAVAIL,  "deadlock"                    },
    {"53100", ERR_UNAVAIL,  "disk full"                   },
    {"55P03", ERR_UNAVAIL,  "lock_timeout"                },
    {"57014", ERR_UNAVAIL,  "statement_timeout"           },
    {"57P01", ERR_UNAVAIL,  "shutdown"                    },
    {"58030", ERR_UNAVAIL,  "input or output error"       },
    {"PT401", ERR_AUTH,     "the function's own status"   },
    {"PT410", ERR_GONE,     "another of its own"          },
    {"PT200", ERR_INTERNAL, "a status that is no error"   },
    {"PTabc", ERR_INTERNAL, "no status"                   },
    {"23505", ERR_INTERNAL, "unique violation: our bug"   },
    {"23514", ERR_INVALID,  "check violation"             },
    {"22P02", ERR_INVALID,  "malformed value"             },
    {"25001", ERR_INTERNAL, "another of class 25 is a bug"},
    {"42501", ERR_INTERNAL, "no privilege: our bug"       },
};

static const struct {
	const char *state;
	bool is_collision;
} collisions[] = {
    {"40001", true }, /* a merge of call records */
    {"40P01", true }, /* a deadlock */
    {"55P03", true }, /* lock_timeout */
    {"0A000", true }, /* a migration has changed the function */
    {"26000", true }, /* it is not prepared */
    {"57014", false}, /* statement_timeout */
    {"08006", false},
    {"PT409", false},
    {NULL,    false},
};

int
main(void)
{
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(
		    sqlstate_err(cases[i].state), cases[i].err, cases[i].what);
	for (size_t i = 0; i < sizeof(collisions) / sizeof(collisions[0]); i++)
		is_int(sqlstate_is_collision(collisions[i].state),
		    collisions[i].is_collision,
		    collisions[i].is_collision ? "is worth another try"
		                               : "is not");
	ok(sqlstate_is_timeout("57014"), "it took too long");
	ok(!sqlstate_is_timeout("57P01"), "that is the shutdown");
	ok(!sqlstate_is_timeout(NULL), "that is a broken connection");
	return done();
}
