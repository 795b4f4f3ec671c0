/*
 * recctl doctor signature
 */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/log.h"
#include "bin/recctl/recctl.h"
#include "sys/config.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "twilio/doctor.h"

/* The columns of api.webhook_rejections(). */
enum {
	ENDPOINT,
	REASON,
	COUNT,
	LAST_AT,
	URI,
	HOST,
	SIGNATURE,
	BODY,
	IS_WHOLE
};

/* The URL is from an unsigned request: escape it for the terminal. */
static void
print_url(const char *what, const char *url)
{
	printf("    %-9s ", what);
	log_escaped(stdout, url);
	printf("\n");
}

/* Print which URL the signature of the sample matches, and what to do. */
static void
explain(struct arena *a, const char **row)
{
	const char *base = config_get(WEBHOOK_BASE_URL);
	const char *expected =
	    arena_printf(a, "%s%s", base, row[URI] == NULL ? "" : row[URI]);
	struct doctor_request request = {.uri = row[URI],
	    .host = row[HOST],
	    .signature = row[SIGNATURE],
	    .body = row[BODY]};
	struct doctor_finding found;

	print_url("expected", expected);
	if (strcmp(row[IS_WHOLE], "t") != 0) {
		printf("    The sample was too long to be kept whole, so its "
		       "signature cannot be\n    checked with other URLs. "
		       "Twilio's requests are shorter.\n");
		return;
	}
	if (!doctor_look(a, &request, base, &found)) {
		printf("    No variant of it matches, with any token of any "
		       "account: Twilio uses another\n    token, a proxy "
		       "changes the request, or it is not from Twilio.\n");
		return;
	}
	print_url("signed", found.url);
	printf(
	    "    with      token %zu of %s\n", found.token, found.account->sid);
	printf("    %s\n",
	    strcmp(found.url, expected) == 0
	        ? "The signature is valid now: the settings were corrected, or "
	          "the AccountSid\n    of the form is of another account."
	        : "Set WEBHOOK_BASE_URL to the beginning of the signed URL, "
	          "or give Twilio the\n    expected URL.");
}

/* Print one kind of rejected requests. True: its signature was wrong or
 * missing. */
static bool
show(struct arena *a, const char **row)
{
	printf("%6s  %-18s  %s, the last at %s\n", row[COUNT], row[ENDPOINT],
	    row[REASON], row[LAST_AT]);
	if (strcmp(row[REASON], "no_signature") == 0) {
		printf("    It has no X-Twilio-Signature: it is not from "
		       "Twilio, or a proxy removes the header.\n");
		return true;
	}
	if (strcmp(row[REASON], "bad_signature") != 0)
		return false;
	explain(a, row);
	return true;
}

static int
go(struct run *run)
{
	const char *since = run->option[OPT_SINCE];
	bool wrong = false;
	struct rows rows;
	enum err e;

	config_load(CONFIG(WEBHOOK_BASE_URL, TWILIO_ACCOUNTS_FILE));
	account_load();
	e = db_call(run->db, run->arena, &rows, "webhook_rejections",
	    DB_ARGS(since == NULL ? "yesterday" : since));
	if (e != OK)
		return failed(run, e, &rows);
	if (rows.count == 0)
		printf("No webhook was rejected since %s.\n",
		    since == NULL ? "yesterday" : since);
	for (size_t i = 0; i < rows.count; i++)
		wrong = show(run->arena, rows.cell + i * rows.width) || wrong;
	return wrong ? EXIT_FAILURE : EXIT_SUCCESS;
}

const struct command doctor_signature = {
    .name = "doctor signature",
    .takes = TAKES(OPT_SINCE),
    .usage = "[--since TIME]",
    .help = "Prints how many webhook requests were rejected since TIME, and\n"
            "why. For those with a wrong signature it looks for the URL and\n"
            "the auth token that the signature is valid for. It prints no\n"
            "token. It fails if a signature was wrong or missing. TIME is\n"
            "such as 2026-03-02T10:00:00Z; the default is yesterday.\n",
    .go = go,
};
