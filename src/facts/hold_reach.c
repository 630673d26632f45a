/*-------------------------------------------------------------------------
 * hold_reach.c
 *		What a line of goods reaches that a hold could be on: which operation
 *		it is, and, where holds of the kind stand, the product's category, the
 *		partners, orders, carrier and country of its transfer.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "facts/hold_facts.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define KIND(k) (1u << (k))

/* Kinds whose ids a line does not bear itself. */
#define FAR_KINDS (KIND(HOLD_CATEGORY) | KIND(HOLD_PARTNER) | KIND(HOLD_PURCHASE_ORDER) | \
				   KIND(HOLD_SALE_ORDER) | KIND(HOLD_CARRIER) | KIND(HOLD_COUNTRY))

/* Columns of the query. */
enum
{
	R_ORD = 1, R_CATEGORY, R_PARTNERS, R_PURCHASE, R_SALE, R_CARRIER, R_COUNTRY
};

#define NARGS 5

static HoldOperation
operation_of(const HeldLine *h)
{
	LocationUsage from = h->from.usage;
	LocationUsage to = h->to.usage;

	if (from == USAGE_PRODUCTION || to == USAGE_PRODUCTION)
		return OP_PRODUCTION;
	if (h->line->scrap_id != 0 || h->to.scrap)
		return OP_SCRAP;
	if (from == USAGE_INVENTORY || to == USAGE_INVENTORY)
		return OP_ADJUSTMENT;
	if (usage_is_stock(from) && usage_is_stock(to))
		return OP_INTERNAL;
	if (usage_is_stock(from))
		return to == USAGE_SUPPLIER ? OP_SUPPLIER_RETURN : OP_DELIVERY;
	if (usage_is_stock(to))
		return from == USAGE_CUSTOMER ? OP_CUSTOMER_RETURN : OP_RECEIPT;
	return OP_DROPSHIP;
}

/* What takes back goes the other way. A place that is not known has the usage that the line says. */
static void
locate(HeldLine *h, uint32 kinds)
{
	const GoodsLine *l = h->line;
	bool		back = l->qty < 0;
	MemoryContext cxt = kinds & KIND(HOLD_LOCATION) ? CurrentMemoryContext : NULL;

	h->from_id = back ? l->location_dest_id : l->location_id;
	h->to_id = back ? l->location_id : l->location_dest_id;
	directory_location(h->from_id, &h->from, cxt);
	directory_location(h->to_id, &h->to, cxt);
	if (h->from_id == 0)
		h->from.usage = back ? l->to : l->from;
	if (h->to_id == 0)
		h->to.usage = back ? l->from : l->to;
	h->operation = operation_of(h);
}

static void
add_partner(StringInfo joins, StringInfo list, const char *alias, const char *id)
{
	appendStringInfo(joins, " LEFT JOIN " ODOO_SCHEMA ".res_partner %1$s ON %1$s.id = %2$s", alias, id);
	appendStringInfo(list, ", %1$s.id, %1$s.commercial_partner_id", alias);
}

static void
join_purchases(StringInfo joins, StringInfo partners, uint32 kinds)
{
	appendStringInfoString(joins, " LEFT JOIN " ODOO_SCHEMA ".purchase_order_line pl ON pl.id = u.purchase_line_id");
	if ((kinds & KIND(HOLD_PARTNER)) == 0)
		return;
	appendStringInfoString(joins, " LEFT JOIN " ODOO_SCHEMA ".purchase_order po ON po.id = pl.order_id");
	add_partner(joins, partners, "vp", "po.partner_id");
}

/* The order of the line, else of the transfer: earlier steps of a chain bear no line. */
static const char *
sale_order(const OdooSchema *s)
{
	return s->picking_has_sale ? "COALESCE(sl.order_id, k.sale_id)" : "sl.order_id";
}

static void
join_sales(const OdooSchema *s, StringInfo joins, StringInfo partners, uint32 kinds)
{
	appendStringInfoString(joins, " LEFT JOIN " ODOO_SCHEMA ".sale_order_line sl ON sl.id = u.sale_line_id");
	if ((kinds & KIND(HOLD_PARTNER)) == 0)
		return;
	appendStringInfo(joins, " LEFT JOIN " ODOO_SCHEMA ".sale_order so ON so.id = %s", sale_order(s));
	add_partner(joins, partners, "cp", "so.partner_id");
	if (odoo_lacks("sale_order.partner_invoice_id") == NULL)
		add_partner(joins, partners, "ip", "so.partner_invoice_id");
}

/* Only what holds of these kinds could be on is read. */
static char *
reach_query(const OdooSchema *s, uint32 kinds)
{
	bool		purchases = s->has_purchase && (kinds & (KIND(HOLD_PURCHASE_ORDER) | KIND(HOLD_PARTNER)));
	bool		sales = s->has_sale && (kinds & (KIND(HOLD_SALE_ORDER) | KIND(HOLD_PARTNER)));
	bool		carriers = (kinds & KIND(HOLD_CARRIER)) && odoo_lacks("stock_picking.carrier_id") == NULL;
	bool		countries = (kinds & KIND(HOLD_COUNTRY)) && odoo_lacks("res_partner.country_id") == NULL;
	StringInfoData joins;
	StringInfoData partners;

	initStringInfo(&joins);
	initStringInfo(&partners);
	if (kinds & KIND(HOLD_CATEGORY))
		appendStringInfoString(&joins, " LEFT JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
							   " LEFT JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
							   " LEFT JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id");
	if (sales || carriers || countries || (kinds & KIND(HOLD_PARTNER)))
		appendStringInfoString(&joins, " LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.picking_id");
	if (countries || (kinds & KIND(HOLD_PARTNER)))
	{
		appendStringInfoString(&joins, " LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id");
		add_partner(&joins, &partners, "p", "COALESCE(k.partner_id, m.partner_id)");
	}
	if (purchases)
		join_purchases(&joins, &partners, kinds);
	if (sales)
		join_sales(s, &joins, &partners, kinds);
	return psprintf("SELECT u.ord::int4, %s, %s, %s, %s, %s, %s"
					" FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
					" u(product_id, move_id, picking_id, purchase_line_id, sale_line_id, ord)%s",
					kinds & KIND(HOLD_CATEGORY) ? "c.parent_path" : "NULL::text",
					kinds & KIND(HOLD_PARTNER) ? psprintf("concat_ws('/'%s)", partners.data) : "NULL::text",
					purchases ? "pl.order_id" : "NULL::int4", sales ? sale_order(s) : "NULL::int4",
					carriers ? "k.carrier_id" : "NULL::int4", countries ? "p.country_id" : "NULL::int4",
					joins.data);
}

static void
reach_args(const HeldLine *lines, int n, Datum *args)
{
	static const size_t fields[NARGS] = {
		offsetof(GoodsLine, product_id), offsetof(GoodsLine, move_id), offsetof(GoodsLine, picking_id),
		offsetof(GoodsLine, purchase_line_id), offsetof(GoodsLine, sale_line_id)
	};
	int32	   *ids = palloc(sizeof(int32) * n);

	for (int a = 0; a < NARGS; a++)
	{
		for (int i = 0; i < n; i++)
			ids[i] = *(const int32 *) ((const char *) lines[i].line + fields[a]);
		args[a] = int_array(ids, n);
	}
}

static void
load_far(HeldLine *lines, int n, uint32 kinds)
{
	static KeptQuery query;
	static uint32 worded = 0;	/* the kinds it was worded for */
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[NARGS];
	QueryScope	scope;
	uint64		rows;

	reach_args(lines, n, args);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation) || worded != kinds)
	{
		Oid			types[NARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, reach_query(s, kinds), NARGS, types);
		worded = kinds;
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		HeldLine   *h = &lines[result_int(i, R_ORD) - 1];

		h->categories = result_path(i, R_CATEGORY, cxt, &h->ncategories);
		h->partners = result_path(i, R_PARTNERS, cxt, &h->npartners);
		h->purchase_order_id = result_int(i, R_PURCHASE);
		h->sale_order_id = result_int(i, R_SALE);
		h->carrier_id = result_int(i, R_CARRIER);
		h->country_id = result_int(i, R_COUNTRY);
	}
	query_end(&scope);
}

HeldLine *
held_lines(const GoodsLine *lines, int n, uint32 kinds, int *count)
{
	HeldLine   *held = palloc0(sizeof(HeldLine) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		/* a count that finds what is on the books, goods unpacked where they lie */
		if (lines[i].qty == 0 || lines[i].location_id == lines[i].location_dest_id)
			continue;
		held[*count].line = &lines[i];
		locate(&held[(*count)++], kinds);
	}
	if (*count > 0 && (kinds & FAR_KINDS))
		load_far(held, *count, kinds & FAR_KINDS);
	return held;
}
