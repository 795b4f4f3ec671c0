/*
 * reconcilerd: the reconciler. Reads calls and recordings from Twilio's REST
 * API again and again, and applies those whose callbacks were lost. PostgreSQL
 * decides how far back it reads; each change is a transaction of its own, so
 * that it may be killed at any point. After each round it prunes old rows of
 * the journal and of webhook_rejection, and counts the calls of days that are
 * over.
 */
#include <stdlib.h>
#include <time.h>

#include "base/log.h"
#include "base/stop.h"
#include "sys/config.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "work/reconciler.h"

#define PAUSE_S   60
#define PAUSE_MAX 900

int
main(void)
{
	struct db *db;
	int pause_s = PAUSE_S;
	enum err e;

	log_open("reconcilerd");
	config_load(CONFIG(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE,
	    WEBHOOK_EVENT_DAYS, WEBHOOK_REJECTION_DAYS));
	account_load();
	srandom((unsigned)time(NULL));
	stop_open();
	db = db_open();
	do {
		e = reconciler_round(db);
		reconciler_tidy(db);
		pause_s = e == OK || e == ERR_UNAVAIL ? PAUSE_S
		          : pause_s * 2 < PAUSE_MAX   ? pause_s * 2
		                                      : PAUSE_MAX;
	} while (stop_wait(-1, pause_s * 1000));
	db_close(db);
	return EXIT_SUCCESS;
}
