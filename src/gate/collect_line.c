/*-------------------------------------------------------------------------
 * collect_line.c
 *		Collects corrections: lines and moves that were done and have other
 *		values now, or are done no longer, or were born done; lines that become
 *		done as other than their move was judged by; and lines that reserve
 *		more, or other goods, than before. Whether they were done before this
 *		transaction is asked later, by one query a statement. Where no policy,
 *		in shadow or active, asks for any of it nothing is noted; the starter
 *		set does ask, so that a migration of done lines is noted row by row.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "replication/logicalworker.h"
#include "utils/rel.h"

#include "facts/corrections.h"
#include "facts/goods.h"
#include "facts/releases.h"
#include "gate/gate.h"
#include "odoo/directory.h"
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

/* What the line is to move: on 16 also what was entered as done before it is. */
static double
reserved_qty(TupleTableSlot *row, const LineColumns *c)
{
	return Max(slot_numeric(row, c->qty), slot_numeric(row, c->reserved));
}

static bool
same_line(TupleTableSlot *a, TupleTableSlot *b, const LineColumns *c)
{
	return slot_int(a, c->product_id) == slot_int(b, c->product_id) &&
		slot_int(a, c->product_uom_id) == slot_int(b, c->product_uom_id) &&
		slot_int(a, c->location_id) == slot_int(b, c->location_id) &&
		slot_int(a, c->location_dest_id) == slot_int(b, c->location_dest_id) &&
		slot_int(a, c->lot_id) == slot_int(b, c->lot_id) &&
		slot_int(a, c->package_id) == slot_int(b, c->package_id) &&
		slot_int(a, c->owner_id) == slot_int(b, c->owner_id);
}

static GoodsLine
read_goods(TupleTableSlot *row, const LineColumns *c)
{
	GoodsLine	line = {0};
	Location	loc;

	line.line_id = slot_int(row, c->id);
	line.move_id = slot_int(row, c->move_id);
	line.product_id = slot_int(row, c->product_id);
	line.uom_id = slot_int(row, c->product_uom_id);
	line.company_id = slot_int(row, c->company_id);
	line.picking_id = slot_int(row, c->picking_id);
	line.location_id = slot_int(row, c->location_id);
	line.location_dest_id = slot_int(row, c->location_dest_id);
	line.lot_id = slot_int(row, c->lot_id);
	line.package_id = slot_int(row, c->package_id);
	line.result_package_id = slot_int(row, c->result_package_id);
	line.owner_id = slot_int(row, c->owner_id);
	line.actor_id = slot_int(row, c->write_uid);
	directory_location(line.location_id, &loc, NULL);
	line.from = loc.usage;
	directory_location(line.location_dest_id, &loc, NULL);
	line.to = loc.usage;
	return line;
}

/* What the line was reserved to before, in stock. */
static void
read_promise(GoodsLine *line, TupleTableSlot *old, const LineColumns *c)
{
	Location	loc;

	line->old_qty = reserved_qty(old, c);
	directory_location(slot_int(old, c->location_id), &loc, NULL);
	if (line->old_qty > 0 && usage_is_stock(loc.usage))
		line->old_lot_id = slot_int(old, c->lot_id);
}

static void
note_line(TupleTableSlot *old, TupleTableSlot *row, const LineColumns *c, double qty, bool late)
{
	GoodsLine	line = read_goods(row, c);

	line.late = late;
	line.reserved = !late;
	line.qty = qty;
	if (old != NULL && !late)
		read_promise(&line, old, c);
	corrections_add_reservation(&line);
}

static bool
gives_up_lot(TupleTableSlot *old, double qty, const LineColumns *c)
{
	return old != NULL && qty <= 0 && slot_int(old, c->lot_id) != 0 && reserved_qty(old, c) > 0;
}

/*
 * A line that is not done: it counts where it is to move more, or other goods,
 * or nothing of a lot any more; old is NULL for a new one.
 */
static void
collect_reservation(TupleTableSlot *old, TupleTableSlot *row, const LineColumns *c)
{
	double		qty = reserved_qty(row, c);
	double		more = qty;

	if (old != NULL && same_line(old, row, c))
		more -= reserved_qty(old, c);
	if ((more > 0 || gives_up_lot(old, qty, c)) && !slot_is(row, c->state, "done") && !slot_is(row, c->state, "cancel") &&
		gate_wants_reservations())
		note_line(old, row, c, qty, false);
}

/*
 * A line that becomes done, and is not what it was when its move may have been
 * judged; or is born done. What only changes its state, as Odoo's validation
 * does, is what it was.
 */
static void
collect_late(TupleTableSlot *old, TupleTableSlot *row, const LineColumns *c)
{
	double		qty = slot_numeric(row, c->qty);

	if (!slot_is(row, c->state, "done") || qty <= 0)
		return;
	if (old != NULL && same_line(old, row, c) && slot_numeric(old, c->qty) >= qty)
		return;
	if (gate_wants_goods())
		note_line(old, row, c, qty, true);
}

/* A line that is not done, and holds less, or other goods, than before; row is NULL for one that is gone. */
static void
collect_release(TupleTableSlot *old, TupleTableSlot *row, const LineColumns *c)
{
	AttrNumber	held = c->reserved ? c->reserved : c->qty;
	Holding		release = {0};

	if (slot_numeric(old, held) <= 0 || !gate_wants_reservations())
		return;
	if (row != NULL && same_line(old, row, c) && slot_numeric(row, held) >= slot_numeric(old, held) &&
		slot_int(old, c->picking_id) == slot_int(row, c->picking_id))
		return;
	release.picking_id = slot_int(old, c->picking_id);
	release.product_id = slot_int(old, c->product_id);
	release.company_id = slot_int(old, c->company_id);
	release.actor_id = slot_int(row ? row : old, c->write_uid);
	if (release.picking_id != 0 && (row == NULL || !slot_is(row, c->state, "done")))
		releases_add(&release, row != NULL);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_line);

/* AFTER INSERT OR UPDATE OR DELETE ON stock_move_line FOR EACH ROW */
Datum
inventory_gov_collect_line(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_line");
	const OdooSchema *s = odoo_schema();

	if (!s->has_stock || !s->has_lines || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->stock_move_line)
		return PointerGetDatum(NULL);
	/* a line that was not done is no correction, but what it becomes may be new to its move */
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
	{
		collect_reservation(NULL, trigdata->tg_trigslot, &s->line);
		collect_late(NULL, trigdata->tg_trigslot, &s->line);
	}
	else if (slot_is(trigdata->tg_trigslot, s->line.state, "done"))
		collect_line_edit(trigdata->tg_trigslot,
						  TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event) ? trigdata->tg_newslot : NULL,
						  &s->line);
	else
	{
		bool		updated = TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event);

		if (updated)
		{
			collect_reservation(trigdata->tg_trigslot, trigdata->tg_newslot, &s->line);
			collect_late(trigdata->tg_trigslot, trigdata->tg_newslot, &s->line);
		}
		collect_release(trigdata->tg_trigslot, updated ? trigdata->tg_newslot : NULL, &s->line);
	}
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
