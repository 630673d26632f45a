/*-------------------------------------------------------------------------
 * strays.c
 *		Finds goods that come or go without a line of an order that asks for
 *		them, and what else speaks for them: the other orders of their transfer,
 *		an owner, a return, a declared substitute.
 *
 * That a move bears no line, or another product than its line, is told without
 * a query on receipts and by one on deliveries. What follows is for strays only.
 * Nothing is believed because the move says so: whoever may write moves may
 * write any of its columns.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/inbound_facts.h"
#include "facts/receipt_lines.h"
#include "facts/sale_lines.h"
#include "facts/statement_memo.h"
#include "facts/strays.h"
#include "odoo/directory.h"
#include "odoo/query.h"

/* ---- which moves ---- */

/* Received without a purchase line that asks for just these goods. */
static Stray *
collect_in(const MoveEvent *events, int n, int *count)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, false, &nlines);
	Stray	   *strays = palloc0(sizeof(Stray) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];
		const ReceiptLine *line = find_receipt_line(lines, nlines, e->purchase_line_id);
		Stray	   *s = &strays[*count];

		if (!event_brings_goods(e))
			continue;
		if (line != NULL && line->found)
		{
			if (line->confirmed && line->ordered > 0 && line->product_id == e->product_id)
				continue;
			s->line_not_in_force = !line->confirmed;
			s->line_orders_nothing = line->confirmed && line->ordered <= 0;
			s->line_product_id = line->confirmed && line->ordered > 0 ? line->product_id : 0;
		}
		s->event = e;
		(*count)++;
	}
	return strays;
}

/*
 * line_products[i]: product of the sale line of deliveries[i], 0 where there
 * is none that asks for anything: Odoo makes a line of nothing for goods that
 * nobody ordered, from version 19 on before their move is done.
 */
static void
load_sale_products(const MoveEvent *const *deliveries, int n, int32 *line_products)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *lines = palloc(sizeof(int32) * n);
	int32	   *products = palloc(sizeof(int32) * n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		lines[i] = deliveries[i]->sale_line_id;
		products[i] = deliveries[i]->product_id;
		line_products[i] = lines[i] != 0 ? products[i] : 0;
	}
	args[0] = int_array(lines, n);
	args[1] = int_array(products, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4, CASE WHEN l.product_uom_qty > 0 THEN l.product_id END"
					  " FROM unnest($1, $2) WITH ORDINALITY u(line_id, product_id, ord)"
					  " JOIN " ODOO_SCHEMA ".sale_order_line l ON l.id = u.line_id"
					  " AND (l.product_id IS DISTINCT FROM u.product_id OR l.product_uom_qty <= 0)",
					  2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		line_products[result_int(i, 1) - 1] = result_int(i, 2);
	query_end(&scope);
}

static Stray *
collect_out(const MoveEvent *events, int n, int *count)
{
	const MoveEvent **deliveries = palloc(sizeof(MoveEvent *) * Max(n, 1));
	int32	   *line_products;
	Stray	   *strays;
	int			ndeliveries = 0;

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (event_ships(&events[i]))
			deliveries[ndeliveries++] = &events[i];
	}
	if (ndeliveries == 0)
		return NULL;
	strays = palloc0(sizeof(Stray) * ndeliveries);
	line_products = palloc(sizeof(int32) * ndeliveries);
	load_sale_products(deliveries, ndeliveries, line_products);
	for (int i = 0; i < ndeliveries; i++)
	{
		if (line_products[i] == deliveries[i]->product_id)
			continue;
		strays[*count].event = deliveries[i];
		strays[*count].out = true;
		strays[(*count)++].line_product_id = line_products[i];
	}
	return strays;
}

/* ---- what else is known of them ---- */

enum
{
	S_ORD = 1, S_FOREIGN, S_EXCHANGED, S_ORDER_NAME, S_PARTNER, S_COMMERCIAL, S_ORDERED,
	S_LINE_PRODUCT_NAME
};

/* The two sides of the business, for one wording of the query. */
typedef struct Side
{
	const char *line_table;
	const char *order_table;
	const char *line_column;	/* of stock_move */
	const char *ordered_qty;
	const char *order_of_transfer;	/* id of the order that the transfer k itself names */
} Side;

/*
 * Whatever the orders ask for, with the parts of kits among it, of any depth.
 * A move that bears a line stands for that line's product alone.
 */
static char *
sql_ordered(const OdooSchema *s, const Side *side)
{
	return psprintf("(WITH RECURSIVE part(id) AS ("
					" SELECT p.product_id FROM " ODOO_SCHEMA ".%1$s p WHERE u.line_product_id = 0"
					"  AND p.order_id = ANY (o.ids) AND p.%2$s > 0 AND p.product_id IS NOT NULL"
					" UNION SELECT u.line_product_id WHERE u.line_product_id <> 0 %3$s)"
					" SELECT string_agg(part.id::text, ' ') FROM part)",
					side->line_table, side->ordered_qty,
					s->has_kits
					? " UNION SELECT bl.product_id FROM part"
					"  JOIN " ODOO_SCHEMA ".product_product kp ON kp.id = part.id"
					"  JOIN " ODOO_SCHEMA ".mrp_bom b ON b.product_tmpl_id = kp.product_tmpl_id"
					"   AND b.type = 'phantom' AND (b.product_id IS NULL OR b.product_id = kp.id)"
					"  JOIN " ODOO_SCHEMA ".mrp_bom_line bl ON bl.bom_id = b.id"
					: "");
}

/*
 * The lines of the move say who owns the goods, or will once Odoo has carried
 * the owner of the transfer over to them; the move alone only where it has no
 * lines. An exchange comes on a transfer that returns the return.
 */
static char *
stray_query(const OdooSchema *s, const Side *side)
{
	return psprintf("SELECT u.ord::int4,"
					" COALESCE((SELECT bool_and(ml.owner_id IS NOT NULL AND ml.owner_id <> c.partner_id)"
					"  FROM " ODOO_SCHEMA ".stock_move_line ml WHERE ml.move_id = m.id),"
					"  m.restrict_partner_id <> c.partner_id)"
					"  OR k.owner_id = m.restrict_partner_id AND k.owner_id <> c.partner_id,"
					" %1$s, o.names, COALESCE(o.partner_id, k.partner_id), bp.commercial_partner_id, %2$s,"
					" (SELECT COALESCE('[' || NULLIF(lp.default_code, '') || '] ', '')"
					"  || COALESCE(lt.name ->> 'en_US', lt.name #>> '{}')"
					"  FROM " ODOO_SCHEMA ".product_product lp"
					"  JOIN " ODOO_SCHEMA ".product_template lt ON lt.id = lp.product_tmpl_id"
					"  WHERE lp.id = u.line_product_id)"
					" FROM unnest($1, $2) WITH ORDINALITY u(move_id, line_product_id, ord)"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
					" JOIN " ODOO_SCHEMA ".res_company c ON c.id = m.company_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" CROSS JOIN LATERAL (SELECT string_agg(x.name, ', ' ORDER BY x.id) AS names,"
					"  min(x.partner_id) AS partner_id, array_agg(x.id) AS ids FROM " ODOO_SCHEMA ".%3$s x"
					"  WHERE x.id IN (SELECT l.order_id FROM " ODOO_SCHEMA ".stock_move s"
					"   JOIN " ODOO_SCHEMA ".%4$s l ON l.id = s.%5$s"
					"   WHERE s.picking_id = m.picking_id"
					"   UNION ALL SELECT l.order_id FROM " ODOO_SCHEMA ".%4$s l WHERE l.id = m.%5$s"
					"   UNION ALL SELECT %6$s)) o"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner bp ON bp.id = COALESCE(o.partner_id, k.partner_id)",
					s->has_exchanges
					? "EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move r"
					" JOIN " ODOO_SCHEMA ".stock_location rl ON rl.id = r.location_dest_id AND rl.usage = 'supplier'"
					" WHERE r.picking_id = k.return_id AND r.product_id = m.product_id AND r.state <> 'cancel')"
					: "false",
					sql_ordered(s, side), side->order_table, side->line_table, side->line_column,
					side->order_of_transfer);
}

/* From here on what the answer is needed for outlives SPI's own memory. */
static void
read_stray(Stray *stray, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;

	stray->expected = !stray->out && (result_bool(row, S_FOREIGN) || result_bool(row, S_EXCHANGED));
	stray->order_name = result_text(row, S_ORDER_NAME, cxt);
	stray->partner_id = result_int(row, S_PARTNER);
	stray->commercial_id = result_int(row, S_COMMERCIAL);
	stray->ordered = result_path(row, S_ORDERED, cxt, &stray->nordered);
	stray->line_product_name = result_text(row, S_LINE_PRODUCT_NAME, cxt);
}

static void
look_around(Stray *strays, int n, KeptQuery *query, const Side *side)
{
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *moves = palloc(sizeof(int32) * n);
	int32	   *products = palloc(sizeof(int32) * n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		moves[i] = strays[i].event->move_id;
		products[i] = strays[i].line_product_id;
	}
	args[0] = int_array(moves, n);
	args[1] = int_array(products, n);
	query_begin(&scope, s->owner);
	if (query_stale(query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(query, s->generation, stray_query(s, side), 2, types);
	}
	rows = query_run(query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		read_stray(&strays[result_int(i, S_ORD) - 1], i);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
}

/* ---- declared substitutes ---- */

static bool
asks_for(const Stray *stray, int32 product_id)
{
	for (int i = 0; i < stray->nordered; i++)
	{
		if (stray->ordered[i] == product_id)
			return true;
	}
	return false;
}

bool
stray_is_ordered(const Stray *stray)
{
	return asks_for(stray, stray->event->product_id);
}

static void
mark_declared(Stray *strays, int n, uint64 row)
{
	int32		substitute_id = result_int(row, 1);
	int32		product_id = result_int(row, 2);
	int32		partner_id = result_int(row, 3);

	for (int i = 0; i < n; i++)
	{
		Stray	   *s = &strays[i];

		if (s->event->product_id == substitute_id && asks_for(s, product_id) &&
			(partner_id == 0 || partner_id == s->partner_id || partner_id == s->commercial_id))
			s->declared = true;
	}
}

static void
load_declared(Stray *strays, int n, bool out)
{
	static KeptQuery query;
	int32	   *products = palloc(sizeof(int32) * n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		products[i] = strays[i].event->product_id;
	args[0] = int_array(products, n);
	args[1] = BoolGetDatum(out);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4ARRAYOID, BOOLOID};

		query_prepare(&query, 1,
					  "SELECT substitute_id, product_id, partner_id FROM inventory_gov.substitute"
					  " WHERE substitute_id = ANY ($1) AND ended_at IS NULL"
					  " AND direction IN ('both', CASE WHEN $2 THEN 'out' ELSE 'in' END)"
					  " AND valid_from <= clock_timestamp()"
					  " AND (valid_until > clock_timestamp()) IS NOT FALSE",
					  2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		mark_declared(strays, n, i);
	query_end(&scope);
}

/* ---- together ---- */

static int
compare_strays(const void *a, const void *b)
{
	int32		x = ((const Stray *) a)->event->move_id;
	int32		y = ((const Stray *) b)->event->move_id;

	return (x > y) - (x < y);
}

/* All that is known of them, in the order of their moves. */
static void
complete(Stray *strays, int n, KeptQuery *query, const Side *side)
{
	const MoveEvent **events = palloc(sizeof(MoveEvent *) * Max(n, 1));
	bool	   *genuine = palloc(sizeof(bool) * Max(n, 1));
	double	   *qty = palloc(sizeof(double) * Max(n, 1));

	if (n == 0)
		return;
	qsort(strays, n, sizeof(Stray), compare_strays);
	look_around(strays, n, query, side);
	load_declared(strays, n, strays[0].out);
	for (int i = 0; i < n; i++)
		events[i] = strays[i].event;
	exact_quantities(events, n, qty);
	genuine_returns(events, n, genuine);
	for (int i = 0; i < n; i++)
	{
		strays[i].qty = qty[i];
		strays[i].expected |= genuine[i];
	}
}

const Stray *
strays_in(const MoveEvent *events, int n, int *count)
{
	static const Side purchase = {
		"purchase_order_line", "purchase_order", "purchase_line_id", "product_qty",
		"(SELECT min(y.id) FROM " ODOO_SCHEMA ".purchase_order y WHERE y.partner_id = k.partner_id"
		" AND y.name = k.origin AND y.company_id = m.company_id)"
	};
	static StatementMemo memo;
	static KeptQuery query;
	Stray	   *strays = memo_get(&memo, events, n, count);

	if (strays != NULL)
		return strays;
	strays = collect_in(events, n, count);
	complete(strays, *count, &query, &purchase);
	memo_put(&memo, events, n, strays, *count);
	return strays;
}

const Stray *
strays_out(const MoveEvent *events, int n, int *count)
{
	static const Side sale = {
		"sale_order_line", "sale_order", "sale_line_id", "product_uom_qty", "k.sale_id"
	};
	static KeptQuery query;
	Stray	   *strays;

	*count = 0;
	if (!odoo_schema()->has_sale || !odoo_schema()->picking_has_sale)
		return NULL;
	strays = collect_out(events, n, count);
	complete(strays, *count, &query, &sale);
	return strays;
}
