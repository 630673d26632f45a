/*-------------------------------------------------------------------------
 * remainder_facts.c
 *		Facts of backorder_cancel: what is given up of orders, or transfers,
 *		that have been delivered in part.
 *
 * A sale line lacks what neither was delivered nor still will be; where the
 * salesperson has lowered the line, nothing. Goods without a sale line of their
 * own (a transfer made by hand, the components of a kit) are held against what
 * went with their transfer, or the one it continues.
 *
 * Odoo may cancel a remainder before it writes what is delivered beside it: as
 * long as nothing of the order has been delivered the cancellation waits.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/outbound.h"
#include "facts/inbound_facts.h"
#include "facts/outbound_facts.h"
#include "facts/receipt_lines.h"
#include "facts/remainders.h"
#include "facts/sale_lines.h"
#include "odoo/id_query.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static Fact *
make_fact(const MoveEvent *e, const char *subject, double expected, double missing)
{
	Fact	   *f = goods_fact(&backorder_cancel, e, 0);

	f->subject = subject;
	f->order_line_id = 0;		/* of a dropshipment the purchase's */
	f->expected = expected;
	f->deviation = -missing;
	return f;
}

/* ---- by sale line ---- */

static bool
is_suspect(const SaleLine *line)
{
	return line->found && line->closed != NULL && line->ordered > 0 &&
		(line->mixed_units || line->closed->projected ||
		 line->ordered > line->delivered + line->open);
}

static void
wait_for_order(const MoveEvent *events, int n, int32 line_id, int32 order_id)
{
	Awaited		awaited = {.order_id = order_id};

	for (int i = 0; i < n; i++)
	{
		if (events[i].sale_line_id == line_id && event_gives_up(&events[i]) > 0)
			remainders_wait(&events[i], &awaited);
	}
}

static List *
facts_of_lines(const FactRequest *request, const MoveEvent *events, int n, const SaleLine *lines,
			   int nlines)
{
	const SaleLine **suspects = palloc(sizeof(SaleLine *) * Max(nlines, 1));
	ExactSaleLine *exact;
	List	   *facts = NIL;
	int			count = 0;

	for (int i = 0; i < nlines; i++)
	{
		if (is_suspect(&lines[i]))
			suspects[count++] = &lines[i];
	}
	exact = exact_sale_lines(suspects, count);
	for (int i = 0; i < count; i++)
	{
		double		missing = Min(exact[i].closed_qty,
								  exact[i].ordered - exact[i].delivered - exact[i].open);
		Fact	   *f;

		if (exact[i].order_name == NULL || (missing <= 0 && !request->explain))
			continue;
		if (!exact[i].order_shipped && !request->explain)
		{
			wait_for_order(events, n, suspects[i]->line_id, exact[i].order_id);
			continue;
		}
		f = make_fact(suspects[i]->closed, psprintf("sale.order.line:%d", suspects[i]->line_id),
					  exact[i].ordered, Max(missing, 0));
		f->order_name = exact[i].order_name;
		f->partner_id = exact[i].partner_id;
		facts = lappend(facts, f);
	}
	return facts;
}

/* ---- by transfer ---- */

/* Gives up goods to a customer, for no sale line that orders just these. */
static bool
goes_by_transfer(const MoveEvent *e, const SaleLine *lines, int nlines)
{
	if (e->to != USAGE_CUSTOMER || e->picking_id == 0 || event_gives_up(e) <= 0)
		return false;
	for (int i = 0; i < nlines; i++)
	{
		if (lines[i].line_id == e->sale_line_id)
			return lines[i].found && lines[i].product_id != e->product_id;
	}
	return true;
}

enum
{
	T_ORD = 1, T_GIVEN_UP, T_DELIVERED, T_SHIPPED, T_BACKORDER_OF
};

static char *
transfers_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, (%1$s)::float8, r.qty::float8, r.shipped, k.backorder_id"
					" FROM unnest($1, $2) WITH ORDINALITY u(move_id, qty, ord)"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
					" JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" CROSS JOIN LATERAL (SELECT count(*) > 0 AS shipped,"
					"  COALESCE(sum(%2$s) FILTER (WHERE s.product_id = m.product_id), 0) AS qty"
					"  FROM " ODOO_SCHEMA ".stock_move s"
					"  JOIN " ODOO_SCHEMA ".uom_uom su ON su.id = s.product_uom"
					"  JOIN " ODOO_SCHEMA ".stock_location dl ON dl.id = s.location_dest_id"
					"  WHERE s.picking_id IN (k.id, k.backorder_id) AND s.state = 'done'"
					"  AND dl.usage = 'customer') r",
					sql_to_product_uom(s, "u.qty::numeric", "mu", "pu"), sql_move_qty(s));
}

/* The facts of what the events at ords give up; those of which nothing has gone yet wait. */
static List *
facts_of_transfers(const FactRequest *request, const MoveEvent *const *events, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));
	Datum	   *quantities = palloc(sizeof(Datum) * Max(n, 1));
	List	   *facts = NIL;
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return NIL;
	for (int i = 0; i < n; i++)
	{
		moves[i] = events[i]->move_id;
		quantities[i] = Float8GetDatum(event_gives_up(events[i]));
	}
	args[0] = int_array(moves, n);
	args[1] = PointerGetDatum(construct_array(quantities, n, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, s->generation, transfers_query(s), 2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		const MoveEvent *e = events[result_int(i, T_ORD) - 1];
		double		missing = result_float(i, T_GIVEN_UP);
		Awaited		awaited = {.picking_id = e->picking_id,.backorder_of = result_int(i, T_BACKORDER_OF)};

		if (result_bool(i, T_SHIPPED) || request->explain)
			facts = lappend(facts, make_fact(e, psprintf("stock.picking:%d product:%d", e->picking_id,
														 e->product_id),
											 result_float(i, T_DELIVERED) +
											 (e->done ? 0 : missing), missing));
		else
			remainders_wait(e, &awaited);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

/* ---- both ---- */

/* Exact figures, in steps of the unit. */
static List *
finish(const FactRequest *request, List *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->expected = round_to(f->expected, f->rounding);
		f->deviation = round_to(f->deviation, f->rounding);
		f->actual = f->expected + f->deviation;
		f->value = f->deviation * f->unit_cost;
		if (f->deviation < 0 || request->explain)
			kept = lappend(kept, f);
	}
	return kept;
}

/* Sale lines, ascending, and their orders. */
typedef struct OrderedLines
{
	const int32 *lines;
	int32	   *orders;
	int			n;
} OrderedLines;

static char *
select_orders(const OdooSchema *s)
{
	return "SELECT l.id, l.order_id FROM " ODOO_SCHEMA ".sale_order_line l";
}

static void
read_order(const ResultRow *row, void *arg)
{
	OrderedLines *of = arg;
	int			i = find_id(of->lines, of->n, row_int(row, 1));

	if (i >= 0)
		of->orders[i] = row_int(row, 2);
}

static int32 *
orders_of(int32 *lines, int n, int *norders)
{
	static IdQuery query;
	OrderedLines of = {lines, palloc0(sizeof(int32) * Max(n, 1)), unique_ids(lines, n)};

	if (of.n > 0)
		query_by_ids(&query, select_orders, "l.id", lines, of.n, read_order, &of);
	*norders = unique_ids(of.orders, of.n);
	return of.orders;
}

/* What waits for what the statement delivers. */
static MoveEvent *
take_waiting(const MoveEvent *events, int n, int *count)
{
	int32	   *lines = palloc(sizeof(int32) * Max(n, 1));
	int32	   *pickings = palloc(sizeof(int32) * Max(n, 1));
	int			nlines = 0;
	int			npickings = 0;
	Shipment	shipment = {.pickings = pickings};

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];

		if (!event_ships(e) || e->projected)
			continue;
		if (e->sale_line_id != 0)
			lines[nlines++] = e->sale_line_id;
		if (e->picking_id != 0)
			pickings[npickings++] = e->picking_id;
	}
	shipment.npickings = unique_ids(pickings, npickings);
	if (odoo_schema()->has_sale)
		shipment.orders = orders_of(lines, nlines, &shipment.norders);
	return remainders_take(&shipment, count);
}

/* What the statement gives up; and, where it delivers, what waits for that. */
static MoveEvent *
given_up(const MoveEvent *events, int n, int *count)
{
	MoveEvent  *all;
	int			nwaiting = 0;
	MoveEvent  *waiting = remainders_any() ? take_waiting(events, n, &nwaiting) : NULL;

	all = palloc(sizeof(MoveEvent) * (n + nwaiting + 1));
	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (event_gives_up(&events[i]) > 0)
			all[(*count)++] = events[i];
	}
	if (nwaiting > 0)
		memcpy(all + *count, waiting, sizeof(MoveEvent) * nwaiting);
	*count += nwaiting;
	return all;
}

List *
backorder_cancel_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	MoveEvent  *closed = given_up(events, n, &count);
	const MoveEvent **others = palloc(sizeof(MoveEvent *) * Max(count, 1));
	const SaleLine *lines = NULL;
	int			nlines = 0;
	int			nothers = 0;
	List	   *facts;

	if (count == 0)
		return NIL;
	if (odoo_schema()->has_sale)
		lines = sale_lines(closed, count, false, &nlines);
	for (int i = 0; i < count; i++)
	{
		if (goes_by_transfer(&closed[i], lines, nlines))
			others[nothers++] = &closed[i];
	}
	facts = facts_of_lines(request, closed, count, lines, nlines);
	return finish(request, list_concat(facts, facts_of_transfers(request, others, nothers)));
}
