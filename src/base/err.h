/*
 * The project's one error type. A value is the HTTP status that the client
 * gets, so that no layer translates errors: a SQL function raises 'PT404',
 * db_execute() returns ERR_NOTFOUND, and problem_send() sends 404. MUST_USE
 * makes compilers warn of a call whose result is ignored (C23; gcc >= 11,
 * clang >= 9 with -std=gnu2x).
 */
#ifndef ERR_H
#define ERR_H

#include "base/attr.h"

enum MUST_USE err {
	OK = 0,
	ERR_INVALID = 400,   /* malformed input; do not retry */
	ERR_AUTH = 401,      /* no valid session or token */
	ERR_FORBIDDEN = 403, /* not allowed, or no valid signature */
	ERR_NOTFOUND = 404,
	ERR_METHOD = 405,
	ERR_CONFLICT = 409, /* it exists already, or is in another state */
	ERR_GONE = 410,
	ERR_TOOBIG = 413,
	ERR_TYPE = 415,     /* the body has a media type that is not taken */
	ERR_TOOMANY = 429,  /* too many requests: wait, then try again */
	ERR_INTERNAL = 500, /* our bug; logged where it was found */
	ERR_UPSTREAM = 502, /* Twilio failed, or refused */
	ERR_UNAVAIL = 503,  /* database or disk is not available: try again */
};

#endif
