/*-------------------------------------------------------------------------
 * activity.c
 *		Sees Odoo's activities being closed, and lets SQL find out whether that
 *		was a decision.
 *
 * "Mark done" deletes the activity, or archives it; so does cancelling, a
 * cleanup, or the record going away. What tells them apart is the message that
 * marking done has put into the chatter before, in the same transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "replication/logicalworker.h"
#include "utils/rel.h"

#include "desk/boundary.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static bool
column_is_true(HeapTuple row, TupleDesc desc, int column)
{
	bool		isnull;
	Datum		value = heap_getattr(row, column, desc, &isnull);

	return !isnull && DatumGetBool(value);
}

/*
 * Did this change close an activity that was open? Up to 16 there is no column
 * active, and none that is kept.
 */
static bool
closes(const TriggerData *trigdata)
{
	TupleDesc	desc = trigdata->tg_relation->rd_att;
	int			active = SPI_fnumber(desc, "active");

	if (active > 0 && !column_is_true(trigdata->tg_trigtuple, desc, active))
		return false;
	return TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) ||
		(active > 0 && !column_is_true(trigdata->tg_newtuple, desc, active));
}

/* Most activities are none of ours; thousands may go at once, and are told apart by the kept plan. */
static void
activity_closed(const TriggerData *trigdata)
{
	static KeptQuery query;
	TupleDesc	desc = trigdata->tg_relation->rd_att;
	Oid			type = INT4OID;
	Datum		id;
	bool		isnull;
	QueryScope	scope;

	id = heap_getattr(trigdata->tg_trigtuple, SPI_fnumber(desc, "id"), desc, &isnull);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1, "SELECT inventory_gov.activity_closed(n.activity_id)"
					  " FROM inventory_gov.notice n WHERE n.activity_id = $1 AND n.state = 'delivered'",
					  1, &type);
	(void) query_run(&query, &id, NULL, SEE_LATEST);
	query_end(&scope);
}

PG_FUNCTION_INFO_V1(inventory_gov_activity_done);

/* AFTER UPDATE OF active OR DELETE ON mail_activity FOR EACH ROW */
Datum
inventory_gov_activity_done(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	MemoryContext cxt = CurrentMemoryContext;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_AFTER(trigdata->tg_event) ||
		!TRIGGER_FIRED_FOR_ROW(trigdata->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("activity_done() can only be called as an AFTER row trigger")));
	/* What a logical apply worker replays was decided where it happened. */
	if (IsLogicalWorker() || RelationGetRelid(trigdata->tg_relation) != odoo_table("mail_activity") ||
		!closes(trigdata))
		return PointerGetDatum(NULL);
	PG_TRY();
	{
		activity_closed(trigdata);
	}
	PG_CATCH();
	{
		rethrow_for_odoo(cxt);
	}
	PG_END_TRY();
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(inventory_gov_written_here);

/* written_here(xid): is it this transaction, or a savepoint of it that stands? */
Datum
inventory_gov_written_here(PG_FUNCTION_ARGS)
{
	PG_RETURN_BOOL(TransactionIdIsCurrentTransactionId(PG_GETARG_TRANSACTIONID(0)));
}
