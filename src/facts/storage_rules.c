/*-------------------------------------------------------------------------
 * storage_rules.c
 *		Keeps what is declared about storage, so that the daily move is judged
 *		without a query; and finds the rule that decides.
 *
 * A trigger on each of the tables sends a relcache message, which arrives before
 * the COMMIT of whoever declared something returns. All is read with the latest
 * snapshot; a message that arrives meanwhile has it read again.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "commands/trigger.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/memutils.h"
#include "utils/rel.h"

#include "facts/storage_rules.h"
#include "odoo/query.h"

static const char *const tables[] = {"quarantine_place", "place_rule", "hazard_class", "crossing_rule"};

static Oid	relids[lengthof(tables)];
static uint64 generation = 1;	/* bumped by the callback; 0 is never current */
static uint64 known_generation = 0;
static StorageRules known;
static MemoryContext rules_cxt = NULL;

static void
rules_relcache_callback(Datum arg, Oid relid)
{
	for (int i = 0; i < lengthof(tables); i++)
	{
		if (relid == InvalidOid || relid == relids[i])
		{
			generation++;
			return;
		}
	}
}

void
storage_rules_init(void)
{
	CacheRegisterRelcacheCallback(rules_relcache_callback, (Datum) 0);
}

enum
{
	R_TABLE = 1, R_ID, R_LOCATION, R_PRODUCT, R_CATEGORY, R_OWNER, R_FROM, R_TO, R_FLAG, R_WORD,
	R_TEXT
};

/* The row's place in *array, which is made large enough for all rows at first. */
static void *
next(void *array, int *n, size_t element, uint64 rows)
{
	void	  **elements = array;

	if (*elements == NULL)
		*elements = MemoryContextAllocZero(rules_cxt, element * rows);
	return (char *) *elements + element * (*n)++;
}

static void
take_row(StorageRules *r, uint64 row, uint64 rows)
{
	int32		product_id = result_int(row, R_PRODUCT);
	int32		category_id = result_int(row, R_CATEGORY);
	char	   *word = result_text(row, R_WORD, rules_cxt);

	switch (result_int(row, R_TABLE))
	{
		case 0:
			*(QuarantinePlace *) next(&r->quarantine, &r->nquarantine, sizeof(QuarantinePlace), rows) =
				(QuarantinePlace) {result_int(row, R_LOCATION), word};
			break;
		case 1:
			*(PlaceRule *) next(&r->places, &r->nplaces, sizeof(PlaceRule), rows) =
				(PlaceRule) {result_int(row, R_ID), result_bool(row, R_FLAG), result_int(row, R_LOCATION),
				product_id, category_id, word, result_text(row, R_TEXT, rules_cxt)};
			break;
		case 2:
			*(HazardClass *) next(&r->hazards, &r->nhazards, sizeof(HazardClass), rows) =
				(HazardClass) {word, product_id, category_id};
			break;
		default:
			*(CrossingRule *) next(&r->crossings, &r->ncrossings, sizeof(CrossingRule), rows) =
				(CrossingRule) {result_bool(row, R_FLAG), result_int(row, R_OWNER), result_int(row, R_FROM),
				result_int(row, R_TO), word};
	}
}

static StorageRules
load_rules(void)
{
	static KeptQuery query;
	StorageRules r = {0};
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT 0, id, location_id, 0, 0, 0, 0, 0, false, location_name, ''"
					  " FROM inventory_gov.quarantine_place WHERE ended_at IS NULL"
					  " UNION ALL SELECT 1, id, location_id, product_id, category_id, 0, 0, 0, verdict = 'deny', hazard, why"
					  " FROM inventory_gov.place_rule WHERE ended_at IS NULL"
					  " UNION ALL SELECT 2, id, 0, product_id, category_id, 0, 0, 0, false, hazard, ''"
					  " FROM inventory_gov.hazard_class WHERE ended_at IS NULL"
					  " UNION ALL SELECT 3, id, 0, 0, 0, owner_id, from_company_id, to_company_id, kind = 'company', purpose, ''"
					  " FROM inventory_gov.crossing_rule WHERE ended_at IS NULL",
					  0, NULL);
	rows = query_run(&query, NULL, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		take_row(&r, i, rows);
	query_end(&scope);
	return r;
}

const StorageRules *
storage_rules(void)
{
	AcceptInvalidationMessages();
	/* a bound, for builds that discard all caches at every lookup */
	for (int i = 0; i < 10 && known_generation != generation; i++)
	{
		uint64		before = generation;

		for (int t = 0; t < lengthof(tables); t++)
			relids[t] = get_relname_relid(tables[t], extension_namespace());
		if (rules_cxt == NULL)
			rules_cxt = AllocSetContextCreate(CacheMemoryContext, "inventory_gov storage rules",
											  ALLOCSET_SMALL_SIZES);
		known_generation = 0;
		MemoryContextReset(rules_cxt);
		known = load_rules();
		known_generation = before;
	}
	return &known;
}

/* How deep in the path the location lies, counted from 1; 0: it does not. */
static int
depth_in(int32 id, const int32 *path, int n)
{
	for (int i = n; i > 0; i--)
	{
		if (path[i - 1] == id)
			return i;
	}
	return 0;
}

const QuarantinePlace *
quarantine_around(const StorageRules *rules, const Location *location)
{
	for (int i = 0; i < rules->nquarantine; i++)
	{
		if (depth_in(rules->quarantine[i].location_id, location->path, location->path_length) > 0)
			return &rules->quarantine[i];
	}
	return NULL;
}

bool
place_has_rules(const StorageRules *rules, const Location *location)
{
	for (int i = 0; i < rules->nplaces; i++)
	{
		if (depth_in(rules->places[i].location_id, location->path, location->path_length) > 0)
			return true;
	}
	return false;
}

static bool
is_of_hazard(const StorageRules *rules, const char *hazard, const ScopeFacts *goods)
{
	for (int i = 0; i < rules->nhazards; i++)
	{
		const HazardClass *h = &rules->hazards[i];

		if (strcmp(h->hazard, hazard) == 0 &&
			(h->product_id == goods->product_id ||
			 (h->category_id != 0 && depth_in(h->category_id, goods->category_path, goods->category_path_length) > 0)))
			return true;
	}
	return false;
}

#define BEYOND_ANY_DEPTH 1000

/* How narrowly the rule is for these goods, counted from 1: all, hazard class, category, product. 0: not for them. */
static int
narrowness(const StorageRules *rules, const PlaceRule *rule, const ScopeFacts *goods)
{
	int			depth;

	if (rule->product_id != 0)
		return rule->product_id == goods->product_id ? BEYOND_ANY_DEPTH : 0;
	if (rule->category_id != 0)
	{
		depth = depth_in(rule->category_id, goods->category_path, goods->category_path_length);
		return depth == 0 ? 0 : 2 + depth;
	}
	if (rule->hazard != NULL)
		return is_of_hazard(rules, rule->hazard, goods) ? 2 : 0;
	return 1;
}

const PlaceRule *
place_rule_of(const StorageRules *rules, const Location *location, const ScopeFacts *goods)
{
	const PlaceRule *best = NULL;
	int			best_depth = 0;
	int			best_narrowness = 0;

	for (int i = 0; i < rules->nplaces; i++)
	{
		const PlaceRule *rule = &rules->places[i];
		int			depth = depth_in(rule->location_id, location->path, location->path_length);
		int			narrow = depth == 0 ? 0 : narrowness(rules, rule, goods);

		if (narrow == 0 || depth < best_depth ||
			(depth == best_depth && narrow < best_narrowness) ||
			(depth == best_depth && narrow == best_narrowness && !rule->deny))
			continue;
		best = rule;
		best_depth = depth;
		best_narrowness = narrow;
	}
	return best;
}

PG_FUNCTION_INFO_V1(inventory_gov_storage_rules_changed);

/* AFTER INSERT OR UPDATE on what is declared: all sessions look anew. */
Datum
inventory_gov_storage_rules_changed(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("storage_rules_changed() can only be called as a trigger")));
	CacheInvalidateRelcacheByRelid(RelationGetRelid(((TriggerData *) fcinfo->context)->tg_relation));
	return PointerGetDatum(NULL);
}
