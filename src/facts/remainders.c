/*-------------------------------------------------------------------------
 * remainders.c
 *		Keeps cancelled deliveries until something of their order is delivered
 *		by the same transaction, or it ends. Follows savepoints: what is taken
 *		within one that is rolled back waits again.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "utils/memutils.h"

#include "facts/outbound_facts.h"
#include "facts/remainders.h"

typedef struct Waiting
{
	MoveEvent	event;
	SubTransactionId noted;
	SubTransactionId taken;		/* invalid: it waits */
} Waiting;

static Waiting *items;			/* in TopTransactionContext */
static int	nitems;
static int	size;

static void
remainders_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	items = NULL;
	nitems = size = 0;
}

static void
remainders_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
							void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	while (nitems > 0 && items[nitems - 1].noted >= subid)
		nitems--;
	for (int i = 0; i < nitems; i++)
	{
		if (items[i].taken >= subid)
			items[i].taken = InvalidSubTransactionId;
	}
}

void
remainders_init(void)
{
	RegisterXactCallback(remainders_xact_callback, NULL);
	RegisterSubXactCallback(remainders_subxact_callback, NULL);
}

void
remainders_wait(const MoveEvent *event)
{
	if (nitems == size)
	{
		size = Max(16, size * 2);
		items = items == NULL
			? MemoryContextAlloc(TopTransactionContext, sizeof(Waiting) * size)
			: repalloc_huge(items, sizeof(Waiting) * size);
	}
	items[nitems++] = (Waiting) {*event, GetCurrentSubTransactionId(), InvalidSubTransactionId};
}

MoveEvent *
remainders_take(int *n)
{
	MoveEvent  *taken = palloc(sizeof(MoveEvent) * Max(nitems, 1));

	*n = 0;
	for (int i = 0; i < nitems; i++)
	{
		if (items[i].taken != InvalidSubTransactionId)
			continue;
		items[i].taken = GetCurrentSubTransactionId();
		taken[(*n)++] = items[i].event;
	}
	return taken;
}
