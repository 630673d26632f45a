/*-------------------------------------------------------------------------
 * receipt_lines.c
 *		Reads the purchase lines of a statement, with what has come of each and
 *		what is still to come: one query over the lines, one over their orders,
 *		one over their moves.
 *
 * It sees the latest snapshot, where its caller limits what comes of a line
 * under a lock per purchase line that lasts to the end of the transaction: two
 * parallel receipts of one line add up. The answer is kept while the statement
 * is judged: every control of receipts asks.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "facts/line_price.h"
#include "facts/receipt_lines.h"
#include "facts/statement_memo.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/id_query.h"
#include "odoo/query.h"

static int
compare_lines(const void *a, const void *b)
{
	int32		x = ((const ReceiptLine *) a)->line_id;
	int32		y = ((const ReceiptLine *) b)->line_id;

	return (x > y) - (x < y);
}

static ReceiptLine *
find_line(ReceiptLine *lines, int n, int32 line_id)
{
	ReceiptLine	key = {.line_id = line_id};

	return bsearch(&key, lines, n, sizeof(ReceiptLine), compare_lines);
}

const ReceiptLine *
find_receipt_line(const ReceiptLine *lines, int n, int32 line_id)
{
	return find_line(unconstify(ReceiptLine *, lines), n, line_id);
}

bool
event_brings_goods(const MoveEvent *e)
{
	return e->from == USAGE_SUPPLIER && e->to != USAGE_SUPPLIER && e->done &&
		e->done_qty > e->old_done_qty;
}

/* A return that was done and is now less, or done no longer: it adds to its line. */
static bool
event_takes_return_back(const MoveEvent *e)
{
	return e->was_done && e->done_qty < e->old_done_qty;
}

/*
 * Does the event bring goods from a supplier for a purchase line, or leave
 * more of them here?
 */
static bool
event_is_receipt(const MoveEvent *e, bool *is_return)
{
	*is_return = false;
	if (e->purchase_line_id == 0)
		return false;
	if (e->from == USAGE_SUPPLIER)
		return e->to != USAGE_SUPPLIER;
	*is_return = e->to == USAGE_SUPPLIER && event_takes_return_back(e);
	return *is_return;
}

static void
note_brought(ReceiptLine *line, const MoveEvent *e)
{
	const MoveEvent *known = line->brought;

	if (known != NULL &&
		(known->product_id != e->product_id || known->product_uom != e->product_uom))
		line->brought_qty = INFINITY;
	line->brought_qty += e->done_qty - e->old_done_qty;
	if (known == NULL || e->move_id < known->move_id)
		line->brought = e;
}

/*
 * What the event can have broken. More is over's concern, unless a correction
 * only takes back; closing is under's, unless a correction only adds.
 */
static void
note_event(ReceiptLine *line, const MoveEvent *e, bool is_return)
{
	bool		more = is_return || (e->done && e->done_qty > e->old_done_qty);
	bool		undone = e->was_done && !e->done;
	bool		closes = !is_return &&
		(undone || (e->done && !(e->was_done && more)) || (e->cancelled && e->demand > 0));

	if (more && (line->over == NULL || e->move_id < line->over->move_id))
		line->over = e;
	if (closes && (line->under == NULL || e->move_id < line->under->move_id))
		line->under = e;
	if (event_brings_goods(e))
		note_brought(line, e);
	line->came |= (e->done && !is_return);
}

/* The statement's purchase lines, sorted, each once. */
static ReceiptLine *
collect_lines(const MoveEvent *events, int n, int *nlines)
{
	ReceiptLine  *lines = palloc0(sizeof(ReceiptLine) * Max(n, 1));
	int			count = 0;
	int			kept = 0;
	bool		is_return;

	for (int i = 0; i < n; i++)
	{
		if (event_is_receipt(&events[i], &is_return))
			lines[count++].line_id = events[i].purchase_line_id;
	}
	qsort(lines, count, sizeof(ReceiptLine), compare_lines);
	for (int i = 0; i < count; i++)
	{
		if (kept == 0 || lines[kept - 1].line_id != lines[i].line_id)
			lines[kept++] = lines[i];
	}
	for (int i = 0; i < n && kept > 0; i++)
	{
		if (event_is_receipt(&events[i], &is_return))
			note_event(find_line(lines, kept, events[i].purchase_line_id), &events[i], is_return);
	}
	*nlines = kept;
	return lines;
}

static void
lock_lines(const ReceiptLine *lines, int n)
{
	uint32	   *keys = palloc(sizeof(uint32) * n);

	for (int i = 0; i < n; i++)
		keys[i] = (uint32) lines[i].line_id;
	advisory_lock_many(LOCK_PURCHASE_LINE, keys, n);
}

static int32 *
line_ids(const ReceiptLine *lines, int n)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = lines[i].line_id;
	return ids;
}

Datum
receipt_line_ids(const ReceiptLine *lines, int n)
{
	return int_array(line_ids(lines, n), n);
}

static bool
event_concerns(const MoveEvent *e, int32 move_id)
{
	return e != NULL && e->projected && e->move_id == move_id;
}

/* ---- the look: lines, orders, moves ---- */

typedef struct LineSet
{
	ReceiptLine *lines;
	int			n;
	int32	   *orders;			/* of the lines, ascending, each once */
	double	   *rates;			/* of these orders; 0: no such order */
	bool	   *confirmed;
	int			norders;
} LineSet;

/* What may be null, or of any length, comes last: what stands before it is read faster. */
enum
{
	L_ID = 1, L_PRODUCT, L_ORDER, L_UOM, L_PLANNED, L_ORDERED	/* the first of sql_price_figures() */
};

static char *
select_lines(const OdooSchema *s)
{
	return psprintf("SELECT l.id, COALESCE(l.product_id, 0), COALESCE(l.order_id, 0), COALESCE(l.%s, 0), %s, %s"
					" FROM " ODOO_SCHEMA ".purchase_order_line l",
					s->order_line_uom, s->order_line_has_date ? "l.date_planned" : "NULL::timestamp",
					sql_price_figures(s, "l"));
}

static void
read_line(const ResultRow *row, void *arg)
{
	LineSet    *set = arg;
	ReceiptLine *line = find_line(set->lines, set->n, row_int(row, L_ID));

	if (line == NULL)
		return;
	line->product_id = row_int(row, L_PRODUCT);
	line->order_id = row_int(row, L_ORDER);
	line->uom_id = row_int(row, L_UOM);
	line->ordered = row_numeric(row, L_ORDERED);
	line->has_date = !row_isnull(row, L_PLANNED);
	line->planned = row_timestamp(row, L_PLANNED);
	line->price = line_price(row, L_ORDERED);
	line->unit_factor = line_unit_factor(row, L_ORDERED);
}

static void
collect_orders(LineSet *set)
{
	set->orders = palloc(sizeof(int32) * Max(set->n, 1));
	for (int i = 0; i < set->n; i++)
		set->orders[i] = set->lines[i].order_id;
	set->norders = unique_ids(set->orders, set->n);
	set->rates = palloc0(sizeof(double) * Max(set->norders, 1));
	set->confirmed = palloc0(sizeof(bool) * Max(set->norders, 1));
}

enum
{
	O_ID = 1, O_CONFIRMED, O_RATE
};

static char *
select_orders(const OdooSchema *s)
{
	return psprintf("SELECT o.id, o.state IN ('purchase', 'done'), %s FROM " ODOO_SCHEMA ".purchase_order o",
					sql_currency_rate(s, "o"));
}

static void
read_order(const ResultRow *row, void *arg)
{
	LineSet    *set = arg;
	int			at = find_id(set->orders, set->norders, row_int(row, O_ID));

	if (at < 0)
		return;
	set->rates[at] = row_float(row, O_RATE);
	set->confirmed[at] = row_bool(row, O_CONFIRMED);
}

/* A price in the order's currency so far becomes one in the company's. */
static void
apply_orders(LineSet *set)
{
	for (int i = 0; i < set->n; i++)
	{
		ReceiptLine *line = &set->lines[i];
		int			at = find_id(set->orders, set->norders, line->order_id);

		line->found = at >= 0 && set->rates[at] != 0;
		if (!line->found)
			continue;
		line->confirmed = set->confirmed[at];
		line->price /= set->rates[at];
	}
}

enum
{
	M_LINE = 1, M_ID, M_PRODUCT, M_UOM, M_SOURCE, M_DESTINATION, M_DONE, M_GONE, M_QTY
};

static char *
select_moves(const OdooSchema *s)
{
	return psprintf("SELECT m.purchase_line_id, m.id, COALESCE(m.product_id, 0), COALESCE(m.product_uom, 0),"
					" COALESCE(m.location_id, 0), COALESCE(m.location_dest_id, 0),"
					" COALESCE(m.state = 'done', false), COALESCE(m.state = 'cancel', true), m.%s::numeric"
					" FROM " ODOO_SCHEMA ".stock_move m", s->done_qty);
}

/* One move of a purchase line; those of a kit's parts bear its line, and are not counted in. */
static void
add_sibling(const ResultRow *row, void *arg)
{
	LineSet    *set = arg;
	ReceiptLine *line = find_line(set->lines, set->n, row_int(row, M_LINE));
	int32		move_id = row_int(row, M_ID);
	bool		done = row_bool(row, M_DONE);
	Location	src,
				dst;
	double		sign;

	if (line == NULL || line->product_id != row_int(row, M_PRODUCT))
		return;
	directory_location(row_int(row, M_SOURCE), &src, NULL);
	directory_location(row_int(row, M_DESTINATION), &dst, NULL);
	sign = (src.usage == USAGE_SUPPLIER) - (dst.usage == USAGE_SUPPLIER);
	if (sign == 0)
		return;
	if (event_concerns(line->over, move_id) || event_concerns(line->under, move_id))
		done = true;
	if (done)
	{
		line->received += sign * row_numeric(row, M_QTY);
		if (row_int(row, M_UOM) != line->uom_id)
			line->mixed_units = true;
	}
	else if (!row_bool(row, M_GONE) && sign > 0)
		line->open = true;
}

static void
first_look(ReceiptLine *lines, int n)
{
	static IdQuery line_query;
	static IdQuery order_query;
	static IdQuery move_query;
	LineSet		set = {.lines = lines,.n = n};
	int32	   *ids = line_ids(lines, n);

	query_by_ids(&line_query, select_lines, "l.id", ids, n, read_line, &set);
	collect_orders(&set);
	query_by_ids(&order_query, select_orders, "o.id", set.orders, set.norders, read_order, &set);
	apply_orders(&set);
	query_by_ids(&move_query, select_moves, "m.purchase_line_id", ids, n, add_sibling, &set);
}

const ReceiptLine *
receipt_lines(const MoveEvent *events, int n, bool lock, int *nlines)
{
	static StatementMemo memo;
	ReceiptLine *lines = memo_get(&memo, events, n, nlines);

	if (lines != NULL)
		return lines;
	lines = collect_lines(events, n, nlines);
	if (*nlines > 0)
	{
		if (lock && !events[0].projected)
			lock_lines(lines, *nlines);
		first_look(lines, *nlines);
	}
	memo_put(&memo, events, n, lines, *nlines);
	return lines;
}

/*
 * A move's quantity in the product's unit: of its lines where they agree with
 * it (they are exact: 100 units are not 8.33 dozen), else converted.
 */
char *
sql_move_qty(const OdooSchema *s)
{
	char	   *move_qty = sql_to_product_uom(s, psprintf("s.%s", s->done_qty), "su", "pu");
	char	   *line_qty = sql_to_product_uom(s, psprintf("ml.%s", s->line_qty), "lu2", "pu");

	return psprintf("CASE WHEN s.product_uom = pu.id THEN s.%1$s ELSE COALESCE("
					"(SELECT x.q FROM (SELECT sum(%2$s) AS q FROM " ODOO_SCHEMA ".stock_move_line ml"
					" JOIN " ODOO_SCHEMA ".uom_uom lu2 ON lu2.id = ml.product_uom_id"
					" WHERE ml.move_id = s.id) x WHERE abs(x.q - %3$s) <= %4$s), %3$s) END",
					s->done_qty, line_qty, move_qty, sql_uom_step(s, "su", "pu"));
}

void
exact_quantities(const MoveEvent *const *events, int n, double *qty)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		moves[i] = events[i]->move_id;
		qty[i] = 0;
	}
	arg = int_array(moves, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, (%s)::float8"
							   " FROM unnest($1) WITH ORDINALITY u(id, ord)"
							   " JOIN " ODOO_SCHEMA ".stock_move s ON s.id = u.id"
							   " JOIN " ODOO_SCHEMA ".uom_uom su ON su.id = s.product_uom"
							   " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = s.product_id"
							   " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
							   " JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id", sql_move_qty(s)),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, 1) - 1;
		const MoveEvent *e = events[ord];

		if (e->done_qty != 0)
			qty[ord] = result_float(i, 2) * (e->done_qty - e->old_done_qty) / e->done_qty;
	}
	query_end(&scope);
}

void
exact_brought(const ReceiptLine *const *lines, int nlines, const MoveEvent *events, int n,
			  double *qty)
{
	const MoveEvent **all = palloc(sizeof(MoveEvent *) * Max(n, 1));
	int		   *of = palloc(sizeof(int) * Max(n, 1));
	double	   *exact = palloc(sizeof(double) * Max(n, 1));
	int			count = 0;

	for (int l = 0; l < nlines; l++)
	{
		qty[l] = 0;
		for (int i = 0; i < n; i++)
		{
			if (events[i].purchase_line_id != lines[l]->line_id ||
				events[i].product_id != lines[l]->brought->product_id ||
				!event_brings_goods(&events[i]))
				continue;
			of[count] = l;
			all[count++] = &events[i];
		}
	}
	exact_quantities(all, count, exact);
	for (int i = 0; i < count; i++)
		qty[of[i]] += exact[i];
}
