/*-------------------------------------------------------------------------
 * goods_fact.c
 *		What facts about goods that come or go have in common.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/inbound_facts.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

Fact *
goods_fact(const Control *control, const MoveEvent *e, double qty)
{
	Fact	   *f = fact_new(control);

	f->model = "stock.move";
	f->record_id = f->move_id = e->move_id;
	f->scope.product_id = e->product_id;
	f->scope.company_id = e->company_id;
	f->scope.operation_type_id = e->picking_type_id;
	f->picking_id = e->picking_id;
	f->order_line_id = e->purchase_line_id;
	f->location_id = usage_is_stock(e->to) ? e->location_dest_id : e->location_id;
	f->actor_id = e->actor_id;
	f->actual = f->deviation = qty;
	return f;
}

void
genuine_returns(const MoveEvent *const *events, int n, bool *genuine)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));
	bool		any = false;
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		genuine[i] = false;
		moves[i] = events[i]->returned_move_id;
		any |= moves[i] != 0;
	}
	if (!any)
		return;
	arg = int_array(moves, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4, m.product_id, m.location_dest_id"
					  " FROM unnest($1) WITH ORDINALITY u(id, ord)"
					  " JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id AND m.state = 'done'",
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, 1) - 1;
		Location	taken_to;

		directory_location(result_int(i, 3), &taken_to, NULL);
		genuine[ord] = result_int(i, 2) == events[ord]->product_id &&
			taken_to.usage == events[ord]->from;
	}
	query_end(&scope);
}
