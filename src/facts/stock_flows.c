/*-------------------------------------------------------------------------
 * stock_flows.c
 *		Remembers line by line what this transaction's done moves do to quant
 *		keys, and which keys were told.
 *
 * A line that is corrected takes its last flow back and brings a new one, so
 * the sum over all flows is what the transaction has done to a key, however
 * often a line was written. Arrays under TopTransactionContext: an entry bears
 * its subtransaction, and those of one that aborts are dropped from the tail
 * (its children have larger ids).
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/stock_flows.h"
#include "odoo/directory.h"

/* A line's last flow; lines without id are known by their move. */
typedef struct LastFlow
{
	int32		ids[2];			/* key: move where there is no line, line */
	int			flow;
} LastFlow;

/* What was told of a key last. */
typedef struct LastTold
{
	QuantKey	key;			/* hash key */
	int			told;
} LastTold;

static MemoryContext context = NULL;
static StockFlow *flows = NULL;
static int	nflows = 0;
static int	flows_size = 0;
static HTAB *last_flows = NULL;
static HTAB *last_told = NULL;
static ToldKey *told_keys = NULL;
static int	ntold = 0;
static int	told_size = 0;

static void
flows_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	flows = NULL;
	last_flows = last_told = NULL;
	told_keys = NULL;
	nflows = flows_size = ntold = told_size = 0;
}

static LastFlow *
last_flow(const StockFlow *flow, HASHACTION action, bool *found)
{
	int32		ids[2] = {flow->line_id == 0 ? flow->move_id : 0, flow->line_id};

	return hash_search(last_flows, ids, action, found);
}

static void
flows_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
					   void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	while (nflows > 0 && flows[nflows - 1].subid >= subid)
	{
		const StockFlow *flow = &flows[--nflows];

		if (flow->before < 0)
			(void) last_flow(flow, HASH_REMOVE, NULL);
		else
			last_flow(flow, HASH_FIND, NULL)->flow = flow->before;
	}
	while (ntold > 0 && told_keys[ntold - 1].subid >= subid)
	{
		const ToldKey *told = &told_keys[--ntold];

		if (told->before < 0)
			(void) hash_search(last_told, &told->key, HASH_REMOVE, NULL);
		else
			((LastTold *) hash_search(last_told, &told->key, HASH_FIND, NULL))->told = told->before;
	}
}

void
flows_init(void)
{
	RegisterXactCallback(flows_xact_callback, NULL);
	RegisterSubXactCallback(flows_subxact_callback, NULL);
}

static MemoryContext
flows_context(void)
{
	if (context == NULL)
		context = AllocSetContextCreate(TopTransactionContext, "inventory_gov stock flows",
										ALLOCSET_SMALL_SIZES);
	return context;
}

static HTAB *
make_hash(const char *name, Size key, Size entry)
{
	HASHCTL		ctl = {.keysize = key,.entrysize = entry,.hcxt = flows_context()};

	return hash_create(name, 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void *
grow(void *array, int used, int *size, size_t element)
{
	if (used < *size)
		return array;
	*size = Max(*size * 2, 16);
	if (array == NULL)
		return MemoryContextAllocHuge(flows_context(), *size * element);
	return repalloc_huge(array, *size * element);
}

static QuantKey
key_at(int32 product_id, int32 location_id, LocationUsage usage, int32 lot_id, int32 package_id,
	   int32 owner_id)
{
	if (!usage_is_stock(usage))
		return (QuantKey) {0};
	return (QuantKey) {product_id, location_id, lot_id, package_id, owner_id};
}

StockFlow
flow_of_line(const GoodsLine *line)
{
	StockFlow	flow = {.move_id = line->move_id,.line_id = line->line_id,.uom_id = line->uom_id,
	.qty = line->qty,.exact = NAN};

	flow.out = key_at(line->product_id, line->location_id, line->from, line->lot_id,
					  line->package_id, line->owner_id);
	flow.in = key_at(line->product_id, line->location_dest_id, line->to, line->lot_id,
					 line->result_package_id, line->owner_id);
	return flow;
}

StockFlow
flow_of_values(const DoneValues *values, const DoneEdit *edit)
{
	const int32 *ids = values->ids;
	GoodsLine	line = {.move_id = edit->move_id,.line_id = edit->id,.qty = values->qty};
	Location	loc;

	line.product_id = ids[FIELD_PRODUCT];
	line.uom_id = ids[FIELD_UNIT];
	line.location_id = ids[FIELD_SOURCE];
	line.location_dest_id = ids[FIELD_DESTINATION];
	line.lot_id = ids[FIELD_LOT];
	line.package_id = ids[FIELD_PACKAGE];
	line.result_package_id = ids[FIELD_RESULT_PACKAGE];
	line.owner_id = ids[FIELD_OWNER];
	directory_location(line.location_id, &loc, NULL);
	line.from = loc.usage;
	directory_location(line.location_dest_id, &loc, NULL);
	line.to = loc.usage;
	return flow_of_line(&line);
}

static bool
same_flow(const StockFlow *a, const StockFlow *b)
{
	return a->qty == b->qty && a->uom_id == b->uom_id &&
		memcmp(&a->out, &b->out, sizeof(QuantKey)) == 0 &&
		memcmp(&a->in, &b->in, sizeof(QuantKey)) == 0;
}

static void
append(const StockFlow *flow, bool taken_back)
{
	bool		found;
	LastFlow   *last;

	flows = grow(flows, nflows, &flows_size, sizeof(StockFlow));
	flows[nflows] = *flow;
	flows[nflows].subid = GetCurrentSubTransactionId();
	flows[nflows].taken_back = taken_back;
	last = last_flow(flow, HASH_ENTER, &found);
	flows[nflows].before = found ? last->flow : -1;
	last->flow = nflows++;
}

/* What the line moves as far as the transaction knows; NULL: nothing. */
static const StockFlow *
known_flow(const StockFlow *flow, bool *seen)
{
	const LastFlow *last = last_flow(flow, HASH_FIND, NULL);

	*seen = last != NULL;
	return last == NULL || flows[last->flow].taken_back ? NULL : &flows[last->flow];
}

/* Lines of a move that had none: what stood for all of it is taken back. */
static void
take_whole_back(int32 move_id)
{
	StockFlow	whole = {.move_id = move_id};
	bool		seen;
	const StockFlow *known = known_flow(&whole, &seen);

	if (known != NULL)
	{
		whole = *known;
		append(&whole, true);
	}
}

bool
flows_set(const StockFlow *now, const StockFlow *at_start)
{
	bool		seen;
	const StockFlow *known;
	StockFlow	old;

	if (last_flows == NULL)
		last_flows = make_hash("inventory_gov line flows", sizeof(int32) * 2, sizeof(LastFlow));
	known = known_flow(now, &seen);
	if (!seen)
		known = at_start;
	if (known == NULL ? now->qty == 0 : same_flow(known, now))
		return false;
	if (now->line_id != 0 && !seen)
		take_whole_back(now->move_id);
	if (known != NULL)
	{
		old = *known;
		append(&old, true);
	}
	if (now->qty != 0)
		append(now, false);
	return true;
}

bool
flow_began_here(const StockFlow *flow)
{
	const LastFlow *last = last_flows == NULL ? NULL : last_flow(flow, HASH_FIND, NULL);
	int			first;

	if (last == NULL)
		return false;
	for (first = last->flow; flows[first].before >= 0;)
		first = flows[first].before;
	return !flows[first].taken_back;
}

StockFlow *
flows_all(int *n)
{
	*n = nflows;
	return flows;
}

void
flows_tell(const ToldKey *told)
{
	LastTold   *last;
	bool		found;

	if (last_told == NULL)
		last_told = make_hash("inventory_gov told keys", sizeof(QuantKey), sizeof(LastTold));
	told_keys = grow(told_keys, ntold, &told_size, sizeof(ToldKey));
	last = hash_search(last_told, &told->key, HASH_ENTER, &found);
	told_keys[ntold] = *told;
	told_keys[ntold].subid = GetCurrentSubTransactionId();
	told_keys[ntold].before = found ? last->told : -1;
	told_keys[ntold].line.event = NULL;
	last->told = ntold++;
}

const ToldKey *
flows_told(const QuantKey *key)
{
	const LastTold *last = last_told == NULL ? NULL : hash_search(last_told, key, HASH_FIND, NULL);

	return last == NULL ? NULL : &told_keys[last->told];
}
