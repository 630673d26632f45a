/*-------------------------------------------------------------------------
 * returned.c
 *		Finds goods that come back from customers, on whatever path and wherever
 *		they go, and what is known of them.
 *
 * That goods come from a customer is told by their place. The delivery that a
 * return names counts where it has brought these very goods to a customer:
 * whoever may write moves may write that column too. Else the goods are of the
 * customer's last delivery of that product. On goods that a supplier has sent
 * to the customer straight away, the transfer bears the supplier: who got them
 * stands on the move.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/corrections.h"
#include "facts/returned.h"
#include "facts/statement_memo.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static bool
comes_back(const GoodsLine *l)
{
	return l->from == USAGE_CUSTOMER && l->to != USAGE_CUSTOMER && !l->reserved;
}

/* A delivery that was done and is corrected to less: these goods are in stock again. */
static bool
is_taken_back(const GoodsLine *l)
{
	return l->to == USAGE_CUSTOMER && usage_is_stock(l->from) && l->corrected && l->qty < 0;
}

/* Columns of the query. */
enum
{
	R_ORD = 1, R_PARTNER, R_CUSTOMER, R_ORIGIN, R_ROOT, R_ORDER, R_OWN, R_DELIVERED,
	R_DELIVERY
};

/* The last delivery of the product to the customer, of a return that names none. */
#define LAST_DELIVERY \
	"(SELECT max(d.date) FROM " ODOO_SCHEMA ".stock_move d" \
	" JOIN " ODOO_SCHEMA ".stock_location dl ON dl.id = d.location_dest_id AND dl.usage = 'customer'" \
	" JOIN " ODOO_SCHEMA ".stock_location ds ON ds.id = d.location_id AND ds.usage <> 'customer'" \
	" LEFT JOIN " ODOO_SCHEMA ".stock_picking dk ON dk.id = d.picking_id" \
	" JOIN " ODOO_SCHEMA ".res_partner dp ON dp.id = CASE ds.usage WHEN 'supplier'" \
	"  THEN COALESCE(d.partner_id, dk.partner_id) ELSE COALESCE(dk.partner_id, d.partner_id) END" \
	" WHERE o.id IS NULL AND d.product_id = u.product_id AND d.state = 'done'" \
	" AND dp.commercial_partner_id = p.commercial_partner_id)"

static char *
returned_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, p.id, p.commercial_partner_id, o.id,"
					" (WITH RECURSIVE up(id, parent) AS (SELECT o.id, o.origin_returned_move_id"
					"   UNION SELECT x.id, x.origin_returned_move_id FROM up"
					"   JOIN " ODOO_SCHEMA ".stock_move x ON x.id = up.parent)"
					"  SELECT min(up.id) FROM up),"
					" %1$s, wp.commercial_partner_id = p.commercial_partner_id,"
					" COALESCE(o.date, " LAST_DELIVERY "), o.picking_id"
					" FROM unnest($1, $2, $3, $4) WITH ORDINALITY"
					"  u(move_id, product_id, origin_id, owner_id, ord)"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" LEFT JOIN (" ODOO_SCHEMA ".stock_move o"
					"  JOIN " ODOO_SCHEMA ".stock_location ol ON ol.id = o.location_dest_id AND ol.usage = 'customer'"
					"  JOIN " ODOO_SCHEMA ".stock_location os ON os.id = o.location_id AND os.usage <> 'customer')"
					"  ON o.id = u.origin_id AND o.product_id = u.product_id AND o.state = 'done'"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner p ON p.id = COALESCE("
					"  CASE os.usage WHEN 'supplier' THEN o.partner_id END, k.partner_id, m.partner_id)"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner wp ON wp.id = u.owner_id"
					"%2$s",
					s->has_sale ? "sl.order_id" : "NULL::int4",
					s->has_sale ? " LEFT JOIN " ODOO_SCHEMA ".sale_order_line sl"
					" ON sl.id = COALESCE(m.sale_line_id, o.sale_line_id)" : "");
}

static void
read_returned(Returned *r, uint64 row)
{
	r->partner_id = result_int(row, R_PARTNER);
	r->customer_id = result_int(row, R_CUSTOMER);
	r->origin_id = result_int(row, R_ORIGIN);
	r->root_id = result_int(row, R_ROOT);
	r->order_id = result_int(row, R_ORDER);
	r->of_customer = result_bool(row, R_OWN);
	r->delivery_id = result_int(row, R_DELIVERY);
	r->delivered = (Timestamp) result_timestamp(row, R_DELIVERED);
}

static void
look_up(Returned *goods, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids[4];
	Datum		args[4];
	QueryScope	scope;
	uint64		rows;

	for (int a = 0; a < 4; a++)
		ids[a] = palloc(sizeof(int32) * n);
	for (int i = 0; i < n; i++)
	{
		const GoodsLine *l = goods[i].line;

		ids[0][i] = l->move_id;
		ids[1][i] = l->product_id;
		ids[2][i] = goods[i].taken_back ? l->move_id : l->returned_move_id;
		ids[3][i] = l->owner_id;
	}
	for (int a = 0; a < 4; a++)
		args[a] = int_array(ids[a], n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[4] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, returned_query(s), 4, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		read_returned(&goods[result_int(i, R_ORD) - 1], i);
	query_end(&scope);
}

/* What a corrected line had brought from a customer before; false: nothing, or only its quantity is another. */
static bool
line_before(const GoodsLine *l, const DoneEdit **edit, GoodsLine *before)
{
	const DoneEdit *e = l->corrected && l->event == NULL ? corrections_line_edit(l->line_id) : NULL;
	Location	from;
	Location	to;

	if (e == NULL || !edit_of_others(e))
		return false;
	directory_location(e->before.ids[FIELD_SOURCE], &from, NULL);
	directory_location(e->before.ids[FIELD_DESTINATION], &to, NULL);
	*edit = e;
	before->product_id = e->before.ids[FIELD_PRODUCT];
	before->uom_id = e->before.ids[FIELD_UNIT];
	before->qty = e->before.qty;
	return from.usage == USAGE_CUSTOMER && to.usage != USAGE_CUSTOMER;
}

/* Is the correction about the same goods of the same owner, wherever they lie? */
static bool
same_goods(const DoneEdit *e)
{
	return e->before.ids[FIELD_PRODUCT] == e->after.ids[FIELD_PRODUCT] &&
		e->before.ids[FIELD_LOT] == e->after.ids[FIELD_LOT] &&
		e->before.ids[FIELD_OWNER] == e->after.ids[FIELD_OWNER];
}

static void
measure_goods(Returned *goods, int n)
{
	const GoodsLine **lines = palloc(sizeof(GoodsLine *) * n * 2);
	GoodsLine  *before = palloc0(sizeof(GoodsLine) * n);
	const DoneEdit **edits = palloc0(sizeof(DoneEdit *) * n);
	double	   *qty = palloc(sizeof(double) * n * 2);
	int			nbefore = 0;

	for (int i = 0; i < n; i++)
	{
		lines[i] = goods[i].line;
		if (line_before(lines[i], &edits[i], &before[nbefore]))
		{
			lines[n + nbefore] = &before[nbefore];
			nbefore++;
		}
		else
			edits[i] = NULL;
	}
	goods_quantities(lines, n + nbefore, qty);
	nbefore = n;
	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = lines[i]->event;

		goods[i].qty = goods[i].all = goods[i].taken_back ? -qty[i] : qty[i];
		goods[i].again = lines[i]->late || (e != NULL && e->was_done);
		if (edits[i] == NULL)
			continue;
		goods[i].before = qty[nbefore++];
		if (same_goods(edits[i]))
			goods[i].qty -= goods[i].before;
	}
}

Returned *
returned_goods(const GoodsLine *lines, int n, int *count)
{
	static StatementMemo memo;
	const MoveEvent *event = NULL;
	Returned   *goods = NULL;
	Returned   *known;
	int			found = 0;

	for (int i = 0; i < n; i++)
	{
		if (!comes_back(&lines[i]) && !is_taken_back(&lines[i]))
			continue;
		if (goods == NULL)
			goods = palloc0(sizeof(Returned) * (n - i));
		goods[found].line = &lines[i];
		goods[found++].taken_back = !comes_back(&lines[i]);
	}
	*count = found;
	if (found == 0)
		return NULL;
	event = goods[0].line->event;
	known = event ? memo_get(&memo, event, found, count) : NULL;
	if (known != NULL)
		return known;
	measure_goods(goods, found);
	look_up(goods, found);
	if (event)
		memo_put(&memo, event, found, goods, found);
	return goods;
}

char *
returned_subject(const Returned *r)
{
	const GoodsLine *l = r->line;

	if (r->taken_back)
		return psprintf("stock.move:%d taken back", l->move_id);
	if (l->picking_id != 0)
		return psprintf("stock.picking:%d product:%d delivery:%d", l->picking_id, l->product_id,
						r->origin_id);
	return psprintf("stock.location:%d product:%d delivery:%d", l->location_dest_id, l->product_id,
					r->origin_id);
}

Fact *
returned_fact(const Control *control, const Returned *r, double qty)
{
	Fact	   *f = goods_line_fact(control, r->line, qty);

	f->model = "stock.move";
	f->record_id = r->line->move_id;
	f->subject = returned_subject(r);
	f->partner_id = r->partner_id;
	f->order_line_id = 0;
	return f;
}
