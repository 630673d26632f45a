/*-------------------------------------------------------------------------
 * remainders.h
 *		Cancelled deliveries of this transaction that wait for something of
 *		their order, or their transfer, to be delivered by it.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REMAINDERS_H
#define INVENTORY_GOV_REMAINDERS_H

#include "compat.h"

#include "facts/facts.h"

/* What a remainder waits for. */
typedef struct Awaited
{
	int32		order_id;		/* sale order; 0: either transfer */
	int32		picking_id;
	int32		backorder_of;	/* the transfer that this one continues */
} Awaited;

/* What a statement delivers of; ids ascending. */
typedef struct Shipment
{
	const int32 *orders;
	int			norders;
	const int32 *pickings;
	int			npickings;
} Shipment;

extern void remainders_wait(const MoveEvent *event, const Awaited *awaited);
extern bool remainders_any(void);
/* Those that wait for any of it, which no longer do, by move; palloc'd in the current context. */
extern MoveEvent *remainders_take(const Shipment *shipment, int *n);

#endif							/* INVENTORY_GOV_REMAINDERS_H */
