/*-------------------------------------------------------------------------
 * duty_log.c
 *		Keeps who confirmed, received and billed each purchase order: Odoo does
 *		not. An order bears its owner and who created it; what its moves and
 *		bills bear is who wrote them last, for whatever reason.
 *
 * Rows are only added, without a unique key: no transaction of Odoo waits here
 * for another, nor fails because of one. Two that run side by side may both
 * note the same, which means the same. That one receives and the other bills
 * is no matter of this file: see duty_locks.c.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "replication/logicalworker.h"
#include "utils/builtins.h"
#include "utils/rel.h"

#include "facts/duty_log.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static const char *const duty_names[] = {"confirm", "receive", "bill"};

static Duty
duty_by_name(const char *name)
{
	return strcmp(name, duty_names[DUTY_CONFIRM]) == 0 ? DUTY_CONFIRM
		: strcmp(name, duty_names[DUTY_RECEIVE]) == 0 ? DUTY_RECEIVE : DUTY_BILL;
}

DutyAct *
duty_acts(const int32 *orders, const int32 *users, int n, Duty duty, bool note, int *nacts)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	DutyAct    *acts;
	Datum		args[4];
	QueryScope	scope;

	args[0] = int_array(orders, n);
	args[1] = int_array(users, n);
	args[2] = CStringGetTextDatum(duty_names[duty]);
	args[3] = BoolGetDatum(note);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[4] = {INT4ARRAYOID, INT4ARRAYOID, TEXTOID, BOOLOID};

		query_prepare(&query, 1,
					  "WITH wanted AS (SELECT DISTINCT u.order_id, u.user_id"
					  "  FROM unnest($1, $2) u(order_id, user_id)),"
					  " noted AS (INSERT INTO inventory_gov.duty_act (order_id, user_id, duty)"
					  "  SELECT w.order_id, w.user_id, $3 FROM wanted w WHERE $4 AND NOT EXISTS ("
					  "  SELECT FROM inventory_gov.duty_act o WHERE o.order_id = w.order_id"
					  "  AND o.user_id = w.user_id AND o.duty = $3))"
					  " SELECT DISTINCT a.order_id, a.user_id, a.duty"
					  " FROM (SELECT DISTINCT order_id FROM wanted) w"
					  " JOIN inventory_gov.duty_act a ON a.order_id = w.order_id",
					  4, types);
	}
	*nacts = (int) query_run(&query, args, NULL, SEE_LATEST);
	acts = MemoryContextAlloc(cxt, sizeof(DutyAct) * Max(*nacts, 1));
	for (int i = 0; i < *nacts; i++)
		acts[i] = (DutyAct) {result_int(i, 1), result_int(i, 2),
			duty_by_name(result_text(i, 3, CurrentMemoryContext))};
	query_end(&scope);
	return acts;
}

static bool
is_confirmed(TupleTableSlot *row, const OrderColumns *c)
{
	return slot_is(row, c->state, "to approve") || slot_is(row, c->state, "purchase") ||
		slot_is(row, c->state, "done");
}

/* Confirmed now, or approved after it was confirmed: either takes a person. */
static bool
is_confirmation(TupleTableSlot *old, TupleTableSlot *row, const OrderColumns *c)
{
	if (!is_confirmed(row, c))
		return false;
	return old == NULL || !is_confirmed(old, c) ||
		(slot_is(old, c->state, "to approve") && !slot_is(row, c->state, "to approve"));
}

PG_FUNCTION_INFO_V1(inventory_gov_remember_buyer);

/* AFTER INSERT OR UPDATE OF state ON purchase_order FOR EACH ROW */
Datum
inventory_gov_remember_buyer(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "remember_buyer");
	const OdooSchema *s = odoo_schema();
	bool		is_new = TRIGGER_FIRED_BY_INSERT(trigdata->tg_event);
	TupleTableSlot *row = is_new ? trigdata->tg_trigslot : trigdata->tg_newslot;
	int32		order_id;
	int32		user_id;
	int			n;

	if (!s->has_purchase || s->order.state == 0 || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->purchase_order ||
		!is_confirmation(is_new ? NULL : trigdata->tg_trigslot, row, &s->order))
		return PointerGetDatum(NULL);
	order_id = slot_int(row, s->order.id);
	user_id = slot_int(row, s->order.write_uid);
	if (user_id > ODOOBOT_ID)
		(void) duty_acts(&order_id, &user_id, 1, DUTY_CONFIRM, true, &n);
	return PointerGetDatum(NULL);
}
