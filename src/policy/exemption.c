/*-------------------------------------------------------------------------
 * exemption.c
 *		Pauses (the kill switch) and overrides (break-glass): times in which
 *		what breaks a policy is let through, and recorded as such.
 *
 * They are loaded with the policies, and invalidated like them. That one has
 * begun or is over is told by the clock at each judgement, so it ends by itself
 * and no worker is needed for it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "commands/trigger.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"

#include "odoo/query.h"
#include "policy/policy.h"
#include "policy/scope.h"

void
load_exemptions(PolicySet *set, MemoryContext cxt)
{
	static KeptQuery query;
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT id, true, 0, COALESCE(policy_id, 0), COALESCE(warehouse_id, 0),"
					  " paused_at, until"
					  " FROM inventory_gov.pause"
					  " WHERE resumed_at IS NULL AND until > clock_timestamp()"
					  " UNION ALL"
					  " SELECT id, false, user_id, COALESCE(policy_id, 0), COALESCE(warehouse_id, 0),"
					  " valid_from, valid_until"
					  " FROM inventory_gov.override"
					  " WHERE request_id IS NULL AND ended_at IS NULL AND valid_until > clock_timestamp()"
					  " ORDER BY 2 DESC, 1",
					  0, NULL);
	set->nexemptions = (int) query_run(&query, NULL, NULL, SEE_LATEST);
	set->exemptions = MemoryContextAllocZero(cxt, sizeof(Exemption) * Max(set->nexemptions, 1));
	for (int i = 0; i < set->nexemptions; i++)
	{
		Exemption  *e = &set->exemptions[i];

		e->id = result_bigint(i, 1);
		e->is_pause = result_bool(i, 2);
		e->user_id = result_int(i, 3);
		e->policy_id = result_int(i, 4);
		e->warehouse_id = result_int(i, 5);
		e->from = result_timestamp(i, 6);
		e->until = result_timestamp(i, 7);
	}
	query_end(&scope);
}

/*
 * Who broke the glass may override this policy now: he may have left its group,
 * and one that names no policy covers those he may override.
 */
static bool
may_override(const Exemption *e, const Policy *policy, const Fact *fact)
{
	return e->user_id == fact->actor_id && policy->override_group != NULL &&
		scope_user_in_group(e->user_id, policy->override_group);
}

static bool
covers(const Exemption *e, const Policy *policy, const Fact *fact, TimestampTz now)
{
	if (now < e->from || now >= e->until)
		return false;
	if (e->policy_id != 0 && e->policy_id != policy->id)
		return false;
	if (e->warehouse_id != 0 && e->warehouse_id != fact->scope.warehouse_id)
		return false;
	return e->is_pause || may_override(e, policy, fact);
}

const Exemption *
find_exemption(const PolicySet *set, const Policy *policy, const Fact *fact, TimestampTz now)
{
	for (int i = 0; i < set->nexemptions && policy->active; i++)
	{
		if (covers(&set->exemptions[i], policy, fact, now))
			return &set->exemptions[i];
	}
	return NULL;
}

void
exempt_findings(const PolicySet *set, List *findings, TimestampTz now)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		Finding    *f = lfirst(lc);

		if (f->exemption == NULL)
			f->exemption = find_exemption(set, f->policy, f->fact, now);
	}
}

PG_FUNCTION_INFO_V1(inventory_gov_exemption_changed);

/* AFTER INSERT OR UPDATE on pause and override: all sessions load their policies anew. */
Datum
inventory_gov_exemption_changed(PG_FUNCTION_ARGS)
{
	Oid			policies;

	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("exemption_changed() can only be called as a trigger")));
	policies = get_relname_relid("policy", extension_namespace());
	if (OidIsValid(policies))
		CacheInvalidateRelcacheByRelid(policies);
	return PointerGetDatum(NULL);
}
