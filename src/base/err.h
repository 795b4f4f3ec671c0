/*
 * The project's one error type. A value is the HTTP status that the
 * client should see, so an error needs no translation on its way out:
 * a SQL function raises 'PT404', db_execute() returns ERR_NOTFOUND, and
 * problem_send() sends 404. nodiscard makes both compilers refuse a call
 * whose result is dropped (C23; gcc >= 11, clang >= 9 with -std=gnu2x).
 */
#ifndef ERR_H
#define ERR_H

#include "base/attr.h"

enum MUST_USE err {
	OK = 0,
	ERR_INVALID = 400,   /* malformed input; do not retry */
	ERR_AUTH = 401,      /* no valid session */
	ERR_FORBIDDEN = 403, /* known, but not allowed; bad signature */
	ERR_NOTFOUND = 404,
	ERR_METHOD = 405,
	ERR_CONFLICT = 409, /* it is there already, or in another state */
	ERR_GONE = 410,
	ERR_TOOBIG = 413,
	ERR_TYPE = 415,     /* a body of another type than is taken here */
	ERR_TOOMANY = 429,  /* requests: wait, then try again */
	ERR_INTERNAL = 500, /* our bug; logged where it was found */
	ERR_UPSTREAM = 502, /* Twilio answered nonsense */
	ERR_UNAVAIL = 503,  /* try again: database or network is down */
};

#endif
