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
#include "odoo/query.h"
#include "odoo/schema.h"

/* Rows of the query. */
static void
lock_orders(int n)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		keys[i] = (uint32) result_int(i, 1);
	advisory_lock_many(LOCK_PURCHASE_ORDER, keys, n);
}

static void
lock_orders_of(KeptQuery *query, const char *command, const int32 *ids, int n)
{
	const OdooSchema *s = odoo_schema();
	Datum		arg = int_array(ids, n);
	QueryScope	scope;

	query_begin(&scope, s->owner);
	if (query_stale(query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(query, s->generation, command, 1, &type);
	}
	lock_orders((int) query_run(query, &arg, NULL, SEE_LATEST));
	query_end(&scope);
}

/* Receipts, and all else that takes locks of lines: returns, for one, whether or not they are a duty. */
void
duty_lock_moved(const MoveEvent *events, int n)
{
	static KeptQuery query;
	int32	   *lines = palloc(sizeof(int32) * Max(n, 1));
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		if (events[i].purchase_line_id != 0 &&
			(events[i].done || events[i].was_done || events[i].cancelled))
			lines[count++] = events[i].purchase_line_id;
	}
	if (count > 0)
		lock_orders_of(&query, "SELECT DISTINCT l.order_id FROM " ODOO_SCHEMA ".purchase_order_line l"
					   " WHERE l.id = ANY ($1) AND l.order_id IS NOT NULL", lines, count);
}

void
duty_lock_billed(const PostedBill *bills, int n)
{
	static KeptQuery query;
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = bills[i].bill_id;
	lock_orders_of(&query, "SELECT DISTINCT l.order_id FROM " ODOO_SCHEMA ".account_move_line ml"
				   " JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = ml.purchase_line_id"
				   " WHERE ml.move_id = ANY ($1) AND l.order_id IS NOT NULL", ids, n);
}
