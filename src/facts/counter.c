/*-------------------------------------------------------------------------
 * counter.c
 *		Who entered a count: Odoo keeps only who wrote the quant last, so it is
 *		remembered when it is entered (table count_entry), until the count is
 *		applied or cleared.
 *
 * Its rows are written by whoever writes the quant, with the quant's row
 * locked: no transaction waits or fails here that would not have done so on
 * the quant itself. Odoo 18 clears a count before it does the move that
 * applies it, so what a transaction clears stays known until it ends.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/sysattr.h"
#include "access/xact.h"
#include "catalog/pg_type.h"
#include "replication/logicalworker.h"
#include "utils/datum.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "facts/counter.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

/* A count that this transaction has applied or cleared. */
typedef struct ClearedCount
{
	struct ClearedCount *before;
	SubTransactionId subid;
	int32		quant_id;
	int32		counter_id;
} ClearedCount;

static ClearedCount *cleared = NULL;	/* the last one, in TopTransactionContext */

static void
counter_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		cleared = NULL;
}

static void
counter_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						 void *arg)
{
	while (event == SUBXACT_EVENT_ABORT_SUB && cleared != NULL && cleared->subid >= subid)
		cleared = cleared->before;
}

void
counter_init(void)
{
	RegisterXactCallback(counter_xact_callback, NULL);
	RegisterSubXactCallback(counter_subxact_callback, NULL);
}

static void
remember(int32 quant_id, int32 counter_id)
{
	static KeptQuery query;
	Datum		args[2] = {Int32GetDatum(quant_id), Int32GetDatum(counter_id)};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4OID, INT4OID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.count_entry (quant_id, counter_id) VALUES ($1, $2)"
					  " ON CONFLICT (quant_id) DO UPDATE"
					  " SET counter_id = EXCLUDED.counter_id, counted_at = EXCLUDED.counted_at",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

static void
note_cleared(int32 quant_id, int32 counter_id)
{
	ClearedCount *count = MemoryContextAlloc(TopTransactionContext, sizeof(ClearedCount));

	count->before = cleared;
	count->subid = GetCurrentSubTransactionId();
	count->quant_id = quant_id;
	count->counter_id = counter_id;
	cleared = count;
}

static void
clear(int32 quant_id)
{
	static KeptQuery query;
	Datum		arg = Int32GetDatum(quant_id);
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4OID;

		query_prepare(&query, 1, "DELETE FROM inventory_gov.count_entry WHERE quant_id = $1"
					  " RETURNING counter_id", 1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) > 0)
		note_cleared(quant_id, result_int(0, 1));
	query_end(&scope);
}

static bool
same_value(TupleTableSlot *a, TupleTableSlot *b, AttrNumber att)
{
	Form_pg_attribute type = TupleDescAttr(a->tts_tupleDescriptor, att - 1);
	bool		a_null;
	bool		b_null;
	Datum		a_value = slot_getattr(a, att, &a_null);
	Datum		b_value = slot_getattr(b, att, &b_null);

	return a_null == b_null && (a_null || datumIsEqual(a_value, b_value, type->attbyval, type->attlen));
}

/*
 * Did somebody enter something, or has Odoo merged two quants and added their
 * counts up? A merge leaves writer and time alone; so does a second write of
 * one user in one transaction.
 */
static bool
written_by_a_user(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	bool		isnull;
	Datum		xmin;

	if (!same_value(old, row, c->write_uid) || !same_value(old, row, c->write_date))
		return true;
	xmin = slot_getsysattr(old, MinTransactionIdAttributeNumber, &isnull);
	return TransactionIdIsCurrentTransactionId(DatumGetTransactionId(xmin));
}

static bool
is_entry(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	if (!slot_flag(row, c->is_counted))
		return false;
	if (old == NULL || !slot_flag(old, c->is_counted))
		return true;
	return slot_numeric(old, c->counted) != slot_numeric(row, c->counted) &&
		written_by_a_user(old, row, c);
}

PG_FUNCTION_INFO_V1(inventory_gov_remember_count);

/*
 * AFTER INSERT OR DELETE OR UPDATE OF the columns of a count ON stock_quant FOR
 * EACH ROW. What moves stock does not write those columns.
 */
Datum
inventory_gov_remember_count(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "remember_count");
	const OdooSchema *s = odoo_schema();
	TupleTableSlot *old = trigdata->tg_trigslot;
	TupleTableSlot *row = trigdata->tg_newslot;

	if (!s->has_stock || !s->has_counts || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_quant)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
	{
		row = old;
		old = NULL;
	}
	else if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		row = NULL;
	if (row != NULL && is_entry(old, row, &s->quant) && slot_int(row, s->quant.write_uid) != 0)
		remember(slot_int(row, s->quant.id), slot_int(row, s->quant.write_uid));
	else if (old != NULL && slot_flag(old, s->quant.is_counted) &&
			 (row == NULL || !slot_flag(row, s->quant.is_counted)))
		clear(slot_int(old, s->quant.id));
	return PointerGetDatum(NULL);
}

/* What this transaction has cleared; what has been entered since takes its place. */
static int32
cleared_counter(int32 quant_id)
{
	for (ClearedCount *count = cleared; count != NULL; count = count->before)
	{
		if (count->quant_id == quant_id)
			return count->counter_id;
	}
	return 0;
}

int32 *
counters_of(const int32 *quant_ids, int n)
{
	static KeptQuery query;
	int32	   *counters = palloc(sizeof(int32) * Max(n, 1));
	Datum		arg = int_array(quant_ids, n);
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		counters[i] = cleared_counter(quant_ids[i]);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1, "SELECT u.ord::int4, c.counter_id"
					  " FROM unnest($1) WITH ORDINALITY u(quant_id, ord)"
					  " JOIN inventory_gov.count_entry c ON c.quant_id = u.quant_id",
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		counters[result_int(i, 1) - 1] = result_int(i, 2);
	query_end(&scope);
	return counters;
}
