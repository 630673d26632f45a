/*-------------------------------------------------------------------------
 * resolve.c
 *		Which policies govern a fact, and which of them it breaks. Pure: no SPI,
 *		no catalog, no clock.
 *
 * The most specific scope wins. Scopes are compared key by key in this order,
 * the first difference decides: product, category (deeper is narrower),
 * partner, partner category (deeper), risk tier (higher), location (deeper),
 * operation type, warehouse, company, group (the group that implies more groups
 * is narrower). What is still equal but not the same scope is decided by the
 * older policy.
 *
 * A policy that names goods or partner knows them better than a tier does, and
 * is not displaced when they are rated; one for a place or a part of the company
 * does not, and gives way.
 *
 * This is done slot by slot: a limit that the narrow policy leaves unset is
 * still bound by the next wider one that sets it. All policies of the winning
 * scope that set the slot form its bands; the most severe one exceeded counts.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "policy/policy.h"

const char *const scope_key_names[SCOPE_KEYS] = {
	[SCOPE_PRODUCT] = "product",
	[SCOPE_CATEGORY] = "category",
	[SCOPE_PARTNER] = "partner",
	[SCOPE_PARTNER_CATEGORY] = "partner_category",
	[SCOPE_TIER] = "tier",
	[SCOPE_LOCATION] = "location",
	[SCOPE_OPERATION_TYPE] = "operation_type",
	[SCOPE_WAREHOUSE] = "warehouse",
	[SCOPE_COMPANY] = "company",
	[SCOPE_GROUP] = "group",
};

/* Position of id in path counted from 1, 0 where it is not in it. */
static int
depth_in(const int32 *path, int n, int32 id)
{
	for (int i = n - 1; i >= 0; i--)
	{
		if (path[i] == id)
			return i + 1;
	}
	return 0;
}

static int
group_breadth(const Actor *actor, int32 group_id)
{
	for (int i = 0; actor != NULL && i < actor->ngroups; i++)
	{
		if (actor->groups[i].group_id == group_id)
			return actor->groups[i].breadth;
	}
	return 0;
}

/* How narrowly one key of a policy's scope fits, 0 for not at all. */
static int
key_rank(ScopeKey key, int32 id, const ScopeFacts *f)
{
	switch (key)
	{
		case SCOPE_PRODUCT:
			return f->product_id == id;
		case SCOPE_CATEGORY:
			return depth_in(f->category_path, f->category_path_length, id);
		case SCOPE_PARTNER:
			return depth_in(f->partners, f->npartners, id) > 0;
		case SCOPE_PARTNER_CATEGORY:
			return depth_in(f->partner_categories, f->npartner_categories, id);
		case SCOPE_TIER:
			return f->risk.tier >= id ? id : 0;
		case SCOPE_LOCATION:
			return depth_in(f->location_path, f->location_path_length, id);
		case SCOPE_OPERATION_TYPE:
			return f->operation_type_id == id;
		case SCOPE_WAREHOUSE:
			return f->warehouse_id == id;
		case SCOPE_COMPANY:
			return f->company_id == id;
		case SCOPE_GROUP:
			return group_breadth(f->actor, id);
		case SCOPE_KEYS:
			break;
	}
	return 0;
}

bool
policy_matches(const Policy *policy, const ScopeFacts *scope, int *rank)
{
	for (int k = 0; k < SCOPE_KEYS; k++)
	{
		rank[k] = 0;
		if (policy->scope[k] == 0)
			continue;
		rank[k] = key_rank((ScopeKey) k, policy->scope[k], scope);
		if (rank[k] == 0)
			return false;
	}
	return true;
}

/* Narrowest first, then the older policy. */
static int
compare_matches(const void *a, const void *b)
{
	const PolicyMatch *x = a;
	const PolicyMatch *y = b;

	for (int k = 0; k < SCOPE_KEYS; k++)
	{
		if (x->rank[k] != y->rank[k])
			return y->rank[k] - x->rank[k];
	}
	return x->policy->id - y->policy->id;
}

/* matches must have room for all policies of the set. */
int
resolve_matches(const PolicySet *set, const Fact *fact, bool with_shadow, PolicyMatch *matches)
{
	int			n = 0;

	for (int i = 0; i < set->npolicies; i++)
	{
		const Policy *p = &set->policies[i];

		if (p->control != fact->control || !(p->active || with_shadow))
			continue;
		matches[n].policy = p;
		if (policy_matches(p, &fact->scope, matches[n].rank))
			n++;
	}
	qsort(matches, n, sizeof(PolicyMatch), compare_matches);
	return n;
}

/* bands must have room for nmatches. */
int
resolve_bands(const PolicyMatch *matches, int nmatches, int slot, const Policy **bands)
{
	const Policy *winner = NULL;
	int			n = 0;

	for (int i = 0; i < nmatches; i++)
	{
		const Policy *p = matches[i].policy;

		if (isnan(p->limits[slot]))
			continue;
		if (winner == NULL)
			winner = p;
		if (memcmp(p->scope, winner->scope, sizeof(winner->scope)) == 0)
			bands[n++] = p;
	}
	return n;
}

/* The most severe band that the fact breaks, or NULL; *measured is what it measures there. */
static const Policy *
broken_band(const Fact *fact, const Policy **bands, int nbands, int slot, double *measured)
{
	const Control *c = fact->control;
	const Policy *worst = NULL;

	for (int i = 0; i < nbands; i++)
	{
		double		here = c->measure(fact, slot, bands[i]->settings);

		if (isnan(here) || !slot_broken(&c->slots[slot], here, bands[i]->limits[slot]))
			continue;
		if (worst == NULL || bands[i]->enforcement > worst->enforcement)
		{
			worst = bands[i];
			*measured = here;
		}
	}
	return worst;
}

bool
finding_is_approvable(const Finding *finding)
{
	const Control *c = finding->policy->control;

	return finding->policy->enforcement != ENFORCE_BLOCK && !finding->fact->no_request &&
		!(c->no_request && c->no_request(finding->fact, finding->policy->settings));
}

static Finding *
make_finding(const Fact *fact, const Policy *policy, int slot, double measured)
{
	Finding    *f = palloc0(sizeof(Finding));

	f->fact = fact;
	f->policy = policy;
	f->slot = slot;
	f->measured = measured;
	f->limit = policy->limits[slot];
	f->shadow = !policy->active;
	return f;
}

/* Lines of a statement may each bring the same sum of the same subject. */
static bool
same_breach(const Fact *a, const Fact *b)
{
	return a == b || (a->deviation == b->deviation && a->value == b->value &&
					  strcmp(a->subject, b->subject) == 0);
}

/* One breach of one policy by one record: the first slot found stands for all. */
static bool
already_found(const List *findings, const Fact *fact, const Policy *policy)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		if (f->policy == policy && same_breach(f->fact, fact))
			return true;
	}
	return false;
}

/*
 * Is the fact's direction bounded by quantity or value in these matches? A
 * value limit bounds nothing that has no cost.
 */
static bool
size_is_bounded(const Fact *fact, const PolicyMatch *matches, int nmatches, int direction)
{
	const Control *c = fact->control;

	for (int s = 0; s < c->nslots; s++)
	{
		if (c->slots[s].document || c->slots[s].kind == LIMIT_PCT ||
			c->slots[s].direction != direction ||
			(c->slots[s].kind == LIMIT_VALUE && fact->value == 0))
			continue;
		for (int i = 0; i < nmatches; i++)
		{
			if (!isnan(matches[i].policy->limits[s]))
				return true;
		}
	}
	return false;
}

static List *
resolve_mode(const PolicySet *set, const Fact *fact, bool with_shadow, List *findings)
{
	const Control *c = fact->control;
	PolicyMatch *matches = palloc(sizeof(PolicyMatch) * Max(set->npolicies, 1));
	const Policy **bands = palloc(sizeof(Policy *) * Max(set->npolicies, 1));
	int			nmatches = resolve_matches(set, fact, with_shadow, matches);

	for (int slot = 0; slot < c->nslots && nmatches > 0; slot++)
	{
		const Policy *broken;
		double		measured = NAN;

		if (c->slots[slot].document)
			continue;
		broken = broken_band(fact, bands, resolve_bands(matches, nmatches, slot, bands), slot,
							 &measured);
		if (broken != NULL && isinf(measured) && c->zero_base_by_size &&
			size_is_bounded(fact, matches, nmatches, c->slots[slot].direction))
			continue;
		/* The mode with shadow adds what shadow policies would have done. */
		if (broken != NULL && broken->active != with_shadow &&
			!already_found(findings, fact, broken))
			findings = lappend(findings, make_finding(fact, broken, slot, measured));
	}
	pfree(bands);
	pfree(matches);
	return findings;
}

static bool
has_shadow(const PolicySet *set, const Control *control)
{
	for (int i = 0; i < set->npolicies; i++)
	{
		if (set->policies[i].control == control && !set->policies[i].active)
			return true;
	}
	return false;
}

/*
 * Active policies decide among themselves; a policy in shadow never displaces
 * one. What would happen if the shadow ones were active is judged apart.
 */
List *
resolve_fact(const PolicySet *set, const Fact *fact, List *findings)
{
	findings = resolve_mode(set, fact, false, findings);
	if (has_shadow(set, fact->control))
		findings = resolve_mode(set, fact, true, findings);
	return findings;
}

static void
document_mode(const PolicySet *set, const Fact *fact, bool with_shadow, List **rules)
{
	const Control *c = fact->control;
	PolicyMatch *matches = palloc(sizeof(PolicyMatch) * Max(set->npolicies, 1));
	const Policy **bands = palloc(sizeof(Policy *) * Max(set->npolicies, 1));
	int			nmatches = resolve_matches(set, fact, with_shadow, matches);

	for (int slot = 0; slot < c->nslots; slot++)
	{
		int			nbands;

		if (!c->slots[slot].document)
			continue;
		nbands = resolve_bands(matches, nmatches, slot, bands);
		for (int i = 0; i < nbands; i++)
		{
			DocumentRule *rule;

			if (bands[i]->active == with_shadow)
				continue;
			rule = palloc(sizeof(DocumentRule));
			rule->policy = bands[i];
			rule->slot = slot;
			*rules = lappend(*rules, rule);
		}
	}
	pfree(bands);
	pfree(matches);
}

List *
resolve_document(const PolicySet *set, const Fact *fact)
{
	List	   *rules = NIL;

	document_mode(set, fact, false, &rules);
	if (has_shadow(set, fact->control))
		document_mode(set, fact, true, &rules);
	return rules;
}

Finding *
resolve_total(const DocumentRule *rule, const Fact *document)
{
	double		measured = rule->policy->control->measure(document, rule->slot,
															   rule->policy->settings);

	if (isnan(measured) || !slot_broken(&rule->policy->control->slots[rule->slot], measured,
										rule->policy->limits[rule->slot]))
		return NULL;
	return make_finding(document, rule->policy, rule->slot, measured);
}
