/*-------------------------------------------------------------------------
 * remainders.c
 *		Keeps cancelled deliveries until something of their order is delivered
 *		by the same transaction, or it ends. Follows savepoints: what is taken
 *		within one that is rolled back waits again.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "utils/hsearch.h"
#include "utils/memutils.h"

#include "facts/outbound_facts.h"
#include "facts/remainders.h"
#include "odoo/id_query.h"

typedef struct Waiting
{
	int32		move_id;		/* key */
	MoveEvent	event;
	Awaited		awaited;
	SubTransactionId noted;
	SubTransactionId taken;		/* invalid: it waits */
} Waiting;

static HTAB *remainders;		/* in TopTransactionContext */

static void
remainders_xact_callback(XactEvent event, void *arg)
{
	if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE)
		remainders = NULL;
}

static void
remainders_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
							void *arg)
{
	HASH_SEQ_STATUS scan;
	Waiting    *w;

	if (event != SUBXACT_EVENT_ABORT_SUB || remainders == NULL)
		return;
	hash_seq_init(&scan, remainders);
	while ((w = hash_seq_search(&scan)) != NULL)
	{
		if (w->taken >= subid)
			w->taken = InvalidSubTransactionId;
		if (w->noted >= subid)
			hash_search(remainders, &w->move_id, HASH_REMOVE, NULL);
	}
}

void
remainders_init(void)
{
	RegisterXactCallback(remainders_xact_callback, NULL);
	RegisterSubXactCallback(remainders_subxact_callback, NULL);
}

static void
create_table(void)
{
	HASHCTL		ctl = {.keysize = sizeof(int32),.entrysize = sizeof(Waiting),
	.hcxt = TopTransactionContext};

	remainders = hash_create("inventory_gov remainders", 16, &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

void
remainders_wait(const MoveEvent *event, const Awaited *awaited)
{
	bool		found;
	Waiting    *w;

	if (remainders == NULL)
		create_table();
	w = hash_search(remainders, &event->move_id, HASH_ENTER, &found);
	if (!found)
		w->noted = GetCurrentSubTransactionId();
	w->event = *event;
	w->awaited = *awaited;
	w->taken = InvalidSubTransactionId;
}

bool
remainders_any(void)
{
	return remainders != NULL && hash_get_num_entries(remainders) > 0;
}

static bool
has_come(const Awaited *a, const Shipment *s)
{
	if (a->order_id != 0)
		return find_id(s->orders, s->norders, a->order_id) >= 0;
	return find_id(s->pickings, s->npickings, a->picking_id) >= 0 ||
		(a->backorder_of != 0 && find_id(s->pickings, s->npickings, a->backorder_of) >= 0);
}

static int
compare_moves(const void *a, const void *b)
{
	int32		x = ((const MoveEvent *) a)->move_id;
	int32		y = ((const MoveEvent *) b)->move_id;

	return (x > y) - (x < y);
}

MoveEvent *
remainders_take(const Shipment *shipment, int *n)
{
	HASH_SEQ_STATUS scan;
	MoveEvent  *taken;
	Waiting    *w;

	*n = 0;
	if (!remainders_any())
		return NULL;
	taken = palloc_extended(sizeof(MoveEvent) * hash_get_num_entries(remainders), MCXT_ALLOC_HUGE);
	hash_seq_init(&scan, remainders);
	while ((w = hash_seq_search(&scan)) != NULL)
	{
		if (w->taken != InvalidSubTransactionId || !has_come(&w->awaited, shipment))
			continue;
		w->taken = GetCurrentSubTransactionId();
		taken[(*n)++] = w->event;
	}
	qsort(taken, *n, sizeof(MoveEvent), compare_moves);
	return taken;
}
