/*-------------------------------------------------------------------------
 * collect_cost.c
 *		Collects changes of product costs, and what Odoo itself notes when a
 *		person has revalued goods; has them judged at the end of the statement.
 *
 * Odoo writes costs, too: of goods at average cost or FIFO at every receipt,
 * bill and landed cost. A change by hand leaves a layer without a move and
 * without a quantity (until 18), or a product_value without a move (19), by
 * custom before the cost is written; nobody promised that, so a change that
 * nothing explains waits for such a note until the transaction ends.
 *
 * All three lists live in the top transaction and follow savepoints.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "replication/logicalworker.h"
#include "utils/builtins.h"
#include "utils/datum.h"
#include "utils/fmgrprotos.h"
#include "utils/hsearch.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "facts/groups.h"
#include "gate/gate.h"
#include "odoo/schema.h"
#include "odoo/slot.h"

/*
 * A list in TopTransactionContext, trimmed from its end by savepoints. What has
 * to be found by product is chained: from its last item back by `before`.
 */
typedef struct CostList
{
	CostChange *items;
	int			n;
	int			size;
	HTAB	   *last;			/* LastOfProduct; NULL: not looked up */
} CostList;

typedef struct LastOfProduct
{
	int32		product_id;		/* key */
	int			item;
} LastOfProduct;

static CostList changed;		/* by this statement, to be judged at its end */
static CostList waiting;		/* for a note that it was done by hand */
static CostList notes;			/* product, company and person of each such note */
static int	notes_heard = 0;	/* by what was waiting then */

static int
last_of_product(const CostList *list, int32 product_id)
{
	const LastOfProduct *last = list->last == NULL ? NULL
		: hash_search(list->last, &product_id, HASH_FIND, NULL);

	return last == NULL ? -1 : last->item;
}

static void
chain_last_item(CostList *list)
{
	CostChange *item = &list->items[list->n - 1];
	LastOfProduct *last;
	bool		found;

	if (list->last == NULL)
	{
		HASHCTL		ctl = {.keysize = sizeof(int32),.entrysize = sizeof(LastOfProduct),
			.hcxt = TopTransactionContext};

		list->last = hash_create("inventory_gov costs", 64, &ctl,
								 HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	}
	last = hash_search(list->last, &item->product_id, HASH_ENTER, &found);
	item->before = found ? last->item : -1;
	last->item = list->n - 1;
}

static void
unchain_last_item(CostList *list)
{
	const CostChange *item = &list->items[list->n - 1];

	if (item->before < 0)
		(void) hash_search(list->last, &item->product_id, HASH_REMOVE, NULL);
	else
		((LastOfProduct *) hash_search(list->last, &item->product_id, HASH_FIND, NULL))->item = item->before;
}

static void
trim(CostList *list, SubTransactionId subid)
{
	while (list->n > 0 && list->items[list->n - 1].subid >= subid)
	{
		if (list->last != NULL)
			unchain_last_item(list);
		list->n--;
	}
}

/* What had woken them is undone: they wait again, for the notes that stand as for new ones. */
static void
fall_asleep(SubTransactionId subid)
{
	for (int i = 0; i < waiting.n; i++)
	{
		if (waiting.items[i].woken < subid)
			continue;
		waiting.items[i].woken = InvalidSubTransactionId;
		notes_heard = 0;
	}
	notes_heard = Min(notes_heard, notes.n);
}

static void
cost_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
					  void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	trim(&changed, subid);
	trim(&waiting, subid);
	trim(&notes, subid);
	fall_asleep(subid);
}

static void
cost_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	/* the memory goes with the transaction */
	memset(&changed, 0, sizeof(changed));
	memset(&waiting, 0, sizeof(waiting));
	memset(&notes, 0, sizeof(notes));
	notes_heard = 0;
}

void
collect_cost_init(void)
{
	RegisterXactCallback(cost_xact_callback, NULL);
	RegisterSubXactCallback(cost_subxact_callback, NULL);
}

static void
append(CostList *list, const CostChange *item)
{
	if (list->n == list->size)
	{
		list->size = Max(16, list->size * 2);
		list->items = list->items == NULL
			? MemoryContextAlloc(TopTransactionContext, sizeof(CostChange) * list->size)
			: repalloc_huge(list->items, sizeof(CostChange) * list->size);
	}
	list->items[list->n] = *item;
	list->items[list->n].woken = InvalidSubTransactionId;
	list->items[list->n++].subid = GetCurrentSubTransactionId();
}

static void
append_chained(CostList *list, const CostChange *item)
{
	append(list, item);
	chain_last_item(list);
}

/* Of the same product. */
static bool
note_explains(const CostChange *note, const CostChange *change)
{
	return change->company_id == 0 || note->company_id == change->company_id;
}

/* The last person noted to have revalued these goods; NULL where nobody was. */
static const CostChange *
find_note(const CostChange *change)
{
	for (int i = last_of_product(&notes, change->product_id); i >= 0; i = notes.items[i].before)
	{
		if (note_explains(&notes.items[i], change))
			return &notes.items[i];
	}
	return NULL;
}

/* ---- collect ---- */

static void
note_change(int32 product_id, int32 company_id, int32 field_id, int32 actor_id)
{
	CostChange	change = {.product_id = product_id,.company_id = company_id,
		.field_id = field_id,.actor_id = actor_id};

	/* Odoo itself: installing and upgrading modules */
	if (product_id != 0 && actor_id != ODOOBOT_ID)
		append(&changed, &change);
}

static bool
same_datum(TupleTableSlot *a, TupleTableSlot *b, AttrNumber att)
{
	Form_pg_attribute type = TupleDescAttr(a->tts_tupleDescriptor, att - 1);
	bool		a_null;
	bool		b_null;
	Datum		x = slot_getattr(a, att, &a_null);
	Datum		y = slot_getattr(b, att, &b_null);

	return a_null == b_null && (a_null || datumIsEqual(x, y, type->attbyval, type->attlen));
}

/* Companies of one object whose number is another in the other object, or missing there. */
static void
note_companies(Jsonb *here, Jsonb *there, bool only_missing, int32 product_id, int32 actor_id)
{
	JsonbIterator *it;
	JsonbIteratorToken token;
	JsonbValue	v;
	JsonbValue	key;

	if (here == NULL || !JB_ROOT_IS_OBJECT(here))
		return;
	it = JsonbIteratorInit(&here->root);
	while ((token = JsonbIteratorNext(&it, &v, true)) != WJB_DONE)
	{
		JsonbValue *other;

		if (token == WJB_KEY)
			key = v;
		if (token != WJB_VALUE)
			continue;
		other = there != NULL && JB_ROOT_IS_OBJECT(there)
			? findJsonbValueFromContainer(&there->root, JB_FOBJECT, &key) : NULL;
		if (other == NULL ||
			(!only_missing && (v.type != jbvNumeric || other->type != jbvNumeric ||
							   DatumGetInt32(DirectFunctionCall2(numeric_cmp,
																 NumericGetDatum(v.val.numeric),
																 NumericGetDatum(other->val.numeric))) != 0)))
			note_change(product_id,
						(int32) strtol(pnstrdup(key.val.string.val, key.val.string.len), NULL, 10),
						0, actor_id);
	}
}

static Jsonb *
slot_jsonb(TupleTableSlot *slot, AttrNumber att)
{
	bool		isnull;
	Datum		value = slot_getattr(slot, att, &isnull);

	return isnull ? NULL : DatumGetJsonbP(value);
}

static void
collect_product(TupleTableSlot *old, TupleTableSlot *row, const ProductColumns *c)
{
	int32		product_id = slot_int(row, c->id);
	int32		actor_id = slot_int(row, c->write_uid);
	Jsonb	   *before;
	Jsonb	   *after;

	if (same_datum(old, row, c->standard_price))
		return;
	before = slot_jsonb(old, c->standard_price);
	after = slot_jsonb(row, c->standard_price);
	note_companies(after, before, false, product_id, actor_id);
	note_companies(before, after, true, product_id, actor_id);
}

/* The product a property is of; 0 for the many that are of something else. */
static int32
property_product(TupleTableSlot *row, const PropertyColumns *c)
{
	static const char prefix[] = "product.product,";
	bool		isnull;
	Datum		value = slot_getattr(row, c->res_id, &isnull);
	char	   *record;
	int32		product_id = 0;

	if (isnull)
		return 0;
	record = TextDatumGetCString(value);
	if (strncmp(record, prefix, sizeof(prefix) - 1) == 0)
		product_id = (int32) strtol(record + sizeof(prefix) - 1, NULL, 10);
	pfree(record);
	return product_id;
}

static void
note_property(TupleTableSlot *row, int32 actor_id, const PropertyColumns *c)
{
	note_change(property_product(row, c), slot_int(row, c->company_id),
				slot_int(row, c->fields_id), actor_id);
}

static void
collect_property(TriggerData *trigdata, const PropertyColumns *c)
{
	TupleTableSlot *old = trigdata->tg_trigslot;
	TupleTableSlot *row = trigdata->tg_newslot;
	int32		actor_id;

	if (!TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
	{
		/* the row comes as the old one; who deletes it is not told, and whom nobody knows is not Odoo itself */
		actor_id = slot_int(old, c->write_uid);
		if (TRIGGER_FIRED_BY_DELETE(trigdata->tg_event) && actor_id == ODOOBOT_ID)
			actor_id = 0;
		note_property(old, actor_id, c);
		return;
	}
	if (same_datum(old, row, c->value_float) && same_datum(old, row, c->res_id) &&
		same_datum(old, row, c->company_id) && same_datum(old, row, c->fields_id))
		return;
	actor_id = slot_int(row, c->write_uid);
	note_property(row, actor_id, c);
	if (!same_datum(old, row, c->res_id) || !same_datum(old, row, c->company_id) ||
		!same_datum(old, row, c->fields_id))
		note_property(old, actor_id, c);
}

PG_FUNCTION_INFO_V1(inventory_gov_collect_cost);

/* AFTER UPDATE OF standard_price ON product_product; AFTER INSERT, UPDATE, DELETE ON ir_property. FOR EACH ROW */
Datum
inventory_gov_collect_cost(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "collect_cost");
	const OdooSchema *s = odoo_schema();
	Oid			relid = RelationGetRelid(trigdata->tg_relation);

	if (!s->has_stock || IsLogicalWorker())
		return PointerGetDatum(NULL);
	if (relid == s->product_product && s->product.standard_price && s->product.write_uid &&
		TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		collect_product(trigdata->tg_trigslot, trigdata->tg_newslot, &s->product);
	else if (relid == s->ir_property && s->property.res_id && s->property.value_float &&
			 s->property.company_id && s->property.fields_id)
		collect_property(trigdata, &s->property);
	return PointerGetDatum(NULL);
}

/* A change of value that no move, bill, landed cost or lot brought. */
static bool
is_by_hand(TupleTableSlot *row, const RevaluationColumns *c)
{
	return slot_int(row, c->move_id) == 0 && slot_int(row, c->lot_id) == 0 &&
		slot_int(row, c->bill_line_id) == 0 && slot_int(row, c->landed_cost_id) == 0 &&
		slot_int(row, c->layer_id) == 0 && (c->quantity == 0 || slot_numeric(row, c->quantity) == 0);
}

PG_FUNCTION_INFO_V1(inventory_gov_note_revaluation);

/* AFTER INSERT ON stock_valuation_layer, product_value FOR EACH ROW */
Datum
inventory_gov_note_revaluation(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = after_trigger_data(fcinfo, "note_revaluation");
	const OdooSchema *s = odoo_schema();
	Oid			relid = RelationGetRelid(trigdata->tg_relation);
	const RevaluationColumns *c = relid == s->valuation_layer ? &s->layer : &s->value;
	TupleTableSlot *row = trigdata->tg_trigslot;

	if (!s->has_stock || IsLogicalWorker() ||
		(relid != s->valuation_layer && relid != s->product_value))
		return PointerGetDatum(NULL);
	if (c->move_id && is_by_hand(row, c))
	{
		CostChange	note = {.product_id = slot_int(row, c->product_id),
			.company_id = slot_int(row, c->company_id),.actor_id = slot_int(row, c->create_uid)};

		append_chained(&notes, &note);
	}
	return PointerGetDatum(NULL);
}

/* ---- judge ---- */

/*
 * Changes that waited, and are explained now, are judged with those of the
 * statement. They stay in their list, which is ordered by subtransaction: the
 * cost outlives a savepoint that takes back the note.
 */
static void
wake(CostChange *c)
{
	if (c->woken != InvalidSubTransactionId)
		return;
	c->unexplained = false;
	append(&changed, c);
	c->woken = GetCurrentSubTransactionId();
}

/* By the notes that are new. */
static void
wake_waiting(void)
{
	for (; notes_heard < notes.n; notes_heard++)
	{
		const CostChange *note = &notes.items[notes_heard];

		for (int i = last_of_product(&waiting, note->product_id); i >= 0; i = waiting.items[i].before)
		{
			if (note_explains(note, &waiting.items[i]))
				wake(&waiting.items[i]);
		}
	}
}

/* The list is emptied before anything is judged: see journal_take_moves(). */
static CostList
take_changed(void)
{
	CostList	taken = {.n = changed.n};

	taken.items = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(CostChange) * changed.n);
	memcpy(taken.items, changed.items, sizeof(CostChange) * changed.n);
	changed.n = 0;
	for (int i = 0; i < taken.n; i++)
	{
		const CostChange *note = find_note(&taken.items[i]);

		taken.items[i].by_hand = note != NULL;
		if (note != NULL)
			taken.items[i].actor_id = note->actor_id;
	}
	return taken;
}

static List *
load_costs(const PolicySet *set, void *arg)
{
	CostList   *list = arg;
	const FactRequest *request = policy_request(set, &cost_change);
	List	   *facts;

	if (request == NULL)
		return NIL;
	facts = facts_costs(request, list->items, list->n);
	for (int i = 0; i < list->n; i++)
	{
		if (list->items[i].unexplained)
			append_chained(&waiting, &list->items[i]);
	}
	return facts;
}

PG_FUNCTION_INFO_V1(inventory_gov_judge_costs);

/* FOR EACH STATEMENT, after the rows of the same tables. */
Datum
inventory_gov_judge_costs(PG_FUNCTION_ARGS)
{
	CostList	taken;

	(void) after_trigger_data(fcinfo, "judge_costs");
	wake_waiting();
	if (changed.n == 0)
		return PointerGetDatum(NULL);
	taken = take_changed();
	gate_judge_facts(load_costs, &taken);
	return PointerGetDatum(NULL);
}
