/*-------------------------------------------------------------------------
 * outbound.h
 *		The controls of deliveries, their slots and words: what their facts
 *		fill in.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_OUTBOUND_H
#define INVENTORY_GOV_OUTBOUND_H

#include "compat.h"

#include "controls/control.h"

/* Slots of over_shipment, and of backorder_cancel. */
enum
{
	SHIPPED_PCT, SHIPPED_QTY, SHIPPED_VALUE, SHIPPED_SLOTS
};

/* Slots of cancel_after_pick. */
enum
{
	CANCEL_PRINTED_VALUE, CANCEL_PICKED_VALUE, CANCEL_EARLIER_VALUE, CANCEL_STAGES
};

/* Slots of priority_change. */
enum
{
	PRIORITY_DAY, PRIORITY_DISPLACED
};

/* Its words: who raised it, and some of the transfers that wait. */
enum
{
	PRIORITY_ACTOR, PRIORITY_NAMES
};

/* Slots of allocation_override. */
enum
{
	ALLOCATION_QTY, ALLOCATION_VALUE
};

/* Its words: the transfer that loses; not NULL where an urgent one takes from one that is not. */
enum
{
	ALLOCATION_FROM, ALLOCATION_URGENT
};

#endif							/* INVENTORY_GOV_OUTBOUND_H */
