/*-------------------------------------------------------------------------
 * quarantine.c
 *		Which places are quarantine, by Odoo's warehouses and by declaration.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "facts/quarantine.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* Column of stock_warehouse, where this Odoo has it. */
static const char *
warehouse_place(const char *column)
{
	return odoo_lacks(psprintf("stock_warehouse.%s", column)) == NULL
		? psprintf("w.%s", column) : "NULL::int";
}

char *
sql_quarantine_of_warehouses(void)
{
	if (odoo_lacks("stock_warehouse") != NULL)
		return "NULL::text";
	return psprintf("(SELECT string_agg(concat_ws('/', %s, %s), '/') FROM " ODOO_SCHEMA ".stock_warehouse w)",
					warehouse_place("wh_input_stock_loc_id"), warehouse_place("wh_qc_stock_loc_id"));
}

void
quarantine_add(Quarantine *q, const int32 *places, int n)
{
	int32	   *all = palloc(sizeof(int32) * (q->nplaces + n + 1));

	if (q->nplaces > 0)
		memcpy(all, q->places, sizeof(int32) * q->nplaces);
	if (n > 0)
		memcpy(all + q->nplaces, places, sizeof(int32) * n);
	q->places = all;
	q->nplaces += n;
}

int32
quarantine_of(const Quarantine *q, const Location *loc)
{
	for (int i = 0; i < loc->path_length; i++)
	{
		for (int j = 0; j < q->nplaces; j++)
		{
			if (loc->path[i] == q->places[j])
				return loc->path[i];
		}
	}
	return 0;
}

/* The ids in the one text that a query gives. */
static void
add_from(Quarantine *q, KeptQuery *query, uint64 generation, Oid role, const char *sql)
{
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	int32	   *places;
	int			n;

	query_begin(&scope, role);
	if (query_stale(query, generation))
		query_prepare(query, generation, sql, 0, NULL);
	(void) query_run(query, NULL, NULL, SEE_LATEST);
	places = result_path(0, 1, cxt, &n);
	query_end(&scope);
	quarantine_add(q, places, n);
}

Quarantine
quarantine_load(void)
{
	static KeptQuery declared;
	static KeptQuery of_warehouses;
	Quarantine	q = {0};

	add_from(&q, &declared, 1, extension_owner(), "SELECT " SQL_QUARANTINE_DECLARED);
	add_from(&q, &of_warehouses, odoo_epoch(), odoo_schema()->owner,
			 psprintf("SELECT %s", sql_quarantine_of_warehouses()));
	return q;
}
