/*-------------------------------------------------------------------------
 * quant_journal.c
 *		Adds up what this transaction has written to quants, by key.
 *
 * Sums are kept in a hash table under TopTransactionContext; every addition is
 * also noted in an undo list with its subtransaction, and taken back from the
 * tail when that aborts (ids of its children are larger).
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/quant_journal.h"

/* One addition to take back. */
typedef struct UndoNote
{
	SubTransactionId subid;
	double	   *sum;
	double		delta;
} UndoNote;

static MemoryContext context = NULL;	/* NULL until a quant is written */
static HTAB *entries = NULL;
static UndoNote *undo = NULL;
static int	nundo = 0;
static int	undo_size = 0;

static void
quants_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	entries = NULL;
	undo = NULL;
	nundo = undo_size = 0;
}

static void
quants_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	while (nundo > 0 && undo[nundo - 1].subid >= subid)
	{
		nundo--;
		*undo[nundo].sum -= undo[nundo].delta;
	}
}

void
quants_init(void)
{
	RegisterXactCallback(quants_xact_callback, NULL);
	RegisterSubXactCallback(quants_subxact_callback, NULL);
}

static void
begin(void)
{
	HASHCTL		ctl = {.keysize = sizeof(QuantKey),.entrysize = sizeof(QuantEntry)};

	context = AllocSetContextCreate(TopTransactionContext, "inventory_gov quants",
									ALLOCSET_DEFAULT_SIZES);
	ctl.hcxt = context;
	entries = hash_create("inventory_gov quants", 64, &ctl,
						  HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

static void
add_to(double *sum, double delta)
{
	if (nundo == undo_size)
	{
		int			size = Max(undo_size * 2, 64);

		undo = undo == NULL ? MemoryContextAllocHuge(context, size * sizeof(UndoNote))
			: repalloc_huge(undo, size * sizeof(UndoNote));
		undo_size = size;
	}
	undo[nundo++] = (UndoNote) {GetCurrentSubTransactionId(), sum, delta};
	*sum += delta;
}

void
quants_add(const QuantKey *key, double delta, int32 company_id, int32 actor_id)
{
	QuantEntry *entry;
	bool		found;

	if (context == NULL)
		begin();
	entry = hash_search(entries, key, HASH_ENTER, &found);
	if (!found)
	{
		memset(entry, 0, sizeof(*entry));
		entry->key = *key;
	}
	if (company_id != 0)
		entry->company_id = company_id;
	entry->actor_id = actor_id;
	add_to(&entry->net, delta);
}

bool
quants_any(void)
{
	return entries != NULL;
}

const QuantEntry *
quants_entry(const QuantKey *key)
{
	return entries == NULL ? NULL : hash_search(entries, key, HASH_FIND, NULL);
}

double
quants_net(const QuantKey *key)
{
	const QuantEntry *entry = quants_entry(key);

	return entry == NULL ? 0 : entry->net;
}

static int
compare_products(const void *a, const void *b)
{
	int32		x = (*(QuantEntry *const *) a)->key.product_id;
	int32		y = (*(QuantEntry *const *) b)->key.product_id;

	return (x > y) - (x < y);
}

QuantEntry **
quants_sorted(int *n)
{
	HASH_SEQ_STATUS seq;
	QuantEntry *q;
	QuantEntry **all;

	*n = 0;
	if (entries == NULL)
		return NULL;
	all = palloc(sizeof(QuantEntry *) * Max(hash_get_num_entries(entries), 1));
	hash_seq_init(&seq, entries);
	while ((q = hash_seq_search(&seq)) != NULL)
		all[(*n)++] = q;
	qsort(all, *n, sizeof(QuantEntry *), compare_products);
	return all;
}
