/*-------------------------------------------------------------------------
 * describe.c
 *		Scope, names, cost and rounding of facts that deviate: one query for
 *		all of them, from the ids they carry.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/groups.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* Columns of the query. */
enum
{
	D_ORD = 1, D_ROUNDING, D_COST, D_COMPANY, D_WAREHOUSE, D_OPERATION, D_CATEGORY, D_PARTNER,
	D_COMMERCIAL, D_PARTNER_CATEGORIES, D_UNIT, D_PRODUCT_NAME, D_LOCATION_NAME, D_LOT_NAME,
	D_PICKING_NAME, D_PARTNER_NAME, D_ORDER_NAME, D_ACTOR_NAME
};

#define NARGS 9

static char *
describe_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, (%1$s)::float8, %2$s, w.company_id,"
					" COALESCE(kt.warehouse_id, l.warehouse_id), w.type_id, c.parent_path,"
					" w.partner_id, bp.commercial_partner_id,"
					" (SELECT string_agg(c2.parent_path, ' ')"
					"  FROM " ODOO_SCHEMA ".res_partner_res_partner_category_rel rel"
					"  JOIN " ODOO_SCHEMA ".res_partner_category c2 ON c2.id = rel.category_id"
					"  WHERE rel.partner_id IN (w.partner_id, bp.commercial_partner_id)),"
					" COALESCE(pu.name ->> 'en_US', pu.name #>> '{}'),"
					" COALESCE('[' || NULLIF(pp.default_code, '') || '] ', '')"
					" || COALESCE(pt.name ->> 'en_US', pt.name #>> '{}'),"
					" l.complete_name, lot.name, k.name, bp.name, %3$s, ap.name"
					" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) WITH ORDINALITY"
					" u(product_id, company_id, location_id, lot_id, picking_id, type_id, actor_id,"
					" partner_id, order_line_id, ord)"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.picking_id"
					" %4$s"
					" CROSS JOIN LATERAL (SELECT COALESCE(NULLIF(u.company_id, 0), k.company_id) AS company_id,"
					"  COALESCE(NULLIF(u.type_id, 0), k.picking_type_id) AS type_id,"
					"  COALESCE(NULLIF(u.partner_id, 0), %5$s k.partner_id) AS partner_id) w"
					" LEFT JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" LEFT JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_location l ON l.id = u.location_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_lot lot ON lot.id = u.lot_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking_type kt ON kt.id = w.type_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner bp ON bp.id = w.partner_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_users au ON au.id = u.actor_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner ap ON ap.id = au.partner_id",
					sql_uom_rounding(s, "pu"), sql_unit_cost(s, "u.product_id", "w.company_id"),
					s->has_purchase ? "po.name" : "NULL::text",
					s->has_purchase
					? " LEFT JOIN " ODOO_SCHEMA ".purchase_order_line pl ON pl.id = u.order_line_id"
					" LEFT JOIN " ODOO_SCHEMA ".purchase_order po ON po.id = pl.order_id"
					: "",
					s->has_purchase ? "po.partner_id," : "");
}

static int32
fact_id(const Fact *f, int arg)
{
	switch (arg)
	{
		case 0:
			return f->scope.product_id;
		case 1:
			return f->scope.company_id;
		case 2:
			return f->location_id;
		case 3:
			return f->lot_id;
		case 4:
			return f->picking_id;
		case 5:
			return f->scope.operation_type_id;
		case 6:
			return f->actor_id;
		case 7:
			return f->partner_id;
		default:
			return f->order_line_id;
	}
}

static void
describe_scope(Fact *f, uint64 row, bool want_groups)
{
	MemoryContext cxt = CurrentMemoryContext;
	Location	loc;

	f->scope.company_id = result_int(row, D_COMPANY);
	f->scope.warehouse_id = result_int(row, D_WAREHOUSE);
	f->scope.operation_type_id = result_int(row, D_OPERATION);
	f->scope.category_path = result_path(row, D_CATEGORY, cxt, &f->scope.category_path_length);
	f->partner_id = f->scope.partners[0] = result_int(row, D_PARTNER);
	f->scope.partners[1] = result_int(row, D_COMMERCIAL);
	f->scope.npartners = f->partner_id == 0 ? 0 : 2;
	f->scope.partner_categories = result_path(row, D_PARTNER_CATEGORIES, cxt,
											  &f->scope.npartner_categories);
	if (f->location_id != 0)
	{
		directory_location(f->location_id, &loc, cxt);
		f->scope.location_path = loc.path;
		f->scope.location_path_length = loc.path_length;
	}
	if (want_groups)
		f->scope.actor = facts_actor(f->actor_id, cxt);
}

/* What the fact's control has named already stays. */
static void
describe_fact(Fact *f, uint64 row, bool want_groups)
{
	MemoryContext cxt = CurrentMemoryContext;

	describe_scope(f, row, want_groups);
	f->rounding = result_float(row, D_ROUNDING);
	f->unit_cost = result_float(row, D_COST);
	f->unit = result_text(row, D_UNIT, cxt);
	f->product_name = result_text(row, D_PRODUCT_NAME, cxt);
	f->location_name = result_text(row, D_LOCATION_NAME, cxt);
	f->lot_name = result_text(row, D_LOT_NAME, cxt);
	f->partner_name = result_text(row, D_PARTNER_NAME, cxt);
	f->actor_name = result_text(row, D_ACTOR_NAME, cxt);
	if (f->order_name == NULL)
		f->order_name = result_text(row, D_ORDER_NAME, cxt);
	if (f->document == NULL)
		f->document = result_text(row, D_PICKING_NAME, cxt);
}

void
facts_describe(List *facts, bool want_groups)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int			n = list_length(facts);
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	Datum		args[NARGS];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return;
	for (int a = 0; a < NARGS; a++)
	{
		for (int i = 0; i < n; i++)
			ids[i] = fact_id(list_nth(facts, i), a);
		args[a] = int_array(ids, n);
	}
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[NARGS];

		for (int a = 0; a < NARGS; a++)
			types[a] = INT4ARRAYOID;
		query_prepare(&query, s->generation, describe_query(s), NARGS, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		/* names outlive SPI's own memory */
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		describe_fact(list_nth(facts, result_int(i, D_ORD) - 1), i, want_groups);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
}
