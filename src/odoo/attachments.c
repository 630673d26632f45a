/*-------------------------------------------------------------------------
 * attachments.c
 *		inventory_gov.attachments(): what stands on Odoo's tables, trigger by
 *		trigger, and why the others do not. Reads only; never waits for a lock.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/htup_details.h"
#include "funcapi.h"
#include "storage/lmgr.h"
#include "utils/builtins.h"

#include "odoo/attach.h"

#define ATTACHMENTS_COLUMNS 7

PG_FUNCTION_INFO_V1(inventory_gov_attachments);

typedef struct Attachment
{
	bool		wanted;
	bool		known;			/* the table could be looked at */
	TriggerState state;
	const char *detail;
} Attachment;

static const char *
obstacle_text(const TriggerSpec *spec, TriggerObstacle obstacle, const char *column)
{
	switch (obstacle)
	{
		case OBSTACLE_NONE:
			return NULL;
		case OBSTACLE_NO_TABLE:
			return psprintf("table public.%s does not exist", spec->table);
		case OBSTACLE_NOT_A_TABLE:
			return psprintf("public.%s is not an ordinary table", spec->table);
		case OBSTACLE_NO_COLUMN:
			return psprintf("column %s of public.%s is missing", column, spec->table);
		case OBSTACLE_NO_PRIMARY_KEY:
			return psprintf("table public.%s has no primary key", spec->table);
		case OBSTACLE_NO_FUNCTION:
			return psprintf("function inventory_gov.%s() does not exist", spec->function);
	}
	return NULL;
}

/* What is to be said of a trigger on a table that has no obstacle. */
static const char *
state_text(Relation rel, const TriggerState *state)
{
	if (!OidIsValid(state->trigger))
		return detached_on_request() ? "detached on request" : "not attached yet: call inventory_gov.attach()";
	if (!state->enabled_always)
		return "not enabled ALWAYS: call inventory_gov.attach()";
	if (!state->columns_right)
		return "the table's columns have changed: call inventory_gov.attach()";
	if (!trigger_is_tied(state->trigger, own_extension()))
		return "dependency on the extension is missing: call inventory_gov.attach()";
	/* rows of inheritance children are part of the table, but fire no trigger of it */
	if (rel->rd_rel->relhassubclass)
		return psprintf("table public.%s has inheritance children, whose rows are not judged",
						RelationGetRelationName(rel));
	return NULL;
}

static Attachment
look_at(const TriggerSpec *spec)
{
	Attachment	result = {0};
	Oid			relid = trigger_spec_table(spec);
	Relation	rel = NULL;
	TriggerObstacle obstacle;
	const char *column = NULL;

	if (OidIsValid(relid) && !ConditionalLockRelationOid(relid, AccessShareLock))
	{
		result.wanted = true;
		result.detail = psprintf("table public.%s is locked at the moment", spec->table);
		return result;
	}
	result.known = true;
	if (OidIsValid(relid))
		rel = RelationIdGetRelation(relid);
	if (rel == NULL)
		result.detail = obstacle_text(spec, OBSTACLE_NO_TABLE, NULL);
	else
	{
		result.state = trigger_state(rel, spec);
		obstacle = trigger_obstacle(rel, spec, &column);
		result.wanted = obstacle == OBSTACLE_NONE;
		result.detail = result.wanted ? state_text(rel, &result.state) :
			obstacle_text(spec, obstacle, column);
		RelationClose(rel);
	}
	if (OidIsValid(relid))
		UnlockRelationOid(relid, AccessShareLock);
	return result;
}

Datum
inventory_gov_attachments(PG_FUNCTION_ARGS)
{
	FuncCallContext *call;
	const TriggerSpec *spec;
	Attachment	attachment;
	Datum		values[ATTACHMENTS_COLUMNS];
	bool		nulls[ATTACHMENTS_COLUMNS] = {false};

	if (SRF_IS_FIRSTCALL())
	{
		TupleDesc	desc;
		MemoryContext old;

		call = SRF_FIRSTCALL_INIT();
		old = MemoryContextSwitchTo(call->multi_call_memory_ctx);
		if (get_call_result_type(fcinfo, NULL, &desc) != TYPEFUNC_COMPOSITE ||
			desc->natts != ATTACHMENTS_COLUMNS)
			elog(ERROR, "attachments() is not declared as this library expects");
		call->tuple_desc = BlessTupleDesc(desc);
		MemoryContextSwitchTo(old);
	}
	call = SRF_PERCALL_SETUP();
	spec = &trigger_specs[call->call_cntr];
	if (spec->table == NULL)
		SRF_RETURN_DONE(call);

	attachment = look_at(spec);
	values[0] = CStringGetTextDatum(spec->table);
	values[1] = CStringGetTextDatum(spec->name);
	values[2] = CStringGetTextDatum(spec->function);
	values[3] = BoolGetDatum(attachment.wanted);
	values[4] = BoolGetDatum(OidIsValid(attachment.state.trigger));
	nulls[4] = !attachment.known;
	values[5] = BoolGetDatum(attachment.state.enabled_always);
	nulls[5] = !attachment.known;
	nulls[6] = attachment.detail == NULL;
	values[6] = nulls[6] ? (Datum) 0 : CStringGetTextDatum(attachment.detail);
	SRF_RETURN_NEXT(call, HeapTupleGetDatum(heap_form_tuple(call->tuple_desc, values, nulls)));
}
