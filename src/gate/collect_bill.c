/*-------------------------------------------------------------------------
 * collect_bill.c
 *		Vendor bills and refunds to customers that are posted: a row trigger on
 *		account_move notes them, the statement trigger has them judged. Every other posting leaves after
 *		comparing two states.
 *
 * What a row trigger has noted is taken by the trigger of its own statement;
 * where that statement fails, it goes with the savepoint that catches it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "replication/logicalworker.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "controls/duties.h"
#include "facts/duty_facts.h"
#include "facts/refund_facts.h"
#include "gate/gate.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static List *posted = NIL;		/* PostedBills, in TopTransactionContext */

static void
bill_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		posted = NIL;
}

static void
bill_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
					  void *arg)
{
	while (event == SUBXACT_EVENT_ABORT_SUB && posted != NIL &&
		   ((PostedBill *) llast(posted))->subid >= subid)
		posted = list_truncate(posted, list_length(posted) - 1);
}

void
collect_bill_init(void)
{
	RegisterXactCallback(bill_xact_callback, NULL);
	RegisterSubXactCallback(bill_subxact_callback, NULL);
}

static void
note_bill(TupleTableSlot *row, const BillColumns *c, bool to_customer)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	PostedBill *bill = palloc(sizeof(PostedBill));

	bill->subid = GetCurrentSubTransactionId();
	bill->bill_id = slot_int(row, c->id);
	bill->actor_id = slot_int(row, c->write_uid);
	bill->to_customer = to_customer;
	posted = lappend(posted, bill);
	MemoryContextSwitchTo(old);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_bill);

/* AFTER UPDATE OF state ON account_move FOR EACH ROW */
Datum
inventory_gov_collect_bill(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_bill");
	const OdooSchema *s = odoo_schema();
	const BillColumns *c = &s->bill;
	TupleTableSlot *row = trigdata->tg_newslot;

	if (!(s->has_bills || s->has_refunds) || IsLogicalWorker() ||
		RelationGetRelid(trigdata->tg_relation) != s->account_move ||
		!slot_is(row, c->state, "posted") || slot_is(trigdata->tg_trigslot, c->state, "posted"))
		return PointerGetDatum(NULL);
	if (s->has_refunds && slot_is(row, c->move_type, "out_refund"))
		note_bill(row, c, true);
	else if (s->has_bills && slot_int(row, c->write_uid) > ODOOBOT_ID &&
			 (slot_is(row, c->move_type, "in_invoice") || slot_is(row, c->move_type, "in_refund")))
		note_bill(row, c, false);
	return PointerGetDatum(NULL);
}

typedef struct BillArray
{
	PostedBill *bills;
	int			n;
} BillArray;

static BillArray
of_kind(const BillArray *all, bool to_customer)
{
	BillArray	some = {palloc(sizeof(PostedBill) * Max(all->n, 1)), 0};

	for (int i = 0; i < all->n; i++)
	{
		if (all->bills[i].to_customer == to_customer)
			some.bills[some.n++] = all->bills[i];
	}
	return some;
}

static List *
load_bills(const PolicySet *set, void *arg)
{
	BillArray	vendors = of_kind(arg, false);
	BillArray	customers = of_kind(arg, true);
	const FactRequest *request = vendors.n > 0 ? policy_request(set, &duties) : NULL;
	List	   *facts = NIL;

	if (request != NULL && policy_set_limits(set, &duties, RECEIVER_BILLER))
		duty_lock_billed(vendors.bills, vendors.n);
	if (request != NULL)
		facts = duties_from_bills(request, vendors.bills, vendors.n);
	request = customers.n > 0 ? policy_request(set, &refund_order) : NULL;
	if (request != NULL)
		facts = list_concat(facts, refund_facts(request, customers.bills, customers.n));
	return facts;
}

PG_FUNCTION_INFO_V1(inventory_gov_judge_bills);

/* AFTER UPDATE OF state ON account_move FOR EACH STATEMENT */
Datum
inventory_gov_judge_bills(PG_FUNCTION_ARGS)
{
	BillArray	array = {0};
	ListCell   *lc;

	(void) after_trigger_data(fcinfo, "judge_bills");
	if (posted == NIL)
		return PointerGetDatum(NULL);
	array.bills = palloc(sizeof(PostedBill) * list_length(posted));
	foreach(lc, posted)
		array.bills[array.n++] = *(PostedBill *) lfirst(lc);
	posted = NIL;
	gate_judge_facts(load_bills, &array);
	return PointerGetDatum(NULL);
}
