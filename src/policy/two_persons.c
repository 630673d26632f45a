/*-------------------------------------------------------------------------
 * two_persons.c
 *		With inventory_gov.two_person_policies on, a policy in force changes
 *		only as a second person has activated it.
 *
 * What tells such a change from any other is no setting or flag that a session
 * could raise, but the row of policy_change it carries out: marked activated
 * (which takes a second person, see the table's constraint), made for this very
 * version of the policy, with this very content. The version makes it good for
 * one use. Only functions of the extension write that table.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "utils/rel.h"
#include "access/htup_details.h"

#include "errors.h"
#include "guc.h"
#include "odoo/query.h"
#include "policy/policy.h"

/* Is this what an activated proposal asks for? old is NULL for a new policy. */
static bool
is_activated(Relation policies, HeapTuple tuple, HeapTuple old)
{
	static KeptQuery query;
	Oid			rowtype = policies->rd_rel->reltype;
	Datum		args[2];
	char		nulls[2] = {' ', ' '};
	bool		found;
	QueryScope	scope;

	args[0] = old ? heap_copy_tuple_as_datum(old, policies->rd_att) : (Datum) 0;
	nulls[0] = old ? ' ' : 'n';
	args[1] = heap_copy_tuple_as_datum(tuple, policies->rd_att);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, (uint64) rowtype))
	{
		Oid			types[2] = {rowtype, rowtype};

		query_prepare(&query, (uint64) rowtype,
					  "SELECT FROM inventory_gov.policy_change c"
					  " WHERE c.state = 'activated' AND c.policy_id IS NOT DISTINCT FROM ($1).id"
					  " AND c.base_version IS NOT DISTINCT FROM ($1).version"
					  " AND jsonb_populate_record(COALESCE($1, $2), c.proposed) = $2",
					  2, types);
	}
	found = query_run(&query, args, nulls, SEE_LATEST) > 0;
	query_end(&scope);
	return found;
}

void
require_second_person(Relation policies, HeapTuple tuple, HeapTuple old, const char *name)
{
	if (!guc_two_person_policies || is_activated(policies, tuple, old))
		return;
	ereport(ERROR,
			(errcode(ERRCODE_IG_SEPARATION_OF_DUTIES),
			 errmsg("policy \"%s\" is in force, or would be: it takes a second person to change that", name),
			 errhint("SELECT inventory_gov.propose_policy_change(...); somebody else activates it with activate_policy_change().")));
}
