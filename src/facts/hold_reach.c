/*-------------------------------------------------------------------------
 * hold_reach.c
 *		What a line of goods reaches that a hold could be on: which operation
 *		it is, and, where holds of the kind stand, the product's category, the
 *		partners, orders, carrier and country of its transfer.
 *
 * Each thing is read once, however many lines share it: products, transfers,
 * and orders by their lines. Where nothing of a kind is on hold, nothing of it
 * is read.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "facts/hold_facts.h"
#include "odoo/id_query.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define KIND(k) (1u << (k))

static bool
is_outside(LocationUsage usage)
{
	return usage == USAGE_CUSTOMER || usage == USAGE_SUPPLIER;
}

/*
 * Goods that go to somebody else are delivered, wherever they are said to come
 * from, and what comes from somebody else is received, wherever it goes: places
 * that are no stock, such as production or losses, take and give anything.
 */
static HoldOperation
operation_of(const HeldLine *h)
{
	LocationUsage from = h->from.usage;
	LocationUsage to = h->to.usage;

	if (is_outside(from) && is_outside(to))
		return OP_DROPSHIP;
	if (is_outside(to))
		return to == USAGE_SUPPLIER ? OP_SUPPLIER_RETURN : OP_DELIVERY;
	if (is_outside(from))
		return from == USAGE_CUSTOMER ? OP_CUSTOMER_RETURN : OP_RECEIPT;
	if (h->to.scrap || (h->line->scrap_id != 0 && to == USAGE_INVENTORY))
		return OP_SCRAP;
	if (from == USAGE_PRODUCTION || to == USAGE_PRODUCTION)
		return OP_PRODUCTION;
	if (from == USAGE_INVENTORY || to == USAGE_INVENTORY)
		return OP_ADJUSTMENT;
	if (usage_is_stock(from) && usage_is_stock(to))
		return OP_INTERNAL;
	/* a view, or a place that is not known, on one side */
	return usage_is_stock(from) ? OP_DELIVERY : OP_RECEIPT;
}

/* What takes back goes the other way. A place that is not known has the usage that the line says. */
static void
locate(HeldLine *h, const HeldLine *before, uint32 kinds)
{
	const GoodsLine *l = h->line;
	bool		back = l->qty < 0;
	MemoryContext cxt = kinds & KIND(HOLD_LOCATION) ? CurrentMemoryContext : NULL;

	h->from_id = back ? l->location_dest_id : l->location_id;
	h->to_id = back ? l->location_id : l->location_dest_id;
	if (before != NULL && before->from_id == h->from_id && before->to_id == h->to_id && h->from_id != 0 && h->to_id != 0)
	{
		h->from = before->from;
		h->to = before->to;
	}
	else
	{
		directory_location(h->from_id, &h->from, cxt);
		directory_location(h->to_id, &h->to, cxt);
	}
	if (h->from_id == 0)
		h->from.usage = back ? l->to : l->from;
	if (h->to_id == 0)
		h->to.usage = back ? l->from : l->to;
	h->operation = operation_of(h);
}

/* ---- the queries: keys (several where they share the rest), categories, partners, order, carrier, country ---- */

enum
{
	R_KEYS = 1, R_CATEGORIES, R_PARTNERS, R_ORDER, R_CARRIER, R_COUNTRY
};

static char *
word_products(const OdooSchema *s, uint32 kinds)
{
	return psprintf("SELECT pp.id::text, c.parent_path, NULL::text, NULL::int4, NULL::int4, NULL::int4"
					" FROM " ODOO_SCHEMA ".product_product pp"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id WHERE pp.id = ANY ($1)");
}

static void
join_partner(StringInfo joins, StringInfo list, const char *alias, const char *id)
{
	appendStringInfo(joins, " LEFT JOIN " ODOO_SCHEMA ".res_partner %1$s ON %1$s.id = %2$s", alias, id);
	appendStringInfo(list, ", %1$s.id, %1$s.commercial_partner_id", alias);
}

/* Who ordered, who is billed and who gets the goods, p, of sale_order so. */
static void
join_customers(StringInfo joins, StringInfo list, const char *order_id, const char *receiver)
{
	bool		shipping = odoo_lacks("sale_order.partner_shipping_id") == NULL;

	appendStringInfo(joins, " LEFT JOIN " ODOO_SCHEMA ".sale_order so ON so.id = %s", order_id);
	join_partner(joins, list, "cp", "so.partner_id");
	if (odoo_lacks("sale_order.partner_invoice_id") == NULL)
		join_partner(joins, list, "ip", "so.partner_invoice_id");
	join_partner(joins, list, receiver, shipping ? "COALESCE(so.partner_shipping_id, so.partner_id)" : "so.partner_id");
}

/* Of partner p. */
static const char *
country_column(uint32 kinds)
{
	return (kinds & KIND(HOLD_COUNTRY)) && odoo_lacks("res_partner.country_id") == NULL ? "p.country_id" : "NULL::int4";
}

/* Earlier steps of a chain bear no line of the sale, but their transfer the sale itself. */
static char *
word_transfers(const OdooSchema *s, uint32 kinds)
{
	bool		carriers = (kinds & KIND(HOLD_CARRIER)) && odoo_lacks("stock_picking.carrier_id") == NULL;
	StringInfoData joins;
	StringInfoData partners;

	initStringInfo(&joins);
	initStringInfo(&partners);
	join_partner(&joins, &partners, "p", "COALESCE(k.partner_id, (SELECT m.partner_id FROM " ODOO_SCHEMA
				 ".stock_move m WHERE m.picking_id = k.id AND m.partner_id IS NOT NULL LIMIT 1))");
	if (s->has_sale && s->picking_has_sale)
		join_customers(&joins, &partners, "k.sale_id", "sp");
	return psprintf("SELECT k.id::text, NULL::text, concat_ws('/'%s), %s, %s, %s FROM " ODOO_SCHEMA ".stock_picking k%s"
					" WHERE k.id = ANY ($1)",
					partners.data, s->picking_has_sale ? "k.sale_id" : "NULL::int4",
					carriers ? "k.carrier_id" : "NULL::int4", country_column(kinds), joins.data);
}

/* What the transfer does not tell. */
static char *
word_moves(const OdooSchema *s, uint32 kinds)
{
	return psprintf("SELECT m.id::text, NULL::text, concat_ws('/', p.id, p.commercial_partner_id), NULL::int4, NULL::int4, %s"
					" FROM " ODOO_SCHEMA ".stock_move m LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" JOIN " ODOO_SCHEMA ".res_partner p ON p.id = NULLIF(m.partner_id, k.partner_id)"
					" WHERE m.id = ANY ($1)", country_column(kinds));
}

static char *
word_orders(const char *lines, const char *joins, const char *partners, const char *country)
{
	return psprintf("SELECT o.lines, NULL::text, concat_ws('/'%s), o.order_id, NULL::int4, %s"
					" FROM (SELECT x.order_id, string_agg(x.id::text, '/') AS lines FROM " ODOO_SCHEMA ".%s x"
					"  WHERE x.id = ANY ($1) GROUP BY x.order_id) o%s", partners, country, lines, joins);
}

static char *
word_purchases(const OdooSchema *s, uint32 kinds)
{
	StringInfoData joins;
	StringInfoData partners;

	initStringInfo(&joins);
	initStringInfo(&partners);
	appendStringInfoString(&joins, " LEFT JOIN " ODOO_SCHEMA ".purchase_order po ON po.id = o.order_id");
	join_partner(&joins, &partners, "vp", "po.partner_id");
	return word_orders("purchase_order_line", joins.data, partners.data, "NULL::int4");
}

static char *
word_sales(const OdooSchema *s, uint32 kinds)
{
	StringInfoData joins;
	StringInfoData partners;

	initStringInfo(&joins);
	initStringInfo(&partners);
	join_customers(&joins, &partners, "o.order_id", "p");
	return word_orders("sale_order_line", joins.data, partners.data, country_column(kinds));
}

/* What is read by which id of a line, and the kinds of holds it is read for. */
static const struct
{
	uint32		kinds;
	size_t		key;
	char	   *(*word) (const OdooSchema *s, uint32 kinds);
}			sources[REACHES] = {
	[REACH_PRODUCT] = {KIND(HOLD_CATEGORY), offsetof(GoodsLine, product_id), word_products},
	[REACH_TRANSFER] = {KIND(HOLD_PARTNER) | KIND(HOLD_SALE_ORDER) | KIND(HOLD_CARRIER) | KIND(HOLD_COUNTRY),
	offsetof(GoodsLine, picking_id), word_transfers},
	[REACH_MOVE] = {KIND(HOLD_PARTNER) | KIND(HOLD_COUNTRY), offsetof(GoodsLine, move_id), word_moves},
	[REACH_PURCHASE] = {KIND(HOLD_PARTNER) | KIND(HOLD_PURCHASE_ORDER), offsetof(GoodsLine, purchase_line_id),
	word_purchases},
	[REACH_SALE] = {KIND(HOLD_PARTNER) | KIND(HOLD_SALE_ORDER) | KIND(HOLD_COUNTRY), offsetof(GoodsLine, sale_line_id),
	word_sales},
};

/* ---- what was read, by key ---- */

typedef struct ReachEntry
{
	int32		key;
	const Reached *reached;
} ReachEntry;

static int
compare_entries(const void *a, const void *b)
{
	int32		x = ((const ReachEntry *) a)->key;
	int32		y = ((const ReachEntry *) b)->key;

	return (x > y) - (x < y);
}

/* A move is asked where no transfer tells, and who gets what goes to a customer: the transfer may name another. */
static int32
key_of(const HeldLine *h, ReachSource source)
{
	if (source == REACH_MOVE && h->line->picking_id != 0 && h->to.usage != USAGE_CUSTOMER)
		return 0;
	return *(const int32 *) ((const char *) h->line + sources[source].key);
}

/* Ids of the lines to be read, each once, in rising order. */
static int32 *
distinct_keys(const HeldLine *lines, int n, ReachSource source, int *count)
{
	ReachEntry *all = palloc(sizeof(ReachEntry) * n);
	int32	   *keys = palloc(sizeof(int32) * n);
	int			found = 0;

	for (int i = 0; i < n; i++)
	{
		int32		key = key_of(&lines[i], source);

		if (key != 0 && (found == 0 || all[found - 1].key != key))
			all[found++].key = key;
	}
	qsort(all, found, sizeof(ReachEntry), compare_entries);
	*count = 0;
	for (int i = 0; i < found; i++)
	{
		if (*count == 0 || keys[*count - 1] != all[i].key)
			keys[(*count)++] = all[i].key;
	}
	pfree(all);
	return keys;
}

static const Reached *
read_reached(uint64 row, MemoryContext cxt)
{
	Reached    *r = MemoryContextAllocZero(cxt, sizeof(Reached));

	r->categories = result_path(row, R_CATEGORIES, cxt, &r->ncategories);
	r->partners = result_path(row, R_PARTNERS, cxt, &r->npartners);
	r->order_id = result_int(row, R_ORDER);
	r->carrier_id = result_int(row, R_CARRIER);
	r->country_id = result_int(row, R_COUNTRY);
	return r;
}

/* An entry a key, sorted like the keys; a key that comes twice is the first. */
static ReachEntry *
load_entries(ReachSource source, const int32 *keys, int n, uint32 kinds)
{
	static KeptQuery queries[REACHES];
	static uint32 worded[REACHES];	/* the kinds each was worded for */
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	ReachEntry *entries = palloc0(sizeof(ReachEntry) * n);
	Datum		arg = int_array(keys, n);
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		entries[i].key = keys[i];
	query_begin(&scope, s->owner);
	if (query_stale(&queries[source], s->generation) || worded[source] != kinds)
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&queries[source], s->generation, sources[source].word(s, kinds), 1, &type);
		worded[source] = kinds;
	}
	rows = query_run(&queries[source], &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		const Reached *reached = read_reached(i, cxt);
		int			nkeys;
		int32	   *found = result_path(i, R_KEYS, cxt, &nkeys);

		for (int k = 0; k < nkeys; k++)
		{
			int			at = find_id(keys, n, found[k]);

			if (at >= 0 && entries[at].reached == NULL)
				entries[at].reached = reached;
		}
	}
	query_end(&scope);
	return entries;
}

static void
reach(HeldLine *lines, int n, ReachSource source, uint32 kinds)
{
	int			nkeys;
	int32	   *keys = distinct_keys(lines, n, source, &nkeys);
	ReachEntry *entries;

	if (nkeys == 0)
		return;
	entries = load_entries(source, keys, nkeys, kinds);
	for (int i = 0; i < n; i++)
	{
		ReachEntry	key = {key_of(&lines[i], source), NULL};
		const ReachEntry *found = bsearch(&key, entries, nkeys, sizeof(ReachEntry), compare_entries);

		lines[i].reached[source] = found ? found->reached : NULL;
	}
}

/*
 * The transfer of goods that go from the vendor to the customer names the
 * vendor: who gets them, the move or the sale tells, if anybody does.
 */
int32
reached_country(const HeldLine *h, ReachSource source)
{
	const Reached *move = h->reached[REACH_MOVE];
	const Reached *sale = h->reached[REACH_SALE];

	if (source == REACH_TRANSFER && h->from.usage == USAGE_SUPPLIER && h->to.usage == USAGE_CUSTOMER &&
		((move != NULL && move->npartners > 0) || (sale != NULL && sale->npartners > 0)))
		return 0;
	return h->reached[source]->country_id;
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
		locate(&held[*count], *count > 0 ? &held[*count - 1] : NULL, kinds);
		(*count)++;
	}
	for (int r = 0; r < REACHES && *count > 0; r++)
	{
		if (kinds & sources[r].kinds)
			reach(held, *count, r, kinds);
	}
	return held;
}
