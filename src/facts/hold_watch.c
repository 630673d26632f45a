/*-------------------------------------------------------------------------
 * hold_watch.c
 *		Keeps, for each backend, which kinds of holds stand: a statement that
 *		touches nothing of these kinds is judged without a query, however many
 *		holds there are.
 *
 * A trigger on the hold table sends a relcache message, which arrives before
 * the COMMIT of whoever placed or released a hold returns. The kinds are read
 * with the latest snapshot; a message that arrives meanwhile has them read
 * again. That a hold has expired is left to the query that looks for it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/inval.h"
#include "utils/lsyscache.h"
#include "utils/rel.h"
#include "utils/timestamp.h"

#include "facts/hold_watch.h"
#include "odoo/query.h"

const char *const hold_kind_names[HOLD_KINDS] = {
	[HOLD_LOT] = "lot",
	[HOLD_PRODUCT] = "product",
	[HOLD_CATEGORY] = "category",
	[HOLD_LOCATION] = "location",
	[HOLD_PARTNER] = "partner",
	[HOLD_PURCHASE_ORDER] = "purchase_order",
	[HOLD_SALE_ORDER] = "sale_order",
	[HOLD_PICKING] = "picking",
	[HOLD_CARRIER] = "carrier",
	[HOLD_COUNTRY] = "country",
};

static Oid	hold_relid = InvalidOid;
static uint64 generation = 1;	/* bumped by the callback; 0 is never current */
static uint64 known_generation = 0;
static uint32 known_kinds = 0;

static void
hold_relcache_callback(Datum arg, Oid relid)
{
	if (relid == InvalidOid || relid == hold_relid)
		generation++;
}

void
hold_watch_init(void)
{
	CacheRegisterRelcacheCallback(hold_relcache_callback, (Datum) 0);
}

Datum
hold_kind_array(const HoldKind *kinds, int n)
{
	Datum	   *names = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		names[i] = CStringGetTextDatum(hold_kind_names[kinds[i]]);
	return PointerGetDatum(construct_array(names, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static uint32
load_kinds(void)
{
	static KeptQuery query;
	HoldKind	all[HOLD_KINDS];
	uint32		kinds = 0;
	uint64		rows;
	Datum		args[2];
	QueryScope	scope;

	for (int k = 0; k < HOLD_KINDS; k++)
		all[k] = k;
	args[0] = hold_kind_array(all, HOLD_KINDS);
	args[1] = TimestampTzGetDatum(GetCurrentTimestamp());
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTARRAYOID, TIMESTAMPTZOID};

		query_prepare(&query, 1,
					  "SELECT k.n::int4 FROM unnest($1) WITH ORDINALITY k(kind, n)"
					  " CROSS JOIN LATERAL (SELECT FROM inventory_gov.hold h WHERE h.kind = k.kind"
					  "  AND h.released_at IS NULL AND h.until > $2 LIMIT 1) h",
					  2, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		kinds |= 1 << (result_int(i, 1) - 1);
	query_end(&scope);
	return kinds;
}

uint64
holds_generation(void)
{
	AcceptInvalidationMessages();
	return generation;
}

uint32
holds_standing(void)
{
	AcceptInvalidationMessages();
	/* a bound, for builds that discard all caches at every lookup */
	for (int i = 0; i < 10 && known_generation != generation; i++)
	{
		uint64		before = generation;

		hold_relid = get_relname_relid("hold", extension_namespace());
		known_kinds = load_kinds();
		known_generation = before;
	}
	return known_kinds;
}

PG_FUNCTION_INFO_V1(inventory_gov_hold_changed);

/* AFTER INSERT OR UPDATE on hold: all sessions look anew. */
Datum
inventory_gov_hold_changed(PG_FUNCTION_ARGS)
{
	if (!CALLED_AS_TRIGGER(fcinfo))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("hold_changed() can only be called as a trigger")));
	CacheInvalidateRelcacheByRelid(RelationGetRelid(((TriggerData *) fcinfo->context)->tg_relation));
	return PointerGetDatum(NULL);
}
