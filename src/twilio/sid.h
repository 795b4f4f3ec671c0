/* Twilio's identifiers. Source: Twilio docs, "What is a String Identifier". */
#ifndef SID_H
#define SID_H

#include <stdbool.h>

/* Is s the two letters of kind (AC, CA, CF, CR, RE) and 32 hex digits? */
bool sid_is_valid(const char *s, const char *kind);

#endif
