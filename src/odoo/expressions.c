/*-------------------------------------------------------------------------
 * expressions.c
 *		Gives our SQL functions the expressions that differ between versions of
 *		Odoo, for queries they run with odoo_run().
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "utils/builtins.h"

#include "odoo/schema.h"

static void
require_stock(void)
{
	if (!odoo_schema()->has_stock)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("Odoo's stock is not installed in this database: %s is missing",
							   odoo_schema()->missing)));
}

PG_FUNCTION_INFO_V1(inventory_gov_unit_cost_sql);

/* unit_cost_sql(product, company) */
Datum
inventory_gov_unit_cost_sql(PG_FUNCTION_ARGS)
{
	char	   *product = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *company = text_to_cstring(PG_GETARG_TEXT_PP(1));

	require_stock();
	PG_RETURN_TEXT_P(cstring_to_text(sql_unit_cost(odoo_schema(), product, company)));
}

PG_FUNCTION_INFO_V1(inventory_gov_product_qty_sql);

/* product_qty_sql(qty, unit, product_unit) */
Datum
inventory_gov_product_qty_sql(PG_FUNCTION_ARGS)
{
	char	   *qty = text_to_cstring(PG_GETARG_TEXT_PP(0));
	char	   *unit = text_to_cstring(PG_GETARG_TEXT_PP(1));
	char	   *product_unit = text_to_cstring(PG_GETARG_TEXT_PP(2));

	require_stock();
	PG_RETURN_TEXT_P(cstring_to_text(sql_to_product_uom(odoo_schema(), qty, unit, product_unit)));
}
