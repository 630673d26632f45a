/*-------------------------------------------------------------------------
 * journal.c
 *		Transaction-local state that follows savepoints.
 *
 * Everything lives in one context under TopTransactionContext, so the end of
 * the transaction frees it whatever way it ends. Sums are kept in hash tables,
 * every addition is also noted in an undo list with its subtransaction; when a
 * subtransaction aborts, notes of it and of its children (their ids are larger)
 * are taken back from the tail. A subtransaction that commits needs no action:
 * an aborting parent's range covers it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/quant_journal.h"
#include "gate/journal.h"
#include "odoo/directory.h"

/* One addition to an AdjustEntry, to take back. */
typedef struct UndoNote
{
	SubTransactionId subid;
	double	   *sum;
	double		delta;
} UndoNote;

typedef struct Journal
{
	MemoryContext cxt;
	MoveEvent  *moves;			/* to be judged at the end of the statement */
	int			nmoves;
	int			moves_size;
	MoveEvent  *waiting;		/* to be looked at again when their order comes in */
	int			nwaiting;
	int			waiting_size;
	MoveEvent  *drafts;			/* adjustments not done yet */
	int			ndrafts;
	int			drafts_size;
	MoveEvent  *flows;			/* changes of done moves into stock, out of it or within */
	int			nflows;
	int			flows_size;
	HTAB	   *adjustments;
	UndoNote   *undo;
	int			nundo;
	int			undo_size;
} Journal;

static Journal journal;			/* cxt is NULL outside a transaction that uses it */

static void
forget(void)
{
	/* the memory goes with the transaction */
	memset(&journal, 0, sizeof(journal));
}

/* Drop trailing events of subtransactions from subid on. */
static int
surviving(const MoveEvent *events, int n, SubTransactionId subid)
{
	while (n > 0 && events[n - 1].subid >= subid)
		n--;
	return n;
}

static void
journal_subxact_callback(SubXactEvent event, SubTransactionId subid,
						 SubTransactionId parent, void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB || journal.cxt == NULL)
		return;
	journal.nmoves = surviving(journal.moves, journal.nmoves, subid);
	journal.nwaiting = surviving(journal.waiting, journal.nwaiting, subid);
	journal.ndrafts = surviving(journal.drafts, journal.ndrafts, subid);
	journal.nflows = surviving(journal.flows, journal.nflows, subid);
	while (journal.nundo > 0 && journal.undo[journal.nundo - 1].subid >= subid)
	{
		UndoNote   *note = &journal.undo[--journal.nundo];

		*note->sum -= note->delta;
	}
}

static void
journal_xact_callback(XactEvent event, void *arg)
{
	switch (event)
	{
		case XACT_EVENT_COMMIT:
		case XACT_EVENT_ABORT:
		case XACT_EVENT_PREPARE:
			forget();
			break;
		default:
			break;
	}
}

void
journal_init(void)
{
	RegisterXactCallback(journal_xact_callback, NULL);
	RegisterSubXactCallback(journal_subxact_callback, NULL);
}

MemoryContext
journal_context(void)
{
	if (journal.cxt == NULL)
		journal.cxt = AllocSetContextCreate(TopTransactionContext, "inventory_gov journal",
											ALLOCSET_DEFAULT_SIZES);
	return journal.cxt;
}

/* Make room for one more element; arrays double. */
static void *
grow(void *array, int used, int *size, size_t element)
{
	if (used < *size)
		return array;
	*size = *size ? *size * 2 : 64;
	if (array == NULL)
		return MemoryContextAlloc(journal_context(), *size * element);
	return repalloc_huge(array, *size * element);
}

static void
note_undo(double *sum, double delta)
{
	UndoNote   *note;

	journal.undo = grow(journal.undo, journal.nundo, &journal.undo_size, sizeof(UndoNote));
	note = &journal.undo[journal.nundo++];
	note->subid = GetCurrentSubTransactionId();
	note->sum = sum;
	note->delta = delta;
	*sum += delta;
}

static void
append_event(MoveEvent **list, int *n, int *size, const MoveEvent *event)
{
	*list = grow(*list, *n, size, sizeof(MoveEvent));
	(*list)[*n] = *event;
	(*list)[(*n)++].subid = GetCurrentSubTransactionId();
}

void
journal_add_move(const MoveEvent *event)
{
	append_event(&journal.moves, &journal.nmoves, &journal.moves_size, event);
	if (!event->cancelled && event->location_id != event->location_dest_id &&
		(usage_is_stock(event->from) || usage_is_stock(event->to)))
		append_event(&journal.flows, &journal.nflows, &journal.flows_size, event);
}

void
journal_wait(const MoveEvent *event)
{
	append_event(&journal.waiting, &journal.nwaiting, &journal.waiting_size, event);
}

MoveEvent *
journal_waiting(const List *orders, int *n)
{
	MoveEvent  *found;

	*n = 0;
	if (orders == NIL || journal.nwaiting == 0)
		return NULL;
	found = palloc(sizeof(MoveEvent) * journal.nwaiting);
	for (int i = 0; i < journal.nwaiting; i++)
	{
		if (list_member_int(orders, journal.waiting[i].order_id))
			found[(*n)++] = journal.waiting[i];
	}
	return found;
}

void
journal_add_draft(const MoveEvent *event)
{
	append_event(&journal.drafts, &journal.ndrafts, &journal.drafts_size, event);
}

MoveEvent *
journal_drafts(int *n)
{
	*n = journal.ndrafts;
	return journal.drafts;
}

/*
 * The list is emptied before anything is judged: an error in the middle must
 * not leave it to the next statement of a surviving transaction.
 */
MoveEvent *
journal_take_moves(int *n)
{
	MoveEvent  *taken;

	*n = journal.nmoves;
	if (*n == 0)
		return NULL;
	taken = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(MoveEvent) * *n);
	memcpy(taken, journal.moves, sizeof(MoveEvent) * *n);
	journal.nmoves = 0;
	return taken;
}

static HTAB *
make_table(const char *name, Size entry)
{
	HASHCTL		ctl = {.keysize = sizeof(QuantKey),.entrysize = entry};

	ctl.hcxt = journal_context();
	return hash_create(name, 64, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

AdjustEntry *
journal_adjust(const QuantKey *key, double delta)
{
	AdjustEntry *entry;
	bool		found;

	if (journal.adjustments == NULL)
		journal.adjustments = make_table("inventory_gov adjustments", sizeof(AdjustEntry));
	entry = hash_search(journal.adjustments, key, HASH_ENTER, &found);
	if (!found)
	{
		memset(entry, 0, sizeof(*entry));
		entry->key = *key;
	}
	note_undo(&entry->net, delta);
	return entry;
}

void
journal_add_rule(AdjustEntry *entry, int32 policy_id, int slot)
{
	for (int i = 0; i < entry->nrules; i++)
	{
		if (entry->rules[i].policy_id == policy_id && entry->rules[i].slot == slot)
			return;
	}
	if (entry->nrules == MAX_ENTRY_RULES)
		ereport(ERROR, (errcode(ERRCODE_PROGRAM_LIMIT_EXCEEDED),
						errmsg("more than %d document limits govern one line", MAX_ENTRY_RULES),
						errhint("Retire some policies of adjustment_limit.")));
	entry->rules[entry->nrules].policy_id = policy_id;
	entry->rules[entry->nrules++].slot = slot;
}

void
journal_each_adjustment(adjust_visitor visit, void *arg)
{
	HASH_SEQ_STATUS seq;
	AdjustEntry *entry;

	if (journal.adjustments == NULL)
		return;
	hash_seq_init(&seq, journal.adjustments);
	while ((entry = hash_seq_search(&seq)) != NULL)
		visit(entry, arg);
}

bool
journal_has_stock_changes(void)
{
	return quants_any() || journal.adjustments != NULL || journal.nflows > 0;
}

/* What one product's quants do in this transaction. */
typedef struct ProductBalance
{
	int32		product_id;
	double		net;			/* over all stock locations */
	double		turnover;		/* the size of what was moved, for rounding noise */
	const QuantEntry *stock;	/* the stock key that changed most */
} ProductBalance;

static void
add_to_balance(ProductBalance *b, const QuantEntry *q)
{
	Location	loc;

	directory_location(q->key.location_id, &loc, NULL);
	if (!usage_is_stock(loc.usage) || q->net == 0)
		return;
	b->net += q->net;
	b->turnover += fabs(q->net);
	if (b->stock == NULL || fabs(q->net) > fabs(b->stock->net))
		b->stock = q;
}

static bool
is_noise(const ProductBalance *b, double rest)
{
	return fabs(rest) <= 1e-6 + 1e-9 * b->turnover;
}

/*
 * What the product's done moves do not explain. Almost always the moves' own
 * quantities agree with the quants at once; only where they are in another
 * unit than the product's does it take a query.
 */
static double
unexplained(const ProductBalance *b)
{
	MoveEvent  *mine = palloc(sizeof(MoveEvent) * Max(journal.nflows, 1));
	double		flow = 0;
	int			n = 0;

	for (int i = 0; i < journal.nflows; i++)
	{
		const MoveEvent *e = &journal.flows[i];

		if (e->product_id != b->product_id)
			continue;
		flow += event_stock_direction(e) * (e->done_qty - e->old_done_qty);
		mine[n++] = *e;
	}
	if (!is_noise(b, b->net - flow) && n > 0)
		flow = facts_stock_flow(mine, n);
	pfree(mine);
	return is_noise(b, b->net - flow) ? 0 : b->net - flow;
}

/*
 * Odoo promises no order between a move and its quants, so this can only be
 * told at the end of the transaction. A product whose stock is the same as
 * before is left alone, whatever was written about its moves.
 */
int
journal_unbalanced(AdjustLine **lines)
{
	QuantEntry **all;
	int			n;
	int			found = 0;

	*lines = NULL;
	all = quants_sorted(&n);
	for (int i = 0; i < n;)
	{
		ProductBalance b = {.product_id = all[i]->key.product_id};
		double		rest;

		for (; i < n && all[i]->key.product_id == b.product_id; i++)
			add_to_balance(&b, all[i]);
		if (b.stock == NULL || is_noise(&b, b.net))
			continue;
		rest = unexplained(&b);
		if (rest == 0)
			continue;
		if (*lines == NULL)
			*lines = palloc0(sizeof(AdjustLine) * n);
		(*lines)[found].key = b.stock->key;
		(*lines)[found].delta = rest;
		(*lines)[found].company_id = b.stock->company_id;
		(*lines)[found++].actor_id = b.stock->actor_id;
	}
	return found;
}

/* What the moves of one product bring to one stock location. */
typedef struct PlaceFlow
{
	int32		product_id;
	int32		location_id;
	double		net;
	double		turnover;
	const MoveEvent *largest;
} PlaceFlow;

static int
compare_places(const void *a, const void *b)
{
	const PlaceFlow *x = a;
	const PlaceFlow *y = b;

	if (x->product_id != y->product_id)
		return (x->product_id > y->product_id) - (x->product_id < y->product_id);
	return (x->location_id > y->location_id) - (x->location_id < y->location_id);
}

/* Each product and stock location once, sorted. */
static PlaceFlow *
place_flows(int *n)
{
	PlaceFlow  *flows = palloc(sizeof(PlaceFlow) * Max(journal.nflows * 2, 1));
	int			count = 0;
	int			kept = 0;

	for (int i = 0; i < journal.nflows; i++)
	{
		const MoveEvent *e = &journal.flows[i];
		double		change = e->done_qty - e->old_done_qty;

		if (usage_is_stock(e->from))
			flows[count++] = (PlaceFlow) {e->product_id, e->location_id, -change, fabs(change), e};
		if (usage_is_stock(e->to))
			flows[count++] = (PlaceFlow) {e->product_id, e->location_dest_id, change, fabs(change), e};
	}
	qsort(flows, count, sizeof(PlaceFlow), compare_places);
	for (int i = 0; i < count; i++)
	{
		PlaceFlow  *last = kept > 0 ? &flows[kept - 1] : NULL;

		if (last == NULL || compare_places(last, &flows[i]) != 0)
		{
			flows[kept++] = flows[i];
			continue;
		}
		if (flows[i].turnover > fabs(last->largest->done_qty - last->largest->old_done_qty))
			last->largest = flows[i].largest;
		last->net += flows[i].net;
		last->turnover += flows[i].turnover;
	}
	*n = kept;
	return flows;
}

/* All quants written, sorted by product, and how far they have been looked at. */
typedef struct QuantWalk
{
	QuantEntry **all;
	int			n;
	int			next;
} QuantWalk;

/* What the product's quants in stock did: all in all, and at all. Products are asked for in ascending order. */
static void
quant_turnover(QuantWalk *walk, int32 product_id, double *net, double *turnover)
{
	Location	loc;

	*net = *turnover = 0;
	while (walk->next < walk->n && walk->all[walk->next]->key.product_id < product_id)
		walk->next++;
	for (; walk->next < walk->n && walk->all[walk->next]->key.product_id == product_id; walk->next++)
	{
		const QuantEntry *q = walk->all[walk->next];

		directory_location(q->key.location_id, &loc, NULL);
		if (!usage_is_stock(loc.usage))
			continue;
		*net += q->net;
		*turnover += fabs(q->net);
	}
}

static void
fill_unbooked(AdjustLine *line, const PlaceFlow *place, double qty)
{
	const MoveEvent *e = place->largest;

	memset(line, 0, sizeof(*line));
	line->key.product_id = place->product_id;
	line->key.location_id = place->location_id;
	line->delta = qty;
	line->company_id = e->company_id;
	line->move_id = e->move_id;
	line->picking_id = e->picking_id;
	line->picking_type_id = e->picking_type_id;
	line->actor_id = e->actor_id;
}

/*
 * places[0..n-1] are one product's. Something was moved, but nothing has come
 * to any place, or not in all what should have. Stock that changed otherwise
 * than moves say is journal_unbalanced()'s.
 */
static bool
is_unbooked(const PlaceFlow *places, int n, QuantWalk *walk, AdjustLine *line)
{
	const PlaceFlow *largest = NULL;
	double		flow = 0;
	double		moved = 0;
	double		net;
	double		turnover;

	for (int i = 0; i < n; i++)
	{
		flow += places[i].net;
		moved += places[i].turnover;
		if (largest == NULL || fabs(places[i].net) > fabs(largest->net))
			largest = &places[i];
	}
	if (fabs(largest->net) <= 1e-6 + 1e-9 * moved)
		return false;
	quant_turnover(walk, places[0].product_id, &net, &turnover);
	if (turnover > 1e-6 && (fabs(net) > 1e-6 + 1e-9 * turnover || fabs(flow) <= 1e-6 + 1e-9 * moved))
		return false;
	fill_unbooked(line, largest, turnover > 1e-6 ? flow : largest->net);
	return true;
}

int
journal_unbooked(AdjustLine **lines)
{
	int			n;
	int			found = 0;
	PlaceFlow  *places = place_flows(&n);
	QuantWalk	walk = {0};

	walk.all = quants_sorted(&walk.n);
	*lines = palloc(sizeof(AdjustLine) * Max(n, 1));
	for (int i = 0; i < n;)
	{
		int			first = i;

		while (i < n && places[i].product_id == places[first].product_id)
			i++;
		if (is_unbooked(&places[first], i - first, &walk, &(*lines)[found]))
			found++;
	}
	return found;
}

/* On Odoo 16 a move does not say which scrap it is of. */
bool
journal_has_scrap_move(int32 scrap_id, bool named)
{
	for (int i = 0; i < journal.nflows; i++)
	{
		const MoveEvent *e = &journal.flows[i];

		if (e->done && (named ? e->scrap_id == scrap_id : e->to_scrap || e->to == USAGE_INVENTORY))
			return true;
	}
	return false;
}
