/*
 * Finding the URL and the token that a rejected signature is valid for.
 */
#include "twilio/doctor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "sys/config.h"
#include "sys/digest.h"
#include "t/tap.h"
#include "twilio/account.h"

#define ONE  "AC00000000000000000000000000000001"
#define TWO  "AC00000000000000000000000000000002"
#define BASE "https://recordings.example.com"

/* Auth tokens. */
#define FIRST   "11111111111111111111111111111111"
#define BEFORE  "00000000000000000000000000000000"
#define SECOND  "22222222222222222222222222222222"
#define UNKNOWN "99999999999999999999999999999999"

/* The form of every request here, and its text for the signature. */
#define BODY        "CallSid=CA1&AccountSid=" ONE "&Name=a%20b"
#define BODY_SIGNED "AccountSid" ONE "CallSidCA1Namea b"

static void
load_accounts(void)
{
	char path[] = "/tmp/doctor.XXXXXX";
	int fd = mkstemp(path);
	FILE *f = fdopen(fd, "w");

	fputs(ONE " " FIRST " " BEFORE "\n" TWO " " SECOND "\n", f);
	fclose(f);
	setenv("TWILIO_ACCOUNTS_FILE", path, 1);
	config_load(CONFIG(TWILIO_ACCOUNTS_FILE));
	account_load();
	unlink(path);
}

/* A request to uri at host is signed for url with token. The finding must be
 * url, and token number n of the account sid; sid NULL: no finding. */
static void
check(const char *uri, const char *host, const char *url, const char *token,
    const char *sid, size_t n, const char *what)
{
	struct arena *a = arena_new();
	struct doctor_finding found = {0};
	const char *text = arena_printf(a, "%s%s", url, BODY_SIGNED);
	char mac[DIGEST_SHA1_BASE64];
	struct doctor_request r = {
	    .uri = uri, .host = host, .signature = mac, .body = BODY};

	digest_hmac_sha1(token, text, strlen(text), mac);
	is_int(doctor_look(a, &r, BASE, &found), sid != NULL, what);
	if (sid != NULL) {
		is_str(found.url, url, "by that URL");
		is_str(found.account->sid, sid, "of that account");
		is_int((long long)found.token, (long long)n, "with that token");
	}
	arena_free(a);
}

int
main(void)
{
	const char *host = "other.example.com";
	struct arena *a = arena_new();
	struct doctor_finding found;
	struct doctor_request none = {.uri = "/x", .body = BODY};
	struct doctor_request rubbish = {
	    .uri = "/x", .body = "%zz", .signature = "x"};

	load_accounts();
	check("/x", host, BASE "/x", FIRST, ONE, 1, "as it should be");
	check("/x", host, BASE "/x", BEFORE, ONE, 2, "with the token before");
	check("/x", host, BASE "/x", SECOND, TWO, 1, "another account's");
	check("/x", host, "http://recordings.example.com/x", FIRST, ONE, 1,
	    "for http");
	check("/x", host, "https://other.example.com/x", FIRST, ONE, 1,
	    "for another host");
	check("/x", "other.example.com:8443", "http://other.example.com:8443/x",
	    FIRST, ONE, 1, "for http at another host and port");
	check("/x", host, BASE "/x/", FIRST, ONE, 1, "for a slash more");
	check("/x/?a=1", host, BASE "/x?a=1", FIRST, ONE, 1,
	    "for a slash less, before a query");
	check("/x?a=1", host, BASE "/x", FIRST, ONE, 1, "without the query");
	check("/x", host, BASE "/y", FIRST, NULL, 0, "for another path");
	check("/x", host, BASE "/x", UNKNOWN, NULL, 0, "with no known token");
	check("/x", NULL, "http://recordings.example.com/x", FIRST, ONE, 1,
	    "without a Host");
	check(NULL, NULL, BASE, FIRST, ONE, 1, "without a path");
	is_int(doctor_look(a, &none, BASE, &found), 0, "no signature");
	is_int(doctor_look(a, &rubbish, BASE, &found), 0, "no form");
	arena_free(a);
	return done();
}
