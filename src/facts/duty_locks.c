/*-------------------------------------------------------------------------
 * duty_locks.c
 *		Locks purchase orders while they are received or billed: of two
 *		transactions side by side, each would note its own duty and not see the
 *		other's.
 *
 * A statement takes these locks first, before those of purchase lines: whoever
 * holds a line holds its order, so nobody who waits for an order is waited for
 * at one of its lines.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "facts/duty_facts.h"
#include "odoo/advisory.h"
#include "odoo/id_query.h"
#include "odoo/query.h"
#include "odoo/schema.h"

typedef struct OrdersOfLines
{
	const int32 *lines;			/* ascending, each once */
	int			nlines;
	uint32	   *orders;			/* by line; 0: not known */
} OrdersOfLines;

static char *
select_orders(const OdooSchema *s)
{
	return pstrdup("SELECT l.id, l.order_id FROM " ODOO_SCHEMA ".purchase_order_line l");
}

static void
read_order(const ResultRow *row, void *arg)
{
	OrdersOfLines *of = arg;
	int			at = find_id(of->lines, of->nlines, row_int(row, 1));

	if (at >= 0)
		of->orders[at] = (uint32) row_int(row, 2);
}

/* Receipts, and all else that takes locks of lines: returns, for one, whether or not they are a duty. */
void
duty_lock_moved(const MoveEvent *events, int n)
{
	static IdQuery query;
	int32	   *lines = palloc(sizeof(int32) * Max(n, 1));
	OrdersOfLines of = {.lines = lines};
	int			count = 0;
	int			norders = 0;

	for (int i = 0; i < n; i++)
	{
		if (events[i].purchase_line_id != 0 &&
			(events[i].done || events[i].was_done || events[i].cancelled))
			lines[count++] = events[i].purchase_line_id;
	}
	of.nlines = unique_ids(lines, count);
	of.orders = palloc0(sizeof(uint32) * Max(of.nlines, 1));
	query_by_ids(&query, select_orders, "l.id", lines, of.nlines, read_order, &of);
	for (int i = 0; i < of.nlines; i++)
	{
		if (of.orders[i] != 0)
			of.orders[norders++] = of.orders[i];
	}
	advisory_lock_many(LOCK_PURCHASE_ORDER, of.orders, norders);
}

void
duty_lock_billed(const PostedBill *bills, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	uint32	   *orders;
	Datum		arg;
	QueryScope	scope;
	int			norders;

	for (int i = 0; i < n; i++)
		ids[i] = bills[i].bill_id;
	arg = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT DISTINCT l.order_id FROM " ODOO_SCHEMA ".account_move_line ml"
					  " JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = ml.purchase_line_id"
					  " WHERE ml.move_id = ANY ($1) AND l.order_id IS NOT NULL", 1, &type);
	}
	norders = (int) query_run(&query, &arg, NULL, SEE_LATEST);
	orders = palloc(sizeof(uint32) * Max(norders, 1));
	for (int i = 0; i < norders; i++)
		orders[i] = (uint32) result_int(i, 1);
	advisory_lock_many(LOCK_PURCHASE_ORDER, orders, norders);
	query_end(&scope);
}
