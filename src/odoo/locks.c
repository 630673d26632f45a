/*-------------------------------------------------------------------------
 * locks.c
 *		Getting locks on Odoo's tables without ever making a writer wait.
 *
 * A request for a lock that has to queue holds up everybody who comes after
 * it. So locks are only tried: on all tables or on none, and nothing is held
 * while pausing between two tries.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "storage/latch.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"
#include "utils/lsyscache.h"
#include "utils/timestamp.h"

#include "guc.h"
#include "odoo/attach.h"

#define LONGEST_PAUSE_MS 100

/* Take the lock on every table or, naming the table that is busy, on none. */
bool
try_locks(const TableWork *work, int n, Oid *busy)
{
	int			locked = 0;

	while (locked < n && ConditionalLockRelationOid(work[locked].relid, work[locked].mode))
		locked++;
	if (locked == n)
		return true;
	*busy = work[locked].relid;
	while (locked-- > 0)
		UnlockRelationOid(work[locked].relid, work[locked].mode);
	return false;
}

bool
wait_for_locks(const TableWork *work, int n, Oid *busy)
{
	TimestampTz deadline = TimestampTzPlusMilliseconds(GetCurrentTimestamp(), guc_attach_timeout);
	long		pause = 1;

	while (!try_locks(work, n, busy))
	{
		if (GetCurrentTimestamp() >= deadline)
			return false;
		(void) WaitLatch(MyLatch, WL_LATCH_SET | WL_TIMEOUT | WL_EXIT_ON_PM_DEATH, pause,
						 IG_WAIT_EVENT("InventoryGovAttach"));
		ResetLatch(MyLatch);
		CHECK_FOR_INTERRUPTS();
		pause = Min(pause * 2, LONGEST_PAUSE_MS);
	}
	return true;
}

void
report_busy(int level, Oid relid, const char *what)
{
	const char *name = get_rel_name(relid);
	const char *table = name == NULL ? psprintf("%u", relid) :	/* just dropped */
		quote_qualified_identifier(get_namespace_name(get_rel_namespace(relid)), name);

	ereport(level,
			(errcode(ERRCODE_LOCK_NOT_AVAILABLE),
			 errmsg("could not lock table %s within %d ms", table, guc_attach_timeout),
			 errdetail("%s() does not queue for a lock, so that nobody has to wait behind it.", what),
			 errhint("Call inventory_gov.%s() again in a quieter moment, or raise inventory_gov.attach_timeout. "
					 "Who uses the table: SELECT pid FROM pg_locks WHERE relation = '%s'::regclass.",
					 what, table)));
}
