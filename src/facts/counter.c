/*-------------------------------------------------------------------------
 * counter.c
 *		Who entered a count, when, and what the book said then. Odoo keeps only
 *		who wrote the quant last, so it is remembered when it is entered (table
 *		count_entry), until the count is applied or cleared.
 *
 * Its rows are written by whoever writes the quant, with the quant's row
 * locked: no transaction waits or fails here that would not have done so on
 * the quant itself. Odoo 18 clears a count before it does the move that
 * applies it, so what a transaction clears stays known until it ends.
 *
 * Where stock has moved since the count, Odoo's dialog can keep the difference:
 * it enters another number, counted less what has left, in the name of whoever
 * applies it and in his transaction. That is still the first one's count.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

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

/* What this transaction did to the count of a quant. */
typedef struct CountNote
{
	struct CountNote *before;
	SubTransactionId subid;
	int32		quant_id;
	bool		cleared;		/* applied or cleared; else entered again with the same difference */
	CountTaken	count;			/* that was there before */
} CountNote;

static CountNote *notes = NULL; /* the last one, in TopTransactionContext */

static void
counter_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		notes = NULL;
}

static void
counter_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						 void *arg)
{
	while (event == SUBXACT_EVENT_ABORT_SUB && notes != NULL && notes->subid >= subid)
		notes = notes->before;
}

void
counter_init(void)
{
	RegisterXactCallback(counter_xact_callback, NULL);
	RegisterSubXactCallback(counter_subxact_callback, NULL);
}

static void
note(int32 quant_id, bool is_cleared, const CountTaken *count)
{
	CountNote  *n = MemoryContextAlloc(TopTransactionContext, sizeof(CountNote));

	n->before = notes;
	n->subid = GetCurrentSubTransactionId();
	n->quant_id = quant_id;
	n->cleared = is_cleared;
	n->count = *count;
	notes = n;
}

/* The last note of the kind; NULL where there is none. */
static const CountTaken *
noted(int32 quant_id, bool is_cleared)
{
	for (CountNote *n = notes; n != NULL; n = n->before)
	{
		if (n->quant_id == quant_id && n->cleared == is_cleared)
			return &n->count;
	}
	return NULL;
}

/* Columns first.. of the current result: counter_id, counted_at, book_qty, difference_qty. */
static CountTaken
result_count(uint64 row, int first)
{
	CountTaken	count = {0};

	count.counter_id = result_int(row, first);
	count.counted_at = result_timestamp(row, first + 1);
	count.with_book = !result_isnull(row, first + 2);
	count.book = result_float(row, first + 2);
	count.difference = result_float(row, first + 3);
	return count;
}

#define COUNT_COLUMNS "counter_id, counted_at, book_qty, difference_qty"

/* What waits on the quant now; counter_id 0 where nothing does. */
static CountTaken
waiting_count(int32 quant_id)
{
	static KeptQuery query;
	Datum		arg = Int32GetDatum(quant_id);
	CountTaken	count = {0};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4OID;

		query_prepare(&query, 1, "SELECT " COUNT_COLUMNS " FROM inventory_gov.count_entry"
					  " WHERE quant_id = $1", 1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) > 0)
		count = result_count(0, 1);
	query_end(&scope);
	return count;
}

/* All quants of the row's key: concurrent transfers give a key several, which Odoo merges later. */
static double
book_of_key(TupleTableSlot *row, const QuantColumns *c)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		args[5];
	double		book;
	QueryScope	scope;

	args[0] = Int32GetDatum(slot_int(row, c->product_id));
	args[1] = Int32GetDatum(slot_int(row, c->location_id));
	args[2] = Int32GetDatum(slot_int(row, c->lot_id));
	args[3] = Int32GetDatum(slot_int(row, c->package_id));
	args[4] = Int32GetDatum(slot_int(row, c->owner_id));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[5] = {INT4OID, INT4OID, INT4OID, INT4OID, INT4OID};

		query_prepare(&query, s->generation,
					  "SELECT sum(q.quantity)::float8 FROM " ODOO_SCHEMA ".stock_quant q"
					  " WHERE q.product_id = $1 AND q.location_id = $2"
					  " AND COALESCE(q.lot_id, 0) = $3 AND COALESCE(q.package_id, 0) = $4"
					  " AND COALESCE(q.owner_id, 0) = $5",
					  5, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	book = result_float(0, 1);
	query_end(&scope);
	return book;
}

static void
remember(int32 quant_id, int32 counter_id, double book, double difference)
{
	static KeptQuery query;
	Datum		args[4] = {Int32GetDatum(quant_id), Int32GetDatum(counter_id),
		Float8GetDatum(book), Float8GetDatum(difference)};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[4] = {INT4OID, INT4OID, FLOAT8OID, FLOAT8OID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.count_entry"
					  " (quant_id, counter_id, book_qty, difference_qty) VALUES ($1, $2, $3, $4)"
					  " ON CONFLICT (quant_id) DO UPDATE"
					  " SET counter_id = EXCLUDED.counter_id, counted_at = EXCLUDED.counted_at,"
					  " book_qty = EXCLUDED.book_qty, difference_qty = EXCLUDED.difference_qty",
					  4, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

static bool
same_difference(const CountTaken *count, double difference)
{
	return count->with_book && fabs(count->difference - difference) < 1e-6;
}

/*
 * Somebody enters a count. Where the book has moved since the last one, and the
 * difference is that one's, it may be Odoo that carries it over: should this
 * transaction apply it as well, it stays the count of whoever counted.
 */
static void
enter(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	int32		quant_id = slot_int(row, c->id);
	int32		user_id = slot_int(row, c->write_uid);
	double		book = book_of_key(row, c);
	double		difference = slot_numeric(row, c->counted) - slot_numeric(row, c->quantity);

	if (old != NULL && slot_flag(old, c->is_counted))
	{
		CountTaken	before = waiting_count(quant_id);

		if (before.counter_id != 0 && same_difference(&before, difference) &&
			fabs(before.book - book) >= 1e-6)
		{
			before.book = book;
			note(quant_id, false, &before);
		}
	}
	remember(quant_id, user_id, book, difference);
}

/* The count as it was taken, where this transaction has only carried it over. */
static CountTaken
as_taken(int32 quant_id, CountTaken count)
{
	const CountTaken *carried = noted(quant_id, false);

	return carried != NULL && same_difference(carried, count.difference) ? *carried : count;
}

static void
clear(int32 quant_id)
{
	static KeptQuery query;
	Datum		arg = Int32GetDatum(quant_id);
	CountTaken	count = {0};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4OID;

		query_prepare(&query, 1, "DELETE FROM inventory_gov.count_entry WHERE quant_id = $1"
					  " RETURNING " COUNT_COLUMNS, 1, &type);
	}
	if (query_run(&query, &arg, NULL, SEE_LATEST) > 0)
		count = result_count(0, 1);
	query_end(&scope);
	if (count.counter_id != 0)
	{
		count = as_taken(quant_id, count);
		note(quant_id, true, &count);
	}
}

/* The writer and the time of the count stay. */
static void
remember_difference(int32 quant_id, double difference)
{
	static KeptQuery query;
	Datum		args[2] = {Int32GetDatum(quant_id), Float8GetDatum(difference)};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4OID, FLOAT8OID};

		query_prepare(&query, 1, "UPDATE inventory_gov.count_entry SET difference_qty = $2"
					  " WHERE quant_id = $1", 2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/*
 * Odoo has merged quants that were both counted: their counts are added up, and
 * so are their differences. The merge writes what is counted and what is there
 * at once.
 */
static void
add_merged(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	int32		quant_id = slot_int(row, c->id);
	CountTaken	count = waiting_count(quant_id);

	if (count.counter_id != 0 && count.with_book)
		remember_difference(quant_id, count.difference +
							slot_numeric(row, c->counted) - slot_numeric(old, c->counted) -
							slot_numeric(row, c->quantity) + slot_numeric(old, c->quantity));
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

/* Is a number counted, and another one than before? */
static bool
counts_anew(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	return slot_numeric(old, c->counted) != slot_numeric(row, c->counted);
}

static bool
is_entry(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	if (!slot_flag(row, c->is_counted))
		return false;
	if (old == NULL || !slot_flag(old, c->is_counted))
		return true;
	return counts_anew(old, row, c) && written_by_a_user(old, row, c);
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
	if (row != NULL && is_entry(old, row, &s->quant))
	{
		if (slot_int(row, s->quant.write_uid) != 0)
			enter(old, row, &s->quant);
	}
	else if (old != NULL && slot_flag(old, s->quant.is_counted) &&
			 (row == NULL || !slot_flag(row, s->quant.is_counted)))
		clear(slot_int(old, s->quant.id));
	else if (old != NULL && row != NULL && slot_flag(row, s->quant.is_counted) &&
			 counts_anew(old, row, &s->quant))
		add_merged(old, row, &s->quant);
	return PointerGetDatum(NULL);
}

/* What this transaction has cleared; what has been entered since takes its place. */
CountTaken *
counts_of(const int32 *quant_ids, int n)
{
	static KeptQuery query;
	CountTaken *counts = palloc0(sizeof(CountTaken) * Max(n, 1));
	Datum		arg = int_array(quant_ids, n);
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		const CountTaken *gone = noted(quant_ids[i], true);

		if (gone != NULL)
			counts[i] = *gone;
	}
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1, "SELECT u.ord::int4, " COUNT_COLUMNS
					  " FROM unnest($1) WITH ORDINALITY u(quant_id, ord)"
					  " JOIN inventory_gov.count_entry c ON c.quant_id = u.quant_id",
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			at = result_int(i, 1) - 1;

		counts[at] = as_taken(quant_ids[at], result_count(i, 2));
	}
	query_end(&scope);
	return counts;
}
