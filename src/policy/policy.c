/*-------------------------------------------------------------------------
 * policy.c
 *		Guards the policy table: every row that enters it, by create_policy()
 *		or by plain SQL, is checked against the declaration of its control, its
 *		scope is resolved to Odoo's ids, and what it replaces is kept.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/jsonb.h"
#include "utils/rel.h"
#include "access/htup_details.h"
#include "access/xact.h"

#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "policy/policy.h"
#include "policy/scope.h"

/* Lifecycle: which state may follow which. */
typedef enum PolicyState
{
	STATE_DRAFT, STATE_SHADOW, STATE_ACTIVE, STATE_RETIRED, POLICY_STATES
} PolicyState;

static const char *const state_names[POLICY_STATES] = {"draft", "shadow", "active", "retired"};

static const uint32 legal_successors[POLICY_STATES] = {
	[STATE_DRAFT] = 1 << STATE_SHADOW | 1 << STATE_ACTIVE | 1 << STATE_RETIRED,
	[STATE_SHADOW] = 1 << STATE_DRAFT | 1 << STATE_ACTIVE | 1 << STATE_RETIRED,
	[STATE_ACTIVE] = 1 << STATE_SHADOW | 1 << STATE_RETIRED,
	[STATE_RETIRED] = 0,
};

static PolicyState
state_parse(const char *text)
{
	for (int i = 0; text != NULL && i < POLICY_STATES; i++)
	{
		if (strcmp(text, state_names[i]) == 0)
			return (PolicyState) i;
	}
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("unknown policy state \"%s\"", text ? text : "(null)"),
					errdetail("States are: draft, shadow, active, retired.")));
	return STATE_DRAFT;			/* keep the compiler quiet */
}

static void
check_transition(const char *policy, PolicyState from, PolicyState to)
{
	if (from == to || (legal_successors[from] & (1 << to)))
		return;
	ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
					errmsg("policy \"%s\" cannot go from %s to %s", policy, state_names[from],
						   state_names[to]),
					from == STATE_RETIRED
					? errhint("A retired policy stays retired; create a new one.")
					: errhint("Take it to shadow or retire it.")));
}

static char *
control_names(void)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; controls[i] != NULL; i++)
		appendStringInfo(&buf, "%s%s", i ? ", " : "", controls[i]->name);
	return buf.data;
}

/*
 * Against the other policies of the same control, scope and state: two of one
 * enforcement may not set the same limit (a tie), and a milder band must come
 * first (else it could never be reached).
 */
static void
check_bands(const char *policy, int32 id, const Control *c, const char *state,
			Enforcement enforcement, const double *limits, Datum scope_ids)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[4];
	QueryScope	scope;
	uint64		n;

	args[0] = CStringGetTextDatum(c->name);
	args[1] = scope_ids;
	args[2] = CStringGetTextDatum(state);
	args[3] = Int32GetDatum(id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[4] = {TEXTOID, JSONBOID, TEXTOID, INT4OID};

		query_prepare(&query, 1,
					  "SELECT id, name, enforcement,"
					  " (SELECT string_agg(key || '=' || value, ' ') FROM jsonb_each_text(limits))"
					  " FROM inventory_gov.policy WHERE control = $1 AND scope_ids = $2"
					  " AND state = $3 AND id <> $4 ORDER BY id",
					  4, types);
	}
	n = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < n; i++)
	{
		char	   *name = result_text(i, 2, cxt);
		char	   *other_name = result_text(i, 3, cxt);
		double		other[MAX_SLOTS];
		const ControlParam *params[MAX_SLOTS];
		Enforcement other_enforcement;

		if (!enforcement_parse(other_name, &other_enforcement))
			continue;
		limits_to_slots(c, result_text(i, 4, cxt), other, params);
		for (int s = 0; s < c->nslots; s++)
		{
			bool		tie = other_enforcement == enforcement;
			bool		stricter = other_enforcement > enforcement;

			if (isnan(limits[s]) || isnan(other[s]))
				continue;
			if (tie)
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("policy \"%s\" ties with policy \"%s\" (id %d)", policy, name, result_int(i, 1)),
								errdetail("Both set %s of %s for the same scope with enforcement %s in state %s.",
										  c->slots[s].name, c->name, other_name, state),
								errhint("Change that policy with change_policy(%d, ...), or retire it first.", result_int(i, 1))));
			if ((stricter != c->slots[s].minimum) ? limits[s] >= other[s] : limits[s] <= other[s])
				ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
								errmsg("policy \"%s\" contradicts policy \"%s\" (id %d)", policy, name, result_int(i, 1)),
								errdetail("%s: %s at %s, %s at %s; the milder band would never be reached.",
										  c->slots[s].name, enforcement_name(enforcement), format_number(limits[s]),
										  other_name, format_number(other[s])),
								c->slots[s].minimum ? errhint("Limits of one scope must fall from flag over approve to block.")
								: errhint("Limits of one scope must rise from flag over approve to block.")));
		}
	}
	query_end(&scope);
}

/* One column of the row being written. */
static Datum
field(HeapTuple tuple, TupleDesc desc, const char *name, bool *isnull)
{
	int			att = SPI_fnumber(desc, name);

	if (att <= 0)
		elog(ERROR, "table policy has no column %s", name);
	return heap_getattr(tuple, att, desc, isnull);
}

static char *
text_field(HeapTuple tuple, TupleDesc desc, const char *name)
{
	bool		isnull;
	Datum		d = field(tuple, desc, name, &isnull);

	return isnull ? NULL : TextDatumGetCString(d);
}

static HeapTuple
with_fields(HeapTuple tuple, TupleDesc desc, int n, const char *const *names, Datum *values)
{
	int			atts[8];
	bool		nulls[8] = {0};

	for (int i = 0; i < n; i++)
		atts[i] = SPI_fnumber(desc, names[i]);
	return heap_modify_tuple_by_cols(tuple, desc, n, atts, values, nulls);
}

/*
 * Policies judge each other when they are written: one writer at a time, to
 * the end of his transaction. Released locks of readers are not affected.
 */
static void
lock_policies(void)
{
	advisory_lock(LOCK_POLICIES, 0, ExclusiveLock);
}

/*
 * A row that comes from a dump brings the time of its last change along; one
 * that is made now has this transaction's. What a dump contains was checked
 * when it was made, and is loaded before the things it names: it is taken as it
 * stands, scope_ids included.
 */
static bool
is_restored(HeapTuple tuple, TupleDesc desc)
{
	bool		isnull;
	Datum		changed_at = field(tuple, desc, "changed_at", &isnull);

	return !isnull && DatumGetTimestampTz(changed_at) != GetCurrentTransactionStartTimestamp();
}

/* A restored row takes the place of the untouched starter row of its id. */
static void
make_room_for_restored(int32 id)
{
	static KeptQuery query;
	QueryScope	scope;
	Datum		arg = Int32GetDatum(id);

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4OID;

		query_prepare(&query, 1,
					  "DELETE FROM inventory_gov.policy WHERE id = $1 AND starter"
					  " AND version = 1 AND state = 'shadow'",
					  1, &type);
	}
	(void) query_run(&query, &arg, NULL, SEE_LATEST);
	query_end(&scope);
}

static void
check_request_validity(HeapTuple tuple, TupleDesc desc)
{
	bool		isnull;

	(void) field(tuple, desc, "request_validity", &isnull);
	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("request_validity must not be null")));
}

/*
 * A JSON array is checked by the SQL function check_<column>(), which answers
 * what is wrong. Nothing is wrong with an empty one: the starter set needs no
 * function that comes after it.
 */
static void
check_array(const char *policy, HeapTuple tuple, TupleDesc desc, const char *column)
{
	Oid			type = JSONBOID;
	bool		isnull;
	Datum		value = field(tuple, desc, column, &isnull);
	MemoryContext cxt = CurrentMemoryContext;
	char	   *problem;
	QueryScope	scope;

	if (isnull)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": %s must not be null", policy, column),
						errhint("[] is for none.")));
	if (JB_ROOT_IS_ARRAY(DatumGetJsonbP(value)) && JB_ROOT_COUNT(DatumGetJsonbP(value)) == 0)
		return;
	query_begin(&scope, extension_owner());
	if (SPI_execute_with_args(psprintf("SELECT inventory_gov.check_%s($1)", column), 1, &type,
							  &value, NULL, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "check_%s() failed", column);
	problem = result_text(0, 1, cxt);
	query_end(&scope);
	if (problem != NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": %s", policy, problem)));
}

static bool
same_json(HeapTuple tuple, HeapTuple old, TupleDesc desc, const char *column)
{
	bool		isnull = true;
	bool		was_null = true;
	Datum		now = field(tuple, desc, column, &isnull);
	Datum		before = old ? field(old, desc, column, &was_null) : (Datum) 0;

	return !isnull && !was_null && DatumGetBool(DirectFunctionCall2(jsonb_eq, now, before));
}

/* Checks that need the row as a whole; returns the scope resolved to ids. */
static Datum
check_row(HeapTuple tuple, TupleDesc desc, HeapTuple old)
{
	bool		isnull;
	char	   *name = text_field(tuple, desc, "name");
	char	   *control_text = text_field(tuple, desc, "control");
	char	   *enforcement_text = text_field(tuple, desc, "enforcement");
	char	   *state = text_field(tuple, desc, "state");
	char	   *group = text_field(tuple, desc, "approver_group");
	int32		id = DatumGetInt32(field(tuple, desc, "id", &isnull));
	Datum		limits = field(tuple, desc, "limits", &isnull);
	Datum		scope_ids;
	const Control *c = control_text ? control_by_name(control_text) : NULL;
	double		slots[MAX_SLOTS];
	const ControlParam *params[MAX_SLOTS];
	Enforcement enforcement;

	if (name == NULL || name[0] == '\0')
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a policy needs a name")));
	if (c == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": there is no control \"%s\"", name, control_text ? control_text : "(null)"),
						errdetail("Controls are: %s.", control_names())));
	if (enforcement_text == NULL || !enforcement_parse(enforcement_text, &enforcement))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": unknown enforcement \"%s\"", name, enforcement_text ? enforcement_text : "(null)"),
						errdetail("Enforcements are: flag, approve, block.")));
	if (isnull)
		limits = DirectFunctionCall1(jsonb_in, CStringGetDatum("{}"));
	limits_to_slots(c, check_limits(name, c, limits), slots, params);
	check_request_validity(tuple, desc);
	if (old == NULL && is_restored(tuple, desc))
		return field(tuple, desc, "scope_ids", &isnull);
	check_array(name, tuple, desc, "evidence");
	/* people named in levels may have left since: that must not stop another change */
	if (!same_json(tuple, old, desc, "levels"))
		check_array(name, tuple, desc, "levels");
	scope_ids = scope_resolve(name, tuple, desc, old);
	if (group != NULL)
		scope_check_group(name, group, "approve");
	group = text_field(tuple, desc, "override_group");
	if (group != NULL)
		scope_check_group(name, group, "override");
	if (strcmp(state, "shadow") == 0 || strcmp(state, "active") == 0)
		check_bands(name, id, c, state, enforcement, slots, scope_ids);
	return scope_ids;
}

/* BEFORE UPDATE: bookkeeping of the new version. */
static HeapTuple
next_version(HeapTuple tuple, TupleDesc desc, HeapTuple old, Datum scope_ids)
{
	static const char *const names[] = {"scope_ids", "version", "changed_at", "changed_by"};
	char	   *control = text_field(tuple, desc, "control");
	Datum		values[4];
	bool		isnull;

	if (control == NULL || strcmp(text_field(old, desc, "control"), control) != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the control of policy \"%s\" cannot be changed", text_field(old, desc, "name")),
						errhint("Retire it and create another.")));
	if (DatumGetInt32(field(old, desc, "id", &isnull)) != DatumGetInt32(field(tuple, desc, "id", &isnull)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("the id of a policy cannot be changed")));
	values[0] = scope_ids;
	values[1] = Int32GetDatum(DatumGetInt32(field(old, desc, "version", &isnull)) + 1);
	values[2] = TimestampTzGetDatum(GetCurrentTimestamp());
	values[3] = CStringGetTextDatum(GetUserNameFromId(GetSessionUserId(), false));
	return with_fields(tuple, desc, 4, names, values);
}

/* Is the policy in force before or after? What a restore brings was in force already. */
static bool
concerns_active(HeapTuple tuple, HeapTuple old, TupleDesc desc)
{
	bool		was = old != NULL && strcmp(text_field(old, desc, "state"), "active") == 0;

	if (old == NULL && is_restored(tuple, desc))
		return false;
	return was || strcmp(text_field(tuple, desc, "state"), "active") == 0;
}

PG_FUNCTION_INFO_V1(inventory_gov_policy_check);

/* BEFORE INSERT OR UPDATE FOR EACH ROW on policy. */
Datum
inventory_gov_policy_check(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	TupleDesc	desc;
	HeapTuple	old = NULL;
	HeapTuple	tuple;
	PolicyState state;
	Datum		scope_ids;
	bool		isnull;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("policy_check() can only be called as a trigger")));
	desc = trigdata->tg_relation->rd_att;
	lock_policies();
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
	{
		old = trigdata->tg_trigtuple;
		tuple = trigdata->tg_newtuple;
	}
	else
		tuple = trigdata->tg_trigtuple;

	state = state_parse(text_field(tuple, desc, "state"));
	if (concerns_active(tuple, old, desc))
		require_second_person(trigdata->tg_relation, tuple, old, text_field(tuple, desc, "name"));
	if (old != NULL)
		check_transition(text_field(old, desc, "name"), state_parse(text_field(old, desc, "state")),
						 state);
	else
		make_room_for_restored(DatumGetInt32(field(tuple, desc, "id", &isnull)));
	if (state == STATE_RETIRED && old != NULL)
		scope_ids = field(old, desc, "scope_ids", &isnull);
	else
		scope_ids = check_row(tuple, desc, old);
	if (old != NULL)
		tuple = next_version(tuple, desc, old, scope_ids);
	else
	{
		static const char *const names[] = {"scope_ids"};

		tuple = with_fields(tuple, desc, 1, names, &scope_ids);
	}
	return PointerGetDatum(tuple);
}

/* Keep the version that an UPDATE replaced. */
static void
keep_old_version(TriggerData *trigdata)
{
	static KeptQuery query;
	QueryScope	scope;
	Oid			rowtype = trigdata->tg_relation->rd_rel->reltype;
	Datum		args[2];

	args[0] = heap_copy_tuple_as_datum(trigdata->tg_trigtuple, trigdata->tg_relation->rd_att);
	args[1] = CStringGetTextDatum(GetUserNameFromId(GetSessionUserId(), false));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, (uint64) rowtype))
	{
		Oid			types[2] = {rowtype, TEXTOID};

		query_prepare(&query, (uint64) rowtype,
					  "INSERT INTO inventory_gov.policy_version"
					  " (policy_id, version, content, valid_from, valid_until, changed_by, replaced_by)"
					  " SELECT ($1).id, ($1).version, to_jsonb($1), ($1).changed_at, clock_timestamp(),"
					  " ($1).changed_by, $2",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

PG_FUNCTION_INFO_V1(inventory_gov_policy_changed);

/* AFTER INSERT OR UPDATE FOR EACH ROW: history, and a message to all sessions. */
Datum
inventory_gov_policy_changed(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("policy_changed() can only be called as a trigger")));
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		keep_old_version(trigdata);
	CacheInvalidateRelcache(trigdata->tg_relation);
	return PointerGetDatum(NULL);
}

PG_FUNCTION_INFO_V1(inventory_gov_append_only);

/*
 * BEFORE UPDATE, DELETE or TRUNCATE on the records: not even the owner. Argument:
 * until when rows are kept that may be removed one day.
 */
Datum
inventory_gov_append_only(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("append_only() can only be called as a trigger")));
	if (trigdata->tg_trigger->tgnargs > 0)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("rows of inventory_gov.%s are not removed before %s",
							   RelationGetRelationName(trigdata->tg_relation),
							   trigdata->tg_trigger->tgargs[0]),
						errhint("SELECT inventory_gov.thin_memories() removes what may be.")));
	ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
					errmsg("rows of inventory_gov.%s are never changed nor removed",
						   RelationGetRelationName(trigdata->tg_relation)),
					errdetail("They are the record of what was decided, when and by whom.")));
	return PointerGetDatum(NULL);	/* keep the compiler quiet */
}
