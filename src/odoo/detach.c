/*-------------------------------------------------------------------------
 * detach.c
 *		Detaching from Odoo's tables, and remembering that it was wished.
 *
 * The wish is a row of inventory_gov.detachment. It must outlive the session,
 * or the next DDL would attach again; as a row it is plain to see, is undone
 * by attach(), and travels with dump and restore. (A disabled event trigger
 * would not: the state of an extension's member is not dumped.)
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/table.h"
#include "access/tableam.h"
#include "catalog/namespace.h"
#include "executor/spi.h"
#include "storage/lmgr.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "odoo/attach.h"

PG_FUNCTION_INFO_V1(inventory_gov_detach);

/*
 * Did somebody call detach() and not attach() since? Read with the latest
 * snapshot, because Odoo's transactions are REPEATABLE READ, and as a plain
 * scan, because Odoo's role may not select from our tables. When the table
 * cannot be read, nothing is attached behind anybody's back.
 */
bool
detached_on_request(void)
{
	Oid			schema = get_namespace_oid("inventory_gov", true);
	Oid			relid = OidIsValid(schema) ? get_relname_relid("detachment", schema) : InvalidOid;
	Relation	rel;
	Snapshot	snapshot;
	TableScanDesc scan;
	TupleTableSlot *slot;
	bool		found;

	if (!OidIsValid(relid) || !ConditionalLockRelationOid(relid, AccessShareLock))
		return true;
	rel = table_open(relid, NoLock);
	snapshot = RegisterSnapshot(GetLatestSnapshot());
	slot = table_slot_create(rel, NULL);
	scan = table_beginscan(rel, snapshot, 0, NULL);
	found = table_scan_getnextslot(scan, ForwardScanDirection, slot);
	table_endscan(scan);
	ExecDropSingleTupleTableSlot(slot);
	UnregisterSnapshot(snapshot);
	table_close(rel, AccessShareLock);
	return found;
}

void
set_detached(bool detached)
{
	const char *command = detached ?
		"INSERT INTO inventory_gov.detachment DEFAULT VALUES ON CONFLICT DO NOTHING" :
		"DELETE FROM inventory_gov.detachment";

	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
	if (SPI_execute(command, false, 0) < 0)
		elog(ERROR, "could not execute \"%s\"", command);
	SPI_finish();
}

/* Distinct tables that carry triggers of ours, wherever they are by now. */
static int
plan_detaching(List *triggers, TableWork **result)
{
	TableWork  *work = palloc(Max(list_length(triggers), 1) * sizeof(TableWork));
	ListCell   *cell;
	int			n = 0;

	foreach(cell, triggers)
	{
		OurTrigger *ours = lfirst(cell);
		bool		known = false;

		for (int i = 0; i < n && !known; i++)
			known = work[i].relid == ours->relid;
		if (!known)
			work[n++] = (TableWork) {ours->relid, AccessExclusiveLock, NULL};
	}
	*result = work;
	return n;
}

/* detach() returns integer: the number of triggers removed. */
Datum
inventory_gov_detach(PG_FUNCTION_ARGS)
{
	List	   *triggers = our_triggers(InvalidOid);
	TableWork  *work;
	Oid			busy = InvalidOid;
	ListCell   *cell;
	int			n = plan_detaching(triggers, &work);
	int			removed = 0;

	if (!wait_for_locks(work, n, &busy))
		report_busy(ERROR, busy, "detach");
	set_detached(true);
	for (int i = 0; i < n; i++)
	{
		/* read again: somebody else may have been here before the lock */
		foreach(cell, our_triggers(work[i].relid))
		{
			trigger_remove(((OurTrigger *) lfirst(cell))->oid);
			removed++;
		}
	}
	list_free_deep(triggers);
	PG_RETURN_INT32(removed);
}
