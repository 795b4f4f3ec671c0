/* What tests need of the machine. */
#ifndef FIXTURE_H
#define FIXTURE_H

#include <stddef.h>

/* A directory of the test's own; it is removed as the test ends. */
const char *fixture_dir(void);

/* Write a file below that directory, its folders, too; its path is valid until
 * the next call. */
const char *fixture_file(const char *name, const char *text);

/* The same, of bytes. */
const char *fixture_bytes(const char *name, const void *data, size_t len);

/* TWILIO_ACCOUNTS_FILE with these lines, and WEBHOOK_BASE_URL and
 * TWILIO_API_URL, read. Once in a program. */
void fixture_twilio(const char *lines);

#define FIXTURE_BASE "https://base.test"
#define FIXTURE_API  "https://api.test"

/* An account and its tokens. */
#define FIXTURE_AC    "AC0123456789abcdef0123456789abcdef"
#define FIXTURE_TOKEN "00112233445566778899aabbccddeeff"
#define FIXTURE_OLD   "ffeeddccbbaa99887766554433221100"

/* Write the signature that Twilio would send to signature, of 29 bytes: of the
 * URI at FIXTURE_BASE, and of a form of up to 8 fields that are not encoded. */
void fixture_sign(
    const char *token, const char *uri, const char *form, char *signature);

/*
 * Call fn(arg) in a child process: what it writes to stderr goes to said.
 * Returns its exit status, or minus the signal that ended it; 0 after fn has
 * returned.
 */
int fixture_child(
    void (*fn)(const void *arg), const void *arg, char *said, size_t size);

#endif
