/*-------------------------------------------------------------------------
 * tier.c
 *		The risk tier a fact is judged by: the highest of its product's, its
 *		partner's, its user's and its place's.
 *
 * What nobody rated has no say, and a fact of which nothing is rated is of tier
 * standard. A product not rated itself has the tier of its nearest category
 * that is; a place that of the nearest place around it. Of a partner and its
 * commercial entity the higher counts, and so it does of what a person set and
 * what tightened by itself.
 *
 * Nothing is kept in the backend: only facts that a control looks at closer
 * ever come here, and only where a policy asks for tiers. An index probe for
 * each of their ids is less than any upkeep of a copy of all tiers, and what is
 * set acts from its commit on, and ends on time.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "odoo/query.h"
#include "policy/tier.h"

enum
{
	TIER_UNRATED, TIER_LOW, TIER_STANDARD, TIER_HIGH, TIER_CRITICAL, TIERS
};

static const char *const names[TIERS] = {NULL, "low", "standard", "high", "critical"};

/* Kinds of what can be rated, as the table names them. */
enum
{
	RATED_PRODUCT, RATED_CATEGORY, RATED_PARTNER, RATED_USER, RATED_LOCATION
};

static const char *const kind_names[] = {"product", "category", "partner", "user", "location"};

int
tier_by_name(const char *name)
{
	for (int t = TIER_LOW; t < TIERS; t++)
	{
		if (strcmp(names[t], name) == 0)
			return t;
	}
	return 0;
}

const char *
tier_name(int tier)
{
	return names[tier];
}

char *
tier_names(void)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int t = TIER_LOW; t < TIERS; t++)
		appendStringInfo(&buf, "%s%s", t > TIER_LOW ? ", " : "", names[t]);
	return buf.data;
}

/* ---- what is asked for ---- */

/* Something that may be rated, and what it is rated. */
typedef struct Rated
{
	int32		kind;
	int32		id;
	RiskRating	rating;
} Rated;

typedef struct RatedArray
{
	Rated	   *items;
	int			n;
	int			room;
} RatedArray;

static void
ask(RatedArray *a, int32 kind, int32 id)
{
	if (id == 0)
		return;
	if (a->n == a->room)
	{
		a->room *= 2;
		a->items = repalloc(a->items, sizeof(Rated) * a->room);
	}
	a->items[a->n++] = (Rated) {.kind = kind,.id = id};
}

static void
ask_for_fact(RatedArray *a, const Fact *fact)
{
	const ScopeFacts *s = &fact->scope;

	ask(a, RATED_PRODUCT, s->product_id);
	for (int i = 0; i < s->category_path_length; i++)
		ask(a, RATED_CATEGORY, s->category_path[i]);
	for (int i = 0; i < s->npartners; i++)
		ask(a, RATED_PARTNER, s->partners[i]);
	ask(a, RATED_USER, fact->actor_id);
	for (int i = 0; i < s->location_path_length; i++)
		ask(a, RATED_LOCATION, s->location_path[i]);
}

static int
compare_rated(const void *a, const void *b)
{
	const Rated *x = a;
	const Rated *y = b;

	if (x->kind != y->kind)
		return x->kind - y->kind;
	return (x->id > y->id) - (x->id < y->id);
}

static void
keep_each_once(RatedArray *a)
{
	int			kept = 0;

	qsort(a->items, a->n, sizeof(Rated), compare_rated);
	for (int i = 0; i < a->n; i++)
	{
		if (kept == 0 || compare_rated(&a->items[kept - 1], &a->items[i]) != 0)
			a->items[kept++] = a->items[i];
	}
	a->n = kept;
}

static const Rated *
find_rated(const RatedArray *a, int32 kind, int32 id)
{
	Rated		key = {.kind = kind,.id = id};

	return bsearch(&key, a->items, a->n, sizeof(Rated), compare_rated);
}

/* ---- what is on the books ---- */

static void
run_query(RatedArray *a)
{
	static KeptQuery query;
	int32	   *kinds = palloc(sizeof(int32) * a->n);
	int32	   *ids = palloc(sizeof(int32) * a->n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < a->n; i++)
	{
		kinds[i] = a->items[i].kind;
		ids[i] = a->items[i].id;
	}
	args[0] = int_array(kinds, a->n);
	args[1] = int_array(ids, a->n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		/* a probe of the index for each id, however many are rated and whatever the statistics */
		query_prepare(&query, 1,
					  "SELECT u.place::int4, t.tier, t.automatic"
					  " FROM unnest($1, $2) WITH ORDINALITY u(kind, id, place),"
					  " LATERAL (SELECT r.tier, r.automatic FROM inventory_gov.risk_tier r"
					  "  WHERE r.kind = ('{product,category,partner,user,location}'::text[])[u.kind + 1]"
					  "  AND r.odoo_id = u.id AND r.ended_at IS NULL"
					  "  AND (r.valid_until IS NULL OR r.valid_until > clock_timestamp())"
					  "  OFFSET 0) t",
					  2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Rated	   *item = &a->items[result_int(i, 1) - 1];
		int			tier = tier_by_name(result_text(i, 2, CurrentMemoryContext));

		if (tier > item->rating.tier)
			item->rating = (RiskRating) {.tier = tier,.kind = kind_names[item->kind],
			.odoo_id = item->id,.automatic = result_bool(i, 3)};
	}
	query_end(&scope);
}

/* ---- what follows for a fact ---- */

static void
raise_to(RiskRating *rating, const Rated *item)
{
	if (item != NULL && item->rating.tier > rating->tier)
		*rating = item->rating;
}

/* The last of a path that is rated, or NULL. */
static const Rated *
nearest_rated(const RatedArray *a, int32 kind, const int32 *path, int n)
{
	for (int i = n - 1; i >= 0; i--)
	{
		const Rated *item = find_rated(a, kind, path[i]);

		if (item->rating.tier != TIER_UNRATED)
			return item;
	}
	return NULL;
}

static const Rated *
rated_product(const RatedArray *a, const ScopeFacts *s)
{
	const Rated *item = find_rated(a, RATED_PRODUCT, s->product_id);

	if (item != NULL && item->rating.tier != TIER_UNRATED)
		return item;
	return nearest_rated(a, RATED_CATEGORY, s->category_path, s->category_path_length);
}

static void
rate_fact(const RatedArray *a, Fact *fact)
{
	ScopeFacts *s = &fact->scope;
	RiskRating	rating = {0};

	raise_to(&rating, rated_product(a, s));
	for (int i = 0; i < s->npartners; i++)
		raise_to(&rating, find_rated(a, RATED_PARTNER, s->partners[i]));
	raise_to(&rating, find_rated(a, RATED_USER, fact->actor_id));
	raise_to(&rating, nearest_rated(a, RATED_LOCATION, s->location_path, s->location_path_length));
	if (rating.tier == TIER_UNRATED)
		rating.tier = TIER_STANDARD;
	s->risk = rating;
}

void
tier_rate(const PolicySet *set, const List *facts)
{
	RatedArray	a = {.room = 64};
	ListCell   *lc;

	if (!set->uses_tier || facts == NIL)
		return;
	a.items = palloc(sizeof(Rated) * a.room);
	foreach(lc, facts)
		ask_for_fact(&a, lfirst(lc));
	keep_each_once(&a);
	if (a.n > 0)
		run_query(&a);
	foreach(lc, facts)
		rate_fact(&a, lfirst(lc));
	pfree(a.items);
}

char *
tier_text(const ScopeFacts *scope)
{
	const RiskRating *r = &scope->risk;

	if (r->kind == NULL)
		return psprintf("%s: nothing is rated", names[r->tier]);
	return psprintf("%s: %s %d%s", names[r->tier], r->kind, r->odoo_id,
					r->automatic ? ", by itself" : "");
}
