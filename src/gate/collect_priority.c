/*-------------------------------------------------------------------------
 * collect_priority.c
 *		Transfers that are raised to urgent: a row trigger on stock_picking's
 *		priority notes them, one on stock_move's those of which a move alone is
 *		raised; the statement triggers have them judged.
 *
 * Odoo carries the priority of a transfer over to its moves, in the same
 * transaction or when a move comes to it: what a move only takes over from its
 * transfer is dropped. What a row trigger has noted is taken by the trigger of
 * its own statement; where that fails, it goes with the savepoint that catches it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "replication/logicalworker.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "facts/outbound_facts.h"
#include "gate/gate.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

static List *raised = NIL;		/* PriorityRaises, in TopTransactionContext */

static void
priority_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		raised = NIL;
}

static void
priority_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						  void *arg)
{
	while (event == SUBXACT_EVENT_ABORT_SUB && raised != NIL &&
		   ((PriorityRaise *) llast(raised))->subid >= subid)
		raised = list_truncate(raised, list_length(raised) - 1);
}

void
collect_priority_init(void)
{
	RegisterXactCallback(priority_xact_callback, NULL);
	RegisterSubXactCallback(priority_subxact_callback, NULL);
}

static void
note_raise(TupleTableSlot *row, const PriorityColumns *c, bool of_move)
{
	MemoryContext old = MemoryContextSwitchTo(TopTransactionContext);
	PriorityRaise *raise = palloc(sizeof(PriorityRaise));

	raise->subid = GetCurrentSubTransactionId();
	raise->picking_id = slot_int(row, c->picking_id);
	raise->picking_type_id = slot_int(row, c->picking_type_id);
	raise->company_id = slot_int(row, c->company_id);
	raise->location_id = slot_int(row, c->location_id);
	raise->actor_id = slot_int(row, c->write_uid);
	raise->of_move = of_move;
	raised = lappend(raised, raise);
	MemoryContextSwitchTo(old);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_priority);

/* AFTER UPDATE OF priority ON stock_picking and stock_move FOR EACH ROW */
Datum
inventory_gov_collect_priority(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_priority");
	const OdooSchema *s = odoo_schema();
	bool		of_move = RelationGetRelid(trigdata->tg_relation) == s->stock_move;
	const PriorityColumns *c = of_move ? &s->move_priority : &s->picking_priority;
	TupleTableSlot *row = trigdata->tg_newslot;

	if (!s->has_stock || !s->has_priority || IsLogicalWorker() ||
		(!of_move && RelationGetRelid(trigdata->tg_relation) != s->stock_picking) ||
		!slot_is(row, c->priority, "1") || slot_is(trigdata->tg_trigslot, c->priority, "1") ||
		slot_is(row, c->state, "done") || slot_is(row, c->state, "cancel"))
		return PointerGetDatum(NULL);
	if (slot_int(row, c->write_uid) > ODOOBOT_ID && slot_int(row, c->picking_id) != 0)
		note_raise(row, c, of_move);
	return PointerGetDatum(NULL);
}

typedef struct RaiseArray
{
	PriorityRaise *items;
	int			n;
} RaiseArray;

/* Moves whose transfer is urgent by now have taken that over. */
static void
drop_taken_over(RaiseArray *array)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * array->n);
	Datum		arg;
	QueryScope	scope;
	uint64		rows;
	int			kept = 0;

	for (int i = 0; i < array->n; i++)
		ids[i] = array->items[i].of_move ? array->items[i].picking_id : 0;
	arg = int_array(ids, array->n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4 FROM unnest($1) WITH ORDINALITY u(id, ord)"
					  " JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.id AND k.priority = '1'", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		array->items[result_int(i, 1) - 1].picking_id = 0;
	query_end(&scope);
	for (int i = 0; i < array->n; i++)
	{
		if (array->items[i].picking_id != 0)
			array->items[kept++] = array->items[i];
	}
	array->n = kept;
}

static List *
load_raises(const PolicySet *set, void *arg)
{
	RaiseArray *array = arg;
	const FactRequest *request = policy_request(set, &priority_change);

	if (request == NULL)
		return NIL;
	drop_taken_over(array);
	return priority_facts(request, array->items, array->n);
}

PG_FUNCTION_INFO_V1(inventory_gov_judge_priorities);

/* FOR EACH STATEMENT, after the rows of the same tables. */
Datum
inventory_gov_judge_priorities(PG_FUNCTION_ARGS)
{
	RaiseArray	array = {0};
	ListCell   *lc;

	(void) after_trigger_data(fcinfo, "judge_priorities");
	if (raised == NIL)
		return PointerGetDatum(NULL);
	array.items = palloc(sizeof(PriorityRaise) * list_length(raised));
	foreach(lc, raised)
		array.items[array.n++] = *(PriorityRaise *) lfirst(lc);
	raised = NIL;
	gate_judge_facts(load_raises, &array);
	return PointerGetDatum(NULL);
}
