/*-------------------------------------------------------------------------
 * stock_keys.c
 *		Reads what is on hand of quant keys, over all their quants: Odoo makes a
 *		second quant for a key whose first is locked, so a single row tells
 *		nothing.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"

#include "facts/stock_keys.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

typedef struct KeyPlace
{
	QuantKey	key;			/* hash key */
	int			place;
} KeyPlace;

StockKeys *
stock_keys_new(int expected)
{
	StockKeys  *set = palloc0(sizeof(StockKeys));
	HASHCTL		ctl = {.keysize = sizeof(QuantKey),.entrysize = sizeof(KeyPlace)};

	ctl.hcxt = CurrentMemoryContext;
	set->size = Max(expected, 8);
	set->keys = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(StockKey) * set->size);
	set->places = hash_create("inventory_gov stock keys", set->size, &ctl,
							  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
	return set;
}

bool
quant_key_is_stock(const QuantKey *key)
{
	return key->location_id != 0;
}

void
stock_keys_add(StockKeys *set, const QuantKey *key, const GoodsLine *line)
{
	KeyPlace   *place;
	bool		found;

	if (!quant_key_is_stock(key))
		return;
	place = hash_search(set->places, key, HASH_ENTER, &found);
	if (found)
	{
		set->keys[place->place].line = line;
		return;
	}
	if (set->n == set->size)
	{
		set->size *= 2;
		set->keys = repalloc_huge(set->keys, sizeof(StockKey) * set->size);
	}
	place->place = set->n;
	set->keys[set->n++] = (StockKey) {*key, line, 0, 0};
}

StockKey *
stock_keys_find(const StockKeys *set, const QuantKey *key)
{
	const KeyPlace *place = quant_key_is_stock(key)
		? hash_search(set->places, key, HASH_FIND, NULL) : NULL;

	return place == NULL ? NULL : &set->keys[place->place];
}

void
stock_keys_lock(const StockKeys *set)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(set->n, 1));

	for (int i = 0; i < set->n; i++)
	{
		keys[i] = hash_bytes((const unsigned char *) &set->keys[i].key, sizeof(QuantKey));
		if (keys[i] == 0)
			keys[i] = 1;		/* 0 stands for all of them */
	}
	advisory_lock_many(LOCK_STOCK_KEY, keys, set->n);
}

/* Flows that concern the keys and whose quantity is not known in the product's unit. */
static StockFlow **
unknown_flows(const StockKeys *set, StockFlow *flows, int nflows, int *n)
{
	StockFlow **unknown = palloc(sizeof(StockFlow *) * Max(nflows, 1));

	*n = 0;
	for (int i = 0; i < nflows; i++)
	{
		if (isnan(flows[i].exact) && (stock_keys_find(set, &flows[i].out) || stock_keys_find(set, &flows[i].in)))
			unknown[(*n)++] = &flows[i];
	}
	return unknown;
}

static Datum
key_ids(const StockKeys *set, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(set->n, 1));

	for (int i = 0; i < set->n; i++)
		ids[i] = *(const int32 *) ((const char *) &set->keys[i].key + offset);
	return int_array(ids, set->n);
}

static char *
stock_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, true, (SELECT sum(q.quantity) FROM " ODOO_SCHEMA ".stock_quant q"
					"  WHERE q.product_id = u.product_id AND q.location_id = u.location_id"
					"   AND COALESCE(q.lot_id, 0) = u.lot_id AND COALESCE(q.package_id, 0) = u.package_id"
					"   AND COALESCE(q.owner_id, 0) = u.owner_id)::float8"
					" FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
					"  u(product_id, location_id, lot_id, package_id, owner_id, ord)"
					" UNION ALL"
					" SELECT u.ord::int4, false, CASE WHEN %1$s THEN %2$s ELSE 0 END::float8"
					" FROM unnest($6, $7, $8) WITH ORDINALITY u(product_id, uom_id, qty, ord)"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = u.uom_id",
					sql_is_storable(s, "pt"), sql_to_product_uom(s, "u.qty::numeric", "lu", "pu"));
}

#define STOCK_ARGS 8

static void
flow_args(StockFlow *const *flows, int n, Datum *args)
{
	int32	   *products = palloc(sizeof(int32) * Max(n, 1));
	int32	   *units = palloc(sizeof(int32) * Max(n, 1));
	Datum	   *quantities = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
	{
		products[i] = quant_key_is_stock(&flows[i]->out) ? flows[i]->out.product_id
			: flows[i]->in.product_id;
		units[i] = flows[i]->uom_id;
		quantities[i] = Float8GetDatum(flows[i]->qty);
	}
	args[0] = int_array(products, n);
	args[1] = int_array(units, n);
	args[2] = PointerGetDatum(construct_array(quantities, n, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

void
stock_keys_load(StockKeys *set, StockFlow *flows, int nflows)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int			nunknown;
	StockFlow **unknown = unknown_flows(set, flows, nflows, &nunknown);
	Datum		args[STOCK_ARGS];
	QueryScope	scope;
	uint64		rows;

	args[0] = key_ids(set, offsetof(QuantKey, product_id));
	args[1] = key_ids(set, offsetof(QuantKey, location_id));
	args[2] = key_ids(set, offsetof(QuantKey, lot_id));
	args[3] = key_ids(set, offsetof(QuantKey, package_id));
	args[4] = key_ids(set, offsetof(QuantKey, owner_id));
	flow_args(unknown, nunknown, &args[5]);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[STOCK_ARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
		INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, s->generation, stock_query(s), STOCK_ARGS, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, 1) - 1;

		if (result_bool(i, 2))
			set->keys[ord].on_hand = result_float(i, 3);
		else
			unknown[ord]->exact = result_float(i, 3);
	}
	query_end(&scope);
}

void
stock_keys_add_up(StockKeys *set, const StockFlow *flows, int nflows)
{
	for (int i = 0; i < set->n; i++)
		set->keys[i].net = 0;
	for (int i = 0; i < nflows; i++)
	{
		double		moved = flows[i].taken_back ? -flows[i].exact : flows[i].exact;
		StockKey   *key = stock_keys_find(set, &flows[i].out);

		if (key != NULL)
			key->net -= moved;
		key = stock_keys_find(set, &flows[i].in);
		if (key != NULL)
			key->net += moved;
	}
}
