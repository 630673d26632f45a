/*-------------------------------------------------------------------------
 * reliance.c
 *		Has fact groups keep what an operation relies on, where an active policy
 *		demands it. In the operation's own transaction: a refusal takes it back.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "gate/gate.h"

/* Which slots active policies limit for this fact. */
static bool
demanded_slots(const PolicySet *set, const Fact *fact, bool *slots)
{
	PolicyMatch *matches = palloc(sizeof(PolicyMatch) * Max(set->npolicies, 1));
	const Policy **bands = palloc(sizeof(Policy *) * Max(set->npolicies, 1));
	int			nmatches = resolve_matches(set, fact, false, matches);
	bool		any = false;

	for (int s = 0; s < fact->control->nslots; s++)
	{
		int			nbands = resolve_bands(matches, nmatches, s, bands);

		slots[s] = false;
		for (int i = 0; i < nbands; i++)
			slots[s] |= bands[i]->limits[s] > 0;
		any |= slots[s];
	}
	return any;
}

void
keep_reliance(const PolicySet *set, const FactGroup *group, const List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		bool		slots[MAX_SLOTS];

		if (demanded_slots(set, lfirst(lc), slots))
			group->rely(lfirst(lc), slots);
	}
}
