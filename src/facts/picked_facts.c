/*-------------------------------------------------------------------------
 * picked_facts.c
 *		Facts of cancel_after_pick: how far transfers had come that are
 *		cancelled now.
 *
 * Odoo takes back picks and reservations, and cuts the ties between steps,
 * before it cancels a move: how things stood is read as of before the
 * transaction. One query; another only for what had begun, to see what
 * of it is still moved.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/outbound.h"
#include "facts/inbound_facts.h"
#include "facts/outbound_facts.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A move as it stood before the transaction. */
typedef struct BegunMove
{
	int32		move_id;
	int32		picking_id;
	bool		printed;
	double		qty;			/* product's unit, as the next */
	double		picked;
	double		cost;
	bool		brought;		/* by an earlier step */
	bool		cancelled;		/* by now, and nothing of its transfer moves its product */
	bool		transfer_ended;	/* nothing of its transfer moves, or has moved */
} BegunMove;

static bool
event_cancels(const MoveEvent *e)
{
	return e->cancelled && e->demand > 0 && e->picking_id != 0 && usage_is_stock(e->from);
}

/* What was entered as taken from the shelf: on 16 the done quantity, later a mark on the line. */
static char *
begun_query(const OdooSchema *s)
{
	return psprintf("SELECT m.id, m.picking_id, COALESCE(k.printed, false),"
					" (%1$s)::float8, COALESCE(l.picked, 0)::float8, %2$s,"
					" EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move_move_rel r"
					"  JOIN " ODOO_SCHEMA ".stock_move o ON o.id = r.move_orig_id AND o.state = 'done'"
					"  JOIN " ODOO_SCHEMA ".stock_location ol ON ol.id = o.location_id AND ol.usage IN ('internal', 'transit')"
					"  WHERE r.move_dest_id = m.id)"
					" FROM unnest($1) u(id)"
					" JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.id"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.picking_id = k.id AND m.state NOT IN ('done', 'cancel', 'draft')"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".ir_model_fields cf ON cf.model = 'product.product'"
					"  AND cf.name = 'standard_price'"
					" CROSS JOIN LATERAL (SELECT sum(%3$s) AS picked FROM " ODOO_SCHEMA ".stock_move_line ml"
					"  JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = ml.product_uom_id"
					"  WHERE ml.move_id = m.id%4$s) l",
					sql_to_product_uom(s, "m.product_uom_qty", "mu", "pu"),
					sql_unit_cost(s, "m.product_id", "m.company_id"),
					sql_to_product_uom(s, psprintf("ml.%s", s->line_qty), "lu", "pu"),
					s->line_has_picked ? " AND ml.picked" : "");
}

/* All moves of these transfers, as they stood; *n of them. */
static BegunMove *
load_begun(Datum pickings, int *n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	BegunMove  *moves;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, begun_query(s), 1, &type);
	}
	rows = query_run(&query, &pickings, NULL, SEE_BEFORE);
	moves = MemoryContextAllocHuge(cxt, sizeof(BegunMove) * Max(rows, 1));
	for (uint64 i = 0; i < rows; i++)
		moves[i] = (BegunMove) {result_int(i, 1), result_int(i, 2), result_bool(i, 3),
								result_float(i, 4), result_float(i, 5), result_float(i, 6),
								result_bool(i, 7), false, false};
	query_end(&scope);
	*n = (int) rows;
	return moves;
}

static void
load_ends(BegunMove *moves, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		ids[i] = moves[i].move_id;
	arg = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4, m.state = 'cancel' AND NOT EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move o"
					  "  WHERE o.picking_id = m.picking_id AND o.product_id = m.product_id AND o.state <> 'cancel'),"
					  " NOT EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move o"
					  "  WHERE o.picking_id = m.picking_id AND o.state <> 'cancel')"
					  " FROM unnest($1) WITH ORDINALITY u(id, ord)"
					  " JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		moves[result_int(i, 1) - 1].cancelled = result_bool(i, 2);
		moves[result_int(i, 1) - 1].transfer_ended = result_bool(i, 3);
	}
	query_end(&scope);
}

static const MoveEvent *
event_of(const MoveEvent *events, int n, int32 picking_id)
{
	for (int i = 0; i < n; i++)
	{
		if (event_cancels(&events[i]) && events[i].picking_id == picking_id)
			return &events[i];
	}
	return NULL;
}

static void
add_value(Fact *f, int slot, double value)
{
	if (isnan(f->measured[slot]))
		f->measured[slot] = 0;
	f->measured[slot] += value;
}

/* What the transaction cancels of the transfer; NULL where none of it had begun. */
static Fact *
fact_of(const MoveEvent *e, const BegunMove *moves, int n)
{
	Fact	   *f = goods_fact(&cancel_after_pick, e, 0);

	for (int i = 0; i < n; i++)
	{
		const BegunMove *m = &moves[i];

		if (m->picking_id != e->picking_id || !m->cancelled)
			continue;
		f->deviation -= m->qty;
		f->value -= m->qty * m->cost;
		if (m->printed && m->transfer_ended)
			add_value(f, CANCEL_PRINTED_VALUE, m->qty * m->cost);
		if (m->picked > 0)
			add_value(f, CANCEL_PICKED_VALUE, m->picked * m->cost);
		if (m->brought)
			add_value(f, CANCEL_EARLIER_VALUE, m->qty * m->cost);
	}
	f->measured[CANCEL_STAGES] = !isnan(f->measured[CANCEL_PRINTED_VALUE]) +
		!isnan(f->measured[CANCEL_PICKED_VALUE]) + !isnan(f->measured[CANCEL_EARLIER_VALUE]);
	f->subject = psprintf("stock.picking:%d", e->picking_id);
	f->model = "stock.picking";
	f->record_id = e->picking_id;
	f->order_line_id = 0;
	f->scope.product_id = 0;	/* of all its products */
	return f->measured[CANCEL_STAGES] > 0 ? f : NULL;
}

static bool
breaks_any(const FactRequest *request, const Fact *f)
{
	for (int s = 0; s <= CANCEL_STAGES; s++)
	{
		if (may_break(request, s, f->measured[s]))
			return true;
	}
	return false;
}

/* The transfers of which something is cancelled, each once. */
static int
cancelled_transfers(const MoveEvent *events, int n, int32 *pickings)
{
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		if (event_cancels(&events[i]) &&
			(count == 0 || pickings[count - 1] != events[i].picking_id) &&
			event_of(events, i, events[i].picking_id) == NULL)
			pickings[count++] = events[i].picking_id;
	}
	return count;
}

List *
cancel_after_pick_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int32	   *pickings = palloc(sizeof(int32) * Max(n, 1));
	int			count = cancelled_transfers(events, n, pickings);
	bool		begun = false;
	BegunMove  *moves;
	List	   *facts = NIL;
	int			nmoves;

	if (count == 0)
		return NIL;
	moves = load_begun(int_array(pickings, count), &nmoves);
	for (int i = 0; i < nmoves; i++)
		begun |= moves[i].printed || moves[i].picked > 0 || moves[i].brought;
	if (!begun)
		return NIL;
	load_ends(moves, nmoves);
	for (int i = 0; i < count; i++)
	{
		Fact	   *f = fact_of(event_of(events, n, pickings[i]), moves, nmoves);

		if (f != NULL && breaks_any(request, f))
			facts = lappend(facts, f);
	}
	facts_describe(facts, request->want_groups);
	return facts;
}
