/*-------------------------------------------------------------------------
 * adjusted_locks.c
 *		Locks under which adjustments add up: of two transactions that adjust
 *		what is limited together, the second sees what the first has done.
 *
 * All of a transaction's locks are taken at its first adjustment, in ascending
 * order: for the lines at hand, and for those that are born and not done yet
 * (16 and 17 finish a count line by line). So nobody waits in a circle. What
 * comes in unannounced, a quant written without a move, is locked when it is
 * judged. Only what an active policy limits is locked: the sums of policies in
 * shadow may miss what happens at the same time.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "common/hashfn.h"

#include "controls/window.h"
#include "facts/counter.h"
#include "facts/adjusted_sums.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

typedef enum LockKind
{
	LOCK_USER = 1,
	LOCK_PRODUCT,				/* serves its quants, too */
	LOCK_LOCATION,
	LOCK_REASONS				/* all of them: the reasons of what is to come are not known */
} LockKind;

typedef struct LockKeys
{
	uint32	   *keys;
	int			n;
} LockKeys;

/* of this transaction */
static int	drafts_locked = 0;

static void
locks_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		drafts_locked = 0;
}

/* Locks taken since a savepoint go with it. */
static void
locks_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
					   void *arg)
{
	if (event == SUBXACT_EVENT_ABORT_SUB)
		drafts_locked = 0;
}

void
window_locks_init(void)
{
	RegisterXactCallback(locks_xact_callback, NULL);
	RegisterSubXactCallback(locks_subxact_callback, NULL);
}

static bool
limits(const FactRequest *request, int slot)
{
	return !isnan(request->active_floors[slot]);
}

static bool
limits_users(const FactRequest *request)
{
	return limits(request, WINDOW_USER_QTY) || limits(request, WINDOW_USER_VALUE);
}

/* 0 stands for everything. */
static void
add_key(LockKeys *keys, LockKind kind, int32 id)
{
	uint32		key = hash_combine(hash_bytes_uint32(kind), hash_bytes_uint32((uint32) id));

	keys->keys[keys->n++] = key == 0 ? 1 : key;
}

#define KEYS_OF_A_LINE 5

static void
add_keys(const FactRequest *request, LockKeys *keys, int32 product_id, int32 location_id,
		 int32 actor_id, int32 counter_id)
{
	if (limits_users(request))
	{
		add_key(keys, LOCK_USER, actor_id);
		if (counter_id != 0)
			add_key(keys, LOCK_USER, counter_id);
	}
	if (limits(request, WINDOW_PRODUCT_QTY) || limits(request, WINDOW_PRODUCT_VALUE) ||
		limits(request, WINDOW_QUANT_TIMES))
		add_key(keys, LOCK_PRODUCT, product_id);
	if (limits(request, WINDOW_LOCATION_VALUE))
		add_key(keys, LOCK_LOCATION, location_id);
	if (limits(request, WINDOW_REASON_VALUE))
		add_key(keys, LOCK_REASONS, 0);
}

static LockKeys
keys_for(int nlines)
{
	LockKeys	keys = {palloc(sizeof(uint32) * KEYS_OF_A_LINE * Max(nlines, 1)), 0};

	return keys;
}

void
window_lock_lines(const FactRequest *request, const AdjustedLine *lines, int n)
{
	LockKeys	keys;

	if (advisory_all_locked(LOCK_ADJUSTMENT))
		return;
	keys = keys_for(n);
	for (int i = 0; i < n; i++)
		add_keys(request, &keys, lines[i].line->key.product_id, lines[i].line->key.location_id,
				 lines[i].line->actor_id, lines[i].fact->counter_id);
	advisory_lock_many(LOCK_ADJUSTMENT, keys.keys, keys.n);
}

static int32
stock_place(const MoveEvent *e)
{
	return e->from == USAGE_INVENTORY ? e->location_dest_id : e->location_id;
}

/* Quants where the moves go to or come from, of any lot, package and owner. */
static int32 *
quants_of(const MoveEvent *events, int n, int *nquants)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *products = palloc(sizeof(int32) * n);
	int32	   *places = palloc(sizeof(int32) * n);
	int32	   *quants;
	Datum		args[2];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		products[i] = events[i].product_id;
		places[i] = stock_place(&events[i]);
	}
	args[0] = int_array(products, n);
	args[1] = int_array(places, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  "SELECT q.id FROM unnest($1, $2) u(product_id, location_id)"
					  " JOIN " ODOO_SCHEMA ".stock_quant q ON q.product_id = u.product_id"
					  " AND q.location_id = u.location_id",
					  2, types);
	}
	*nquants = (int) query_run(&query, args, NULL, SEE_LATEST);
	quants = MemoryContextAlloc(cxt, sizeof(int32) * Max(*nquants, 1));
	for (int i = 0; i < *nquants; i++)
		quants[i] = result_int(i, 1);
	query_end(&scope);
	return quants;
}

static CountTaken *
counts_there(const FactRequest *request, const MoveEvent *events, int n, int *ncounts)
{
	int32	   *quants;

	*ncounts = 0;
	if (!limits_users(request))
		return NULL;
	quants = quants_of(events, n, ncounts);
	return counts_of(quants, *ncounts);
}

void
window_before_adjustments(const FactRequest *request, const MoveEvent *drafts, int n)
{
	LockKeys	keys;
	CountTaken *counts;
	int			ncounts;

	if (n == drafts_locked || advisory_all_locked(LOCK_ADJUSTMENT))
		return;
	counts = counts_there(request, drafts, n, &ncounts);
	keys = keys_for(n + ncounts);
	for (int i = 0; i < n; i++)
		add_keys(request, &keys, drafts[i].product_id, stock_place(&drafts[i]),
				 drafts[i].actor_id, 0);
	for (int i = 0; i < ncounts; i++)
	{
		if (counts[i].counter_id != 0)
			add_key(&keys, LOCK_USER, counts[i].counter_id);
	}
	advisory_lock_many(LOCK_ADJUSTMENT, keys.keys, keys.n);
	drafts_locked = n;
}
