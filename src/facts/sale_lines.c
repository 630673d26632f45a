/*-------------------------------------------------------------------------
 * sale_lines.c
 *		Reads the sale lines of a statement, with what of each has been
 *		delivered and what is still to come, by one query over the order line
 *		and its moves.
 *
 * Only moves of the line's own product count: Odoo replaces the move of a kit
 * by moves of its components, which bear the kit's line. Of several steps only
 * the last, to the customer, delivers. It sees the latest snapshot; where the
 * caller locks, two parallel deliveries of one line add up.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/receipt_lines.h"
#include "facts/sale_lines.h"
#include "facts/statement_memo.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static int
compare_lines(const void *a, const void *b)
{
	int32		x = ((const SaleLine *) a)->line_id;
	int32		y = ((const SaleLine *) b)->line_id;

	return (x > y) - (x < y);
}

static SaleLine *
find_line(SaleLine *lines, int n, int32 line_id)
{
	SaleLine	key = {.line_id = line_id};

	return bsearch(&key, lines, n, sizeof(SaleLine), compare_lines);
}

bool
event_ships(const MoveEvent *e)
{
	return e->to == USAGE_CUSTOMER && e->from != USAGE_CUSTOMER && e->done &&
		e->done_qty > e->old_done_qty;
}

/* A return that was done and is now less, or done no longer: it adds to its line. */
static bool
event_takes_return_back(const MoveEvent *e)
{
	return e->from == USAGE_CUSTOMER && e->to != USAGE_CUSTOMER && e->was_done &&
		e->done_qty < e->old_done_qty;
}

double
event_gives_up(const MoveEvent *e)
{
	if (e->from == USAGE_CUSTOMER)
		return 0;
	if (e->cancelled)
		return Max(e->demand, 0);
	/* where the rest is kept for later, Odoo lowers the demand in the same statement */
	return e->to == USAGE_CUSTOMER && e->done && !e->was_done && e->done_qty > 0 &&
		e->done_qty < e->demand ? e->demand - e->done_qty : 0;
}

static bool
event_counts(const MoveEvent *e)
{
	return e->sale_line_id != 0 &&
		(event_ships(e) || event_takes_return_back(e) || event_gives_up(e) > 0);
}

static void
note_event(SaleLine *line, const MoveEvent *e)
{
	double		given_up = event_gives_up(e);

	if ((event_ships(e) || event_takes_return_back(e)) &&
		(line->over == NULL || e->move_id < line->over->move_id))
		line->over = e;
	if (given_up <= 0)
		return;
	if (line->closed != NULL && line->closed->product_uom != e->product_uom)
		line->mixed_units = true;
	if (line->closed == NULL || e->move_id < line->closed->move_id)
		line->closed = e;
	line->closed_qty += given_up;
}

/* The statement's sale lines, sorted, each once. */
static SaleLine *
collect_lines(const MoveEvent *events, int n, int *nlines)
{
	SaleLine   *lines = palloc0(sizeof(SaleLine) * Max(n, 1));
	int			count = 0;
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		if (event_counts(&events[i]))
			lines[count++].line_id = events[i].sale_line_id;
	}
	qsort(lines, count, sizeof(SaleLine), compare_lines);
	for (int i = 0; i < count; i++)
	{
		if (kept == 0 || lines[kept - 1].line_id != lines[i].line_id)
			lines[kept++] = lines[i];
	}
	*nlines = kept;
	return lines;
}

static void
lock_lines(const SaleLine *lines, int n)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		keys[i] = (uint32) lines[i].line_id;
	advisory_lock_many(LOCK_SALE_LINE, keys, n);
}

/* Columns of the first query. */
enum
{
	L_LINE = 1, L_UOM, L_ORDERED, L_PRODUCT, L_MOVE, L_DONE, L_CANCELLED, L_MOVE_UOM, L_DONE_QTY,
	L_DEMAND, L_SOURCE, L_DESTINATION
};

/* One move of a sale line, from the current row. */
static void
add_move(SaleLine *line, uint64 row, const MoveEvent *projected)
{
	int32		move_id = result_int(row, L_MOVE);
	Location	src;
	Location	dst;
	double		sign;

	if (move_id == 0 || result_bool(row, L_CANCELLED))
		return;
	directory_location(result_int(row, L_SOURCE), &src, NULL);
	directory_location(result_int(row, L_DESTINATION), &dst, NULL);
	sign = (dst.usage == USAGE_CUSTOMER) - (src.usage == USAGE_CUSTOMER);
	if (sign == 0)
		return;
	if (result_int(row, L_MOVE_UOM) != line->uom_id)
		line->mixed_units = true;
	if (result_bool(row, L_DONE) || (projected != NULL && projected->move_id == move_id))
		line->delivered += sign * result_float(row, L_DONE_QTY);
	else if (sign > 0)
		line->open += result_float(row, L_DEMAND);
}

static void
read_lines(SaleLine *lines, int n, const MoveEvent *projected)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		ids[i] = lines[i].line_id;
	arg = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT l.id, l.%s, l.product_uom_qty::float8, l.product_id,"
							   " m.id, m.state = 'done', m.state = 'cancel', m.product_uom, m.%s::float8,"
							   " m.product_uom_qty::float8, m.location_id, m.location_dest_id"
							   " FROM unnest($1) u(id)"
							   " JOIN " ODOO_SCHEMA ".sale_order_line l ON l.id = u.id"
							   " LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.sale_line_id = u.id"
							   " AND m.product_id IS NOT DISTINCT FROM l.product_id",
							   s->sale_line_uom, s->done_qty),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		SaleLine   *line = find_line(lines, n, result_int(i, L_LINE));

		if (line == NULL)
			continue;
		line->found = true;
		line->uom_id = result_int(i, L_UOM);
		line->ordered = result_float(i, L_ORDERED);
		line->product_id = result_int(i, L_PRODUCT);
		add_move(line, i, projected);
	}
	query_end(&scope);
}

const SaleLine *
sale_lines(const MoveEvent *events, int n, bool lock, int *nlines)
{
	static StatementMemo memo;
	SaleLine   *lines = memo_get(&memo, events, n, nlines);
	const MoveEvent *projected = n > 0 && events[0].projected ? events : NULL;

	if (lines != NULL)
		return lines;
	lines = collect_lines(events, n, nlines);
	if (*nlines > 0)
	{
		if (lock && projected == NULL)
			lock_lines(lines, *nlines);
		read_lines(lines, *nlines, projected);
	}
	for (int i = 0; i < n && *nlines > 0; i++)
	{
		SaleLine   *line = event_counts(&events[i])
			? find_line(lines, *nlines, events[i].sale_line_id) : NULL;

		if (line != NULL && line->product_id == events[i].product_id)
			note_event(line, &events[i]);
	}
	memo_put(&memo, events, n, lines, *nlines);
	return lines;
}

/* ---- exact figures ---- */

/* Columns of the second query. */
enum
{
	X_ORD = 1, X_ORDERED, X_DELIVERED, X_OPEN, X_CLOSED, X_ORDER, X_ORDER_NAME, X_PARTNER, X_SHIPPED
};

static char *
exact_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, (%1$s)::float8, r.delivered::float8, r.open::float8, (%2$s)::float8,"
					" o.id, o.name, o.partner_id,"
					" EXISTS (SELECT FROM " ODOO_SCHEMA ".sale_order_line ol"
					"  JOIN " ODOO_SCHEMA ".stock_move d ON d.sale_line_id = ol.id AND d.state = 'done'"
					"  JOIN " ODOO_SCHEMA ".stock_location dd ON dd.id = d.location_dest_id AND dd.usage = 'customer'"
					"  WHERE ol.order_id = o.id)"
					" FROM unnest($1, $2, $3, $4) WITH ORDINALITY u(id, closed_qty, closed_uom, projected, ord)"
					" JOIN " ODOO_SCHEMA ".sale_order_line l ON l.id = u.id"
					" JOIN " ODOO_SCHEMA ".sale_order o ON o.id = l.order_id"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = l.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = l.%3$s"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom cu ON cu.id = u.closed_uom"
					" CROSS JOIN LATERAL (SELECT COALESCE(sum(x.sign * (%4$s)) FILTER (WHERE x.done), 0) AS delivered,"
					"  COALESCE(sum(%5$s) FILTER (WHERE NOT x.done AND x.sign > 0), 0) AS open"
					"  FROM " ODOO_SCHEMA ".stock_move s"
					"  JOIN " ODOO_SCHEMA ".uom_uom su ON su.id = s.product_uom"
					"  JOIN " ODOO_SCHEMA ".stock_location sl ON sl.id = s.location_id"
					"  JOIN " ODOO_SCHEMA ".stock_location dl ON dl.id = s.location_dest_id"
					"  CROSS JOIN LATERAL (SELECT s.state = 'done' OR s.id = u.projected AS done,"
					"   (dl.usage = 'customer')::int - (sl.usage = 'customer')::int AS sign) x"
					"  WHERE s.sale_line_id = l.id AND s.product_id = l.product_id AND s.state <> 'cancel') r",
					sql_to_product_uom(s, "l.product_uom_qty", "lu", "pu"),
					sql_to_product_uom(s, "u.closed_qty::numeric", "cu", "pu"), s->sale_line_uom,
					sql_move_qty(s), sql_to_product_uom(s, "s.product_uom_qty", "su", "pu"));
}

static void
read_exact(ExactSaleLine *line, uint64 row, MemoryContext cxt)
{
	line->ordered = result_float(row, X_ORDERED);
	line->delivered = result_float(row, X_DELIVERED);
	line->open = result_float(row, X_OPEN);
	line->closed_qty = result_float(row, X_CLOSED);
	line->order_id = result_int(row, X_ORDER);
	line->order_name = result_text(row, X_ORDER_NAME, cxt);
	line->partner_id = result_int(row, X_PARTNER);
	line->order_shipped = result_bool(row, X_SHIPPED);
}

ExactSaleLine *
exact_sale_lines(const SaleLine *const *lines, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	ExactSaleLine *exact = palloc0(sizeof(ExactSaleLine) * Max(n, 1));
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	int32	   *units = palloc(sizeof(int32) * Max(n, 1));
	int32	   *projected = palloc0(sizeof(int32) * Max(n, 1));
	Datum	   *closed = palloc(sizeof(Datum) * Max(n, 1));
	Datum		args[4];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return exact;
	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = lines[i]->closed ? lines[i]->closed : lines[i]->over;

		ids[i] = lines[i]->line_id;
		units[i] = lines[i]->closed ? lines[i]->closed->product_uom : 0;
		projected[i] = e != NULL && e->projected ? e->move_id : 0;
		closed[i] = Float8GetDatum(lines[i]->closed_qty);
	}
	args[0] = int_array(ids, n);
	args[1] = PointerGetDatum(construct_array(closed, n, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	args[2] = int_array(units, n);
	args[3] = int_array(projected, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[4] = {INT4ARRAYOID, FLOAT8ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, exact_query(s), 4, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		read_exact(&exact[result_int(i, X_ORD) - 1], i, cxt);
	query_end(&scope);
	return exact;
}
