/*-------------------------------------------------------------------------
 * remainders.h
 *		Cancelled deliveries of this transaction that wait for something of
 *		their order to be delivered by it.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REMAINDERS_H
#define INVENTORY_GOV_REMAINDERS_H

#include "compat.h"

#include "facts/facts.h"

extern void remainders_wait(const MoveEvent *event);
/* All that wait, which no longer do; palloc'd in the current context. */
extern MoveEvent *remainders_take(int *n);

#endif							/* INVENTORY_GOV_REMAINDERS_H */
