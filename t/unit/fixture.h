/* What tests need of the machine. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stddef.h>

/* A directory of the test's own; it is removed as the test ends. */
const char *fixture_dir(void);

/* Write a file below that directory, its folders, too; its path is valid until
 * the next call. */
const char *fixture_file(const char *name, const char *text);

/* TWILIO_ACCOUNTS_FILE with these lines, and WEBHOOK_BASE_URL and
 * TWILIO_API_URL, read. Once in a program. */
void fixture_twilio(const char *lines);

#define FIXTURE_BASE "https://base.test"
#define FIXTURE_API  "https://api.test"

/* An account and its tokens. */
#define FIXTURE_AC    "AC0123456789abcdef0123456789abcdef"
#define FIXTURE_TOKEN "00112233445566778899aabbccddeeff"
#define FIXTURE_OLD   "ffeeddccbbaa99887766554433221100"

/*
 * Call fn(arg) in a child process: what it writes to stderr goes to said.
 * Returns its exit status, or minus the signal that ended it; 0 after fn has
 * returned.
 */
int fixture_child(
    void (*fn)(const void *arg), const void *arg, char *said, size_t size);

#endif
