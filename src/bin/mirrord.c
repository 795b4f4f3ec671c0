/*
 * mirrord: the mirror (work/mirror.h). Any number of mirrors may run at once.
 */
#include <stdlib.h>

#include "base/log.h"
#include "base/stop.h"
#include "sys/config.h"
#include "sys/db.h"
#include "twilio/account.h"
#include "work/mirror.h"

int
main(void)
{
	struct db *db;
	int rest_ms;

	log_open("mirrord");
	config_load(CONFIG(TWILIO_API_URL, TWILIO_ACCOUNTS_FILE, MEDIA_DIR,
	    TWILIO_PRIVATE_KEYS_DIR));
	account_load();
	stop_open();
	db = db_open();
	do {
		mirror_clean_up(db);
		rest_ms = mirror_copy_one(db);
	} while (rest_ms == 0 ? !stop_asked() : stop_wait(-1, rest_ms));
	db_close(db);
	return EXIT_SUCCESS;
}
