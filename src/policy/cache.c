/*-------------------------------------------------------------------------
 * cache.c
 *		The backend's compiled policies, and their invalidation.
 *
 * A trigger on the policy table sends a relcache message, so a policy acts in
 * every session from its commit on. Rows are read with the latest snapshot:
 * a message arrives in the middle of a REPEATABLE READ transaction, and a
 * reload with that transaction's snapshot would bring the old policies back and
 * keep them for good. A message that arrives during the load makes it start
 * again.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"

#include "odoo/query.h"
#include "policy/policy.h"

static PolicySet *current = NULL;
static MemoryContext current_cxt = NULL;
static Oid	policy_relid = InvalidOid;
static uint64 generation = 1;	/* bumped by the callback; 0 is never current */

static void
policy_relcache_callback(Datum arg, Oid relid)
{
	if (relid == InvalidOid || relid == policy_relid)
		generation++;
}

void
policy_cache_init(void)
{
	CacheRegisterRelcacheCallback(policy_relcache_callback, (Datum) 0);
}

/* "company=1 category=4" into the scope array. */
static void
parse_scope(const char *pairs, int32 *scope)
{
	char	   *copy = pstrdup(pairs ? pairs : "");
	char	   *save = NULL;

	for (char *pair = strtok_r(copy, " ", &save); pair; pair = strtok_r(NULL, " ", &save))
	{
		char	   *eq = strchr(pair, '=');

		if (eq == NULL)
			continue;
		*eq = '\0';
		for (int k = 0; k < SCOPE_KEYS; k++)
		{
			if (strcmp(pair, scope_key_names[k]) == 0)
				scope[k] = atoi(eq + 1);
		}
	}
}

/* Row of the current result into *p; false for a control this build lacks. */
static bool
compile_policy(uint64 row, Policy *p, MemoryContext cxt)
{
	char	   *control = result_text(row, 4, CurrentMemoryContext);

	memset(p, 0, sizeof(*p));
	p->control = control_by_name(control);
	if (p->control == NULL)
		return false;
	p->id = result_int(row, 1);
	p->version = result_int(row, 2);
	p->name = result_text(row, 3, cxt);
	if (!enforcement_parse(result_text(row, 5, CurrentMemoryContext), &p->enforcement))
		return false;
	p->active = result_bool(row, 6);
	limits_to_slots(p->control, result_text(row, 7, CurrentMemoryContext), p->limits, p->params);
	limits_to_settings(p->control, result_text(row, 7, CurrentMemoryContext), p->settings);
	parse_scope(result_text(row, 8, CurrentMemoryContext), p->scope);
	p->approver_group = result_text(row, 9, cxt);
	p->validity = result_float(row, 10);
	p->override_group = result_text(row, 11, cxt);
	p->evidence_to_validate = result_bool(row, 12);
	return true;
}

/* Its settings are one more set of them, unless another policy has the same. */
static void
add_settings(FactRequest *request, const Policy *p, MemoryContext cxt)
{
	Size		size = sizeof(double) * p->control->nparams;
	MemoryContext old;
	double	   *copy;
	ListCell   *lc;

	foreach(lc, request->settings)
	{
		if (memcmp(lfirst(lc), p->settings, size) == 0)
			return;
	}
	old = MemoryContextSwitchTo(cxt);
	copy = palloc(size);
	memcpy(copy, p->settings, size);
	request->settings = lappend(request->settings, copy);
	MemoryContextSwitchTo(old);
}

static void
fold_limits(double *floors, const Policy *p)
{
	for (int s = 0; s < p->control->nslots; s++)
	{
		double		limit = p->limits[s];

		if (!isnan(limit) && (isnan(floors[s]) ||
							  (p->control->slots[s].minimum ? limit > floors[s]
							   : limit < floors[s])))
			floors[s] = limit;
	}
}

/* Fold what one policy asks for into what its control's policies ask for. */
static void
add_request(PolicySet *set, const Policy *p, MemoryContext cxt)
{
	int			i = control_index(p->control);
	FactRequest *request = set->requests[i];

	if (request == NULL)
	{
		request = set->requests[i] = MemoryContextAllocZero(cxt, sizeof(FactRequest));
		request->control = p->control;
		for (int s = 0; s < MAX_SLOTS; s++)
			request->floors[s] = request->active_floors[s] = NAN;
	}
	request->want_goods |= p->scope[SCOPE_PRODUCT] != 0 || p->scope[SCOPE_CATEGORY] != 0 ||
		p->scope[SCOPE_LOCATION] != 0 || p->scope[SCOPE_TIER] != 0;
	fold_limits(request->floors, p);
	if (p->active)
		fold_limits(request->active_floors, p);
	for (int i = 0; i < p->control->nparams; i++)
		request->largest[i] = Max(request->largest[i], p->settings[i]);
	add_settings(request, p, cxt);
}

static PolicySet *
load_policies(MemoryContext cxt)
{
	static KeptQuery query;
	QueryScope	scope;
	PolicySet  *set = MemoryContextAllocZero(cxt, sizeof(PolicySet));
	uint64		n;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT id, version, name, control, enforcement, state = 'active',"
					  " (SELECT string_agg(key || '=' || value, ' ') FROM jsonb_each_text(limits)),"
					  " (SELECT string_agg(key || '=' || value, ' ') FROM jsonb_each_text(scope_ids)),"
					  " COALESCE(approver_group, 'stock.group_stock_manager'),"
					  " extract(epoch FROM request_validity)::float8,"
					  " override_group,"
					  " evidence @> '[{\"before\": \"validation\"}]'"
					  " FROM inventory_gov.policy WHERE state IN ('shadow', 'active') ORDER BY id",
					  0, NULL);
	n = query_run(&query, NULL, NULL, SEE_LATEST);
	set->policies = MemoryContextAllocZero(cxt, sizeof(Policy) * Max(n, 1));
	for (uint64 i = 0; i < n; i++)
	{
		Policy	   *p = &set->policies[set->npolicies];

		if (!compile_policy(i, p, cxt))
			continue;
		set->npolicies++;
		set->uses_group |= (p->scope[SCOPE_GROUP] != 0);
		set->uses_tier |= (p->scope[SCOPE_TIER] != 0);
	}
	query_end(&scope);
	for (int i = 0; i < set->npolicies; i++)
		add_request(set, &set->policies[i], cxt);
	for (int i = 0; i < MAX_CONTROLS; i++)
	{
		if (set->requests[i] != NULL)
			set->requests[i]->want_groups = set->uses_group;
	}
	return set;
}

/* Closed periods, for the control that judges dates by them. */
static void
load_closed_periods(PolicySet *set, MemoryContext cxt)
{
	static KeptQuery query;
	FactRequest *request = set->requests[control_index(&backdating)];
	ClosedPeriod *closed;
	QueryScope	scope;

	if (request == NULL)
		return;
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT COALESCE(company_id, 0), from_day - DATE '2000-01-01',"
					  " until_day - DATE '2000-01-01' FROM inventory_gov.closed_period"
					  " WHERE reopened_at IS NULL ORDER BY id",
					  0, NULL);
	request->nclosed = (int) query_run(&query, NULL, NULL, SEE_LATEST);
	closed = MemoryContextAllocZero(cxt, sizeof(ClosedPeriod) * Max(request->nclosed, 1));
	for (int i = 0; i < request->nclosed; i++)
	{
		closed[i].company_id = result_int(i, 1);
		closed[i].from = result_int(i, 2);
		closed[i].until = result_int(i, 3);
	}
	request->closed = closed;
	query_end(&scope);
}

/*
 * The policies in force. Valid until the next call: a judgement asks once and
 * keeps what it got.
 */
const PolicySet *
policy_set(void)
{
	/* A statement served wholly from caches would not hear of a change. */
	AcceptInvalidationMessages();

	/* a bound, for builds that discard all caches at every lookup */
	for (int i = 0; i < 10 && (current == NULL || current->generation != generation); i++)
	{
		uint64		before = generation;
		MemoryContext cxt = AllocSetContextCreate(CurrentMemoryContext, "inventory_gov policies",
												  ALLOCSET_SMALL_SIZES);
		PolicySet  *set;

		policy_relid = get_relname_relid("policy", extension_namespace());
		set = load_policies(cxt);
		load_exemptions(set, cxt);
		load_closed_periods(set, cxt);
		set->generation = before;	/* set last; out of date at once if a message came */
		MemoryContextSetParent(cxt, CacheMemoryContext);
		if (current_cxt != NULL)
			MemoryContextDelete(current_cxt);
		current = set;
		current_cxt = cxt;
	}
	return current;
}

bool
policy_set_has(const PolicySet *set, const Control *control)
{
	return set->requests[control_index(control)] != NULL;
}

bool
policy_set_limits(const PolicySet *set, const Control *control, int slot)
{
	for (int i = 0; i < set->npolicies; i++)
	{
		const Policy *p = &set->policies[i];

		if (p->active && p->control == control && !isnan(p->limits[slot]))
			return true;
	}
	return false;
}

const FactRequest *
policy_request(const PolicySet *set, const Control *control)
{
	const FactRequest *request = set->requests[control_index(control)];

	return request != NULL && control_missing(control) == NULL ? request : NULL;
}
