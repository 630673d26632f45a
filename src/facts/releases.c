/*-------------------------------------------------------------------------
 * releases.c
 *		The transaction's memory of reservations taken back and goods taken;
 *		trimmed by savepoints, gone with the transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "utils/memutils.h"

#include "facts/releases.h"

typedef struct HoldingList
{
	Holding    *items;			/* in TopTransactionContext */
	int			n;
	int			size;
} HoldingList;

static HoldingList releases;
static HoldingList takings;
static ToldTaking *told;
static int	ntold;
static int	told_size;
static bool late_release;

static void
releases_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	memset(&releases, 0, sizeof(releases));
	memset(&takings, 0, sizeof(takings));
	told = NULL;
	ntold = told_size = 0;
	late_release = false;
}

static void
trim(HoldingList *list, SubTransactionId subid)
{
	while (list->n > 0 && list->items[list->n - 1].subid >= subid)
		list->n--;
}

static void
releases_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						  void *arg)
{
	if (event != SUBXACT_EVENT_ABORT_SUB)
		return;
	trim(&releases, subid);
	trim(&takings, subid);
	while (ntold > 0 && told[ntold - 1].subid >= subid)
		ntold--;
}

void
releases_init(void)
{
	RegisterXactCallback(releases_xact_callback, NULL);
	RegisterSubXactCallback(releases_subxact_callback, NULL);
}

/* What is there already, in this subtransaction or one around it, is not noted twice. */
static void
append(HoldingList *list, const Holding *item)
{
	for (int i = list->n - 1; i >= 0 && i > list->n - 8; i--)
	{
		if (list->items[i].picking_id == item->picking_id &&
			list->items[i].product_id == item->product_id)
			return;
	}
	if (list->n == list->size)
	{
		list->size = Max(16, list->size * 2);
		list->items = list->items == NULL
			? MemoryContextAlloc(TopTransactionContext, sizeof(Holding) * list->size)
			: repalloc_huge(list->items, sizeof(Holding) * list->size);
	}
	list->items[list->n] = *item;
	list->items[list->n++].subid = GetCurrentSubTransactionId();
}

void
releases_add(const Holding *release, bool late)
{
	append(&releases, release);
	late_release |= late && takings.n > 0;
}

const Holding *
releases_all(int *n)
{
	*n = releases.n;
	return releases.items;
}

bool
releases_late(void)
{
	bool		late = late_release;

	late_release = false;
	return late;
}

void
takings_add(const Holding *taking)
{
	append(&takings, taking);
}

const Holding *
takings_all(int *n)
{
	*n = takings.n;
	return takings.items;
}

bool
taking_told(int32 to, int32 from, int32 product_id, double qty)
{
	for (int i = 0; i < ntold; i++)
	{
		if (told[i].to == to && told[i].from == from && told[i].product_id == product_id &&
			told[i].qty >= qty)
			return true;
	}
	if (ntold == told_size)
	{
		told_size = Max(16, told_size * 2);
		told = told == NULL ? MemoryContextAlloc(TopTransactionContext, sizeof(ToldTaking) * told_size)
			: repalloc_huge(told, sizeof(ToldTaking) * told_size);
	}
	told[ntold++] = (ToldTaking) {GetCurrentSubTransactionId(), to, from, product_id, qty};
	return false;
}
