/*-------------------------------------------------------------------------
 * trigger.c
 *		Collects: row triggers note what changed, nothing more. An update that
 *		concerns nobody leaves after comparing two states.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "replication/logicalworker.h"
#include "utils/rel.h"

#include "facts/quant_journal.h"
#include "gate/gate.h"
#include "gate/journal.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static void
fill_event(MoveEvent *e, TupleTableSlot *row, const MoveColumns *c)
{
	e->move_id = slot_int(row, c->id);
	e->product_id = slot_int(row, c->product_id);
	e->company_id = slot_int(row, c->company_id);
	e->picking_id = slot_int(row, c->picking_id);
	e->picking_type_id = slot_int(row, c->picking_type_id);
	e->purchase_line_id = slot_int(row, c->purchase_line_id);
	e->location_id = slot_int(row, c->location_id);
	e->location_dest_id = slot_int(row, c->location_dest_id);
	e->scrap_id = slot_int(row, c->scrap_id);
	e->actor_id = slot_int(row, c->write_uid);
	e->creator_id = slot_int(row, c->create_uid);
	e->date = slot_timestamp(row, c->date);
	e->written = slot_timestamp(row, c->write_date);
	e->product_uom = slot_int(row, c->product_uom);
	e->returned_move_id = slot_int(row, c->origin_returned_move_id);
	e->owner_id = slot_int(row, c->restrict_partner_id);
	e->sale_line_id = slot_int(row, c->sale_line_id);
	e->bom_line_id = slot_int(row, c->bom_line_id);
	e->is_count = slot_flag(row, c->is_inventory);
	event_locate(e);
}

/* Same goods, same places: the old done quantity counts against the new one. */
static bool
same_goods(TupleTableSlot *a, TupleTableSlot *b, const MoveColumns *c)
{
	return slot_int(a, c->product_id) == slot_int(b, c->product_id) &&
		slot_int(a, c->product_uom) == slot_int(b, c->product_uom) &&
		slot_int(a, c->location_id) == slot_int(b, c->location_id) &&
		slot_int(a, c->location_dest_id) == slot_int(b, c->location_dest_id);
}

/*
 * Odoo 16 and 17 finish the moves of one count by a statement each. Where one
 * is refused, those still to come are judged with it: one request for a count.
 */
static void
collect_draft(TupleTableSlot *row, const MoveColumns *c)
{
	MoveEvent	e = {.ahead = true};

	fill_event(&e, row, c);
	if (event_is_between_stock_and_loss(&e))
		journal_add_draft(&e);
}

/* The move is done now; old is what it was, where that still counts. */
static void
collect_done(TupleTableSlot *old, TupleTableSlot *row, const MoveColumns *c)
{
	MoveEvent	e = {.done = true};

	e.done_qty = slot_numeric(row, c->done_qty);
	if (old != NULL)
	{
		e.was_done = true;
		e.old_done_qty = slot_numeric(old, c->done_qty);
		if (e.done_qty == e.old_done_qty)
			return;
	}
	e.demand = slot_numeric(row, c->demand);
	fill_event(&e, row, c);
	journal_add_move(&e);
}

/* A done move that is done no longer: what it brought is taken back. */
static void
collect_undone(TupleTableSlot *old, TupleTableSlot *row, const MoveColumns *c)
{
	MoveEvent	e = {.was_done = true};

	e.old_done_qty = slot_numeric(old, c->done_qty);
	fill_event(&e, old, c);
	if (row != NULL)
		e.actor_id = slot_int(row, c->write_uid);
	journal_add_move(&e);
}

static void
collect_cancelled(TupleTableSlot *row, const MoveColumns *c)
{
	MoveEvent	e = {.cancelled = true};

	e.demand = slot_numeric(row, c->demand);
	fill_event(&e, row, c);
	journal_add_move(&e);
}

static void
collect_insert(TupleTableSlot *row, const MoveColumns *c)
{
	if (slot_is(row, c->state, "done"))
	{
		collect_move_edit(NULL, row);
		collect_done(NULL, row, c);
	}
	else
		collect_draft(row, c);
}

/*
 * A move is an event when it becomes done, changes its quantity, goods or
 * places while it is done, is done no longer, or is cancelled.
 */
static void
collect_update(TupleTableSlot *old, TupleTableSlot *row, const MoveColumns *c)
{
	bool		done = slot_is(row, c->state, "done");
	bool		was_done = slot_is(old, c->state, "done");

	if (was_done)
		collect_move_edit(old, row);
	if (!done && !was_done)
	{
		if (slot_is(row, c->state, "cancel") && !slot_is(old, c->state, "cancel"))
			collect_cancelled(row, c);
	}
	else if (done && was_done && same_goods(old, row, c))
		collect_done(old, row, c);
	else
	{
		if (was_done)
			collect_undone(old, row, c);
		if (done)
			collect_done(NULL, row, c);
	}
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_move);

/* AFTER INSERT OR UPDATE OR DELETE ON stock_move FOR EACH ROW */
Datum
inventory_gov_collect_move(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_move");
	const OdooSchema *s = odoo_schema();

	/*
	 * A logical apply worker replays what was judged where it happened; a
	 * refusal would stop it for good, and no statement trigger follows there.
	 */
	if (!s->has_stock || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_move)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		collect_insert(trigdata->tg_trigslot, &s->move);
	else if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		collect_update(trigdata->tg_trigslot, trigdata->tg_newslot, &s->move);
	else if (slot_is(trigdata->tg_trigslot, s->move.state, "done"))
	{
		collect_move_edit(trigdata->tg_trigslot, NULL);
		collect_undone(trigdata->tg_trigslot, NULL, &s->move);
	}
	return PointerGetDatum(NULL);
}

static void
add_quant(TupleTableSlot *row, const QuantColumns *c, double sign)
{
	QuantKey	key;
	double		qty = slot_numeric(row, c->quantity);

	if (qty == 0)
		return;
	memset(&key, 0, sizeof(key));
	key.product_id = slot_int(row, c->product_id);
	key.location_id = slot_int(row, c->location_id);
	key.lot_id = slot_int(row, c->lot_id);
	key.package_id = slot_int(row, c->package_id);
	key.owner_id = slot_int(row, c->owner_id);
	quants_add(&key, sign * qty, slot_int(row, c->company_id), slot_int(row, c->write_uid));
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_quant);

/* AFTER INSERT OR UPDATE OR DELETE ON stock_quant FOR EACH ROW */
Datum
inventory_gov_collect_quant(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_quant");
	const OdooSchema *s = odoo_schema();

	if (!s->has_stock || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_quant)
		return PointerGetDatum(NULL);
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		add_quant(trigdata->tg_trigslot, &s->quant, +1);
	else if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event))
		add_quant(trigdata->tg_trigslot, &s->quant, -1);
	else
	{
		add_quant(trigdata->tg_trigslot, &s->quant, -1);
		add_quant(trigdata->tg_newslot, &s->quant, +1);
	}
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(inventory_gov_judge_moves);

/* FOR EACH STATEMENT, after the rows of stock_move, and when transfers change state. */
Datum
inventory_gov_judge_moves(PG_FUNCTION_ARGS)
{
	(void) after_trigger_data(fcinfo, "judge_moves");
	gate_judge_statement();
	return PointerGetDatum(NULL);
}
