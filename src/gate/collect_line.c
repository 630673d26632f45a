/*-------------------------------------------------------------------------
 * collect_line.c
 *		Collects corrections: lines and moves that were done and have other
 *		values now, or are done no longer, or were born done. Whether they were
 *		done before this transaction is asked later: rare as they are, that is
 *		one query a statement, and none for what reservations write all day.
 *		Where no policy asks for corrections nothing is noted, however many
 *		rows a migration writes.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "replication/logicalworker.h"
#include "utils/rel.h"

#include "facts/corrections.h"
#include "gate/gate.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static const char *
state_of(TupleTableSlot *row, AttrNumber state)
{
	static const char *const states[] = {"draft", "waiting", "confirmed", "partially_available",
	"assigned", "cancel"};

	for (int i = 0; i < lengthof(states); i++)
	{
		if (slot_is(row, state, states[i]))
			return states[i];
	}
	return "";
}

static void
read_move(DoneValues *v, TupleTableSlot *row, const MoveColumns *c)
{
	v->qty = slot_numeric(row, c->done_qty);
	v->date = slot_timestamp(row, c->date);
	v->ids[FIELD_PRODUCT] = slot_int(row, c->product_id);
	v->ids[FIELD_UNIT] = slot_int(row, c->product_uom);
	v->ids[FIELD_SOURCE] = slot_int(row, c->location_id);
	v->ids[FIELD_DESTINATION] = slot_int(row, c->location_dest_id);
	v->ids[FIELD_OWNER] = slot_int(row, c->restrict_partner_id);
}

static void
read_line(DoneValues *v, TupleTableSlot *row, const LineColumns *c)
{
	v->qty = slot_numeric(row, c->qty);
	v->date = slot_timestamp(row, c->date);
	v->ids[FIELD_PRODUCT] = slot_int(row, c->product_id);
	v->ids[FIELD_UNIT] = slot_int(row, c->product_uom_id);
	v->ids[FIELD_SOURCE] = slot_int(row, c->location_id);
	v->ids[FIELD_DESTINATION] = slot_int(row, c->location_dest_id);
	v->ids[FIELD_LOT] = slot_int(row, c->lot_id);
	v->ids[FIELD_OWNER] = slot_int(row, c->owner_id);
	v->ids[FIELD_PACKAGE] = slot_int(row, c->package_id);
	v->ids[FIELD_RESULT_PACKAGE] = slot_int(row, c->result_package_id);
	v->ids[FIELD_MOVE] = slot_int(row, c->move_id);
}

static bool
same_values(const DoneValues *a, const DoneValues *b)
{
	return a->qty == b->qty && a->date == b->date &&
		memcmp(a->ids, b->ids, sizeof(a->ids)) == 0;
}

static EditKind
kind_of(TupleTableSlot *old, TupleTableSlot *row, AttrNumber state)
{
	if (old == NULL)
		return EDIT_ADDED;
	if (row == NULL)
		return EDIT_DELETED;
	return slot_is(row, state, "done") ? EDIT_CHANGED : EDIT_TAKEN_BACK;
}

static void
note_move(DoneEdit *e, TupleTableSlot *row, const MoveColumns *c)
{
	e->id = e->move_id = slot_int(row, c->id);
	e->picking_id = slot_int(row, c->picking_id);
	e->picking_type_id = slot_int(row, c->picking_type_id);
	e->company_id = slot_int(row, c->company_id);
	e->scrap_id = slot_int(row, c->scrap_id);
	e->actor_id = e->kind == EDIT_DELETED ? 0 : slot_int(row, c->write_uid);
	if (e->kind == EDIT_TAKEN_BACK)
		e->state = state_of(row, c->state);
	corrections_add_edit(e);
}

void
collect_move_edit(TupleTableSlot *old, TupleTableSlot *row)
{
	const MoveColumns *c = &odoo_schema()->move;
	DoneEdit	e = {.kind = kind_of(old, row, c->state)};

	if (old != NULL)
		read_move(&e.before, old, c);
	if (row != NULL)
		read_move(&e.after, row, c);
	if ((e.kind != EDIT_CHANGED || !same_values(&e.before, &e.after)) && gate_wants_corrections())
		note_move(&e, row ? row : old, c);
}

static void
collect_line_edit(TupleTableSlot *old, TupleTableSlot *row, const LineColumns *c)
{
	TupleTableSlot *any = row ? row : old;
	DoneEdit	e = {.kind = kind_of(old, row, c->state),.of_line = true};

	read_line(&e.before, old, c);
	if (row != NULL)
		read_line(&e.after, row, c);
	if ((e.kind == EDIT_CHANGED && same_values(&e.before, &e.after)) || !gate_wants_corrections())
		return;
	e.id = slot_int(any, c->id);
	e.move_id = slot_int(old, c->move_id);
	e.picking_id = slot_int(any, c->picking_id);
	e.company_id = slot_int(any, c->company_id);
	e.actor_id = row ? slot_int(row, c->write_uid) : 0;
	if (e.kind == EDIT_TAKEN_BACK)
		e.state = state_of(row, c->state);
	corrections_add_edit(&e);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_line);

/* AFTER UPDATE OR DELETE ON stock_move_line FOR EACH ROW */
Datum
inventory_gov_collect_line(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_line");
	const OdooSchema *s = odoo_schema();

	if (!s->has_stock || !s->has_lines || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_move_line)
		return PointerGetDatum(NULL);
	/* a line that was not done is no correction, whatever becomes of it */
	if (!slot_is(trigdata->tg_trigslot, s->line.state, "done"))
		return PointerGetDatum(NULL);
	collect_line_edit(trigdata->tg_trigslot,
					  TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? trigdata->tg_newslot : NULL,
					  &s->line);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_order_line);

/*
 * AFTER UPDATE OF purchase_line_id, sale_line_id ON stock_move FOR EACH ROW. A
 * trigger of its own, because these columns come and go with their modules; all
 * else that changes is collect_move()'s.
 */
Datum
inventory_gov_collect_order_line(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_order_line");
	const OdooSchema *s = odoo_schema();
	const MoveColumns *c = &s->move;
	TupleTableSlot *old = trigdata->tg_trigslot;
	TupleTableSlot *row = trigdata->tg_newslot;
	DoneEdit	e = {.kind = EDIT_CHANGED};

	if (!s->has_stock || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_move ||
		!slot_is(old, c->state, "done") || !slot_is(row, c->state, "done"))
		return PointerGetDatum(NULL);
	read_move(&e.after, row, c);
	e.before = e.after;
	e.before.ids[FIELD_PURCHASE_LINE] = slot_int(old, c->purchase_line_id);
	e.after.ids[FIELD_PURCHASE_LINE] = slot_int(row, c->purchase_line_id);
	e.before.ids[FIELD_SALE_LINE] = slot_int(old, c->sale_line_id);
	e.after.ids[FIELD_SALE_LINE] = slot_int(row, c->sale_line_id);
	if (!same_values(&e.before, &e.after) && gate_wants_corrections())
		note_move(&e, row, c);
	return PointerGetDatum(NULL);
}
