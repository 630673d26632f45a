/*-------------------------------------------------------------------------
 * collect_date.c
 *		Collects effective dates that stand elsewhere than on a move: of
 *		transfers and scraps that are done, and the accounting date of counts.
 *		And scraps that become done, whose moves have to show up until commit.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/sysattr.h"
#include "access/xact.h"
#include "replication/logicalworker.h"
#include "utils/rel.h"

#include "facts/corrections.h"
#include "gate/gate.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static void
note_scrap(TupleTableSlot *row, const DocumentColumns *c)
{
	DoneScrap	scrap = {0};

	scrap.id = slot_int(row, c->id);
	scrap.company_id = slot_int(row, c->company_id);
	scrap.product_id = slot_int(row, c->product_id);
	scrap.location_id = slot_int(row, c->location_id);
	scrap.picking_id = slot_int(row, c->picking_id);
	scrap.actor_id = slot_int(row, c->write_uid);
	scrap.qty = slot_numeric(row, c->scrap_qty);
	corrections_add_scrap(&scrap);
}

static void
note_date(TupleTableSlot *row, const DocumentColumns *c, bool scrap)
{
	DatedRow	d = {.day = DATEVAL_NOBEGIN};

	d.model = scrap ? "stock.scrap" : "stock.picking";
	d.id = slot_int(row, c->id);
	d.picking_id = scrap ? slot_int(row, c->picking_id) : d.id;
	d.picking_type_id = slot_int(row, c->picking_type_id);
	d.company_id = slot_int(row, c->company_id);
	d.product_id = slot_int(row, c->product_id);
	d.location_id = slot_int(row, c->location_id);
	d.location_dest_id = slot_int(row, c->location_dest_id);
	d.actor_id = slot_int(row, c->write_uid);
	d.at = slot_timestamp(row, c->date_done);
	corrections_add_date(&d);
}

/* old is NULL for a row that was inserted. */
static void
collect_document(TupleTableSlot *old, TupleTableSlot *row, const DocumentColumns *c, bool scrap)
{
	bool		was_done;

	if (!slot_is(row, c->state, "done"))
		return;
	was_done = old != NULL && slot_is(old, c->state, "done");
	if (scrap && !was_done)
		note_scrap(row, c);
	if (slot_timestamp(row, c->date_done) != 0 &&
		(!was_done || slot_timestamp(old, c->date_done) != slot_timestamp(row, c->date_done)) &&
		gate_wants_corrections())
		note_date(row, c, scrap);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_document);

/* AFTER INSERT OR UPDATE OF state, date_done ON stock_picking and stock_scrap FOR EACH ROW */
Datum
inventory_gov_collect_document(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_document");
	const OdooSchema *s = odoo_schema();
	bool		scrap = RelationGetRelid(trigdata->tg_relation) == s->stock_scrap;
	bool		inserted = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event);

	if (!s->has_stock || IsLogicalWorker() ||
		(!scrap && RelationGetRelid(trigdata->tg_relation) != s->stock_picking))
		return PointerGetDatum(NULL);
	collect_document(inserted ? NULL : trigdata->tg_trigslot,
					 inserted ? trigdata->tg_trigslot : trigdata->tg_newslot,
					 scrap ? &s->scrap : &s->picking, scrap);
	return PointerGetDatum(NULL);
}

/*
 * The date is gone: has the count been applied? Odoo clears the count in the
 * same transaction, before or with the date. A user who takes the date out has
 * his count still there, or has not counted.
 */
static bool
count_is_applied(TupleTableSlot *old, TupleTableSlot *row, const QuantColumns *c)
{
	bool		isnull;
	Datum		xmin;

	if (slot_flag(row, c->is_counted))
		return false;
	if (slot_flag(old, c->is_counted))
		return true;
	xmin = slot_getsysattr(old, MinTransactionIdAttributeNumber, &isnull);
	return TransactionIdIsCurrentTransactionId(DatumGetTransactionId(xmin));
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_accounting_date);

/*
 * AFTER UPDATE OF accounting_date ON stock_quant FOR EACH ROW. The date is
 * judged when it is entered, and again when the count is applied.
 */
Datum
inventory_gov_collect_accounting_date(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_accounting_date");
	const OdooSchema *s = odoo_schema();
	const QuantColumns *c = &s->quant;
	TupleTableSlot *old = trigdata->tg_trigslot;
	TupleTableSlot *row = trigdata->tg_newslot;
	DatedRow	d = {.model = "stock.quant"};
	DateADT		was;

	if (!s->has_stock || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_quant)
		return PointerGetDatum(NULL);
	was = slot_date(old, c->accounting_date);
	d.day = slot_date(row, c->accounting_date);
	if (d.day == was || (d.day == DATEVAL_NOBEGIN && !count_is_applied(old, row, c)) ||
		!gate_wants_corrections())
		return PointerGetDatum(NULL);
	if (d.day == DATEVAL_NOBEGIN)
		d.day = was;
	d.id = slot_int(row, c->id);
	d.company_id = slot_int(row, c->company_id);
	d.product_id = slot_int(row, c->product_id);
	d.location_id = slot_int(row, c->location_id);
	d.actor_id = slot_int(row, c->write_uid);
	corrections_add_date(&d);
	return PointerGetDatum(NULL);
}
