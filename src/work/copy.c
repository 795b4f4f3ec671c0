#include "work/copy.h"

#include "base/clock.h"
#include "base/stop.h"
#include "sys/db.h"

#define RENEW_MS 30000

void
copy_disk_failed(struct copy *c)
{
	c->problem = "our_disk";
	c->why = "our disk could not be written";
	c->disk_failed = true;
}

bool
copy_renew(struct copy *c)
{
	long now_ms = clock_ms();
	struct rows rows;

	if (now_ms < c->renewed_ms + RENEW_MS)
		return true;
	c->renewed_ms = now_ms;
	if (db_call(c->db, c->arena, &rows, "media_job_renew",
	        DB_ARGS(c->lease_id, COPY_LEASE_S)) != ERR_CONFLICT)
		return true;
	c->why = "the lease was lost";
	return false;
}

bool
copy_is_wanted(void *context)
{
	struct copy *c = context;

	if (!stop_asked())
		return copy_renew(c);
	c->why = "the mirror was stopped";
	return false;
}
