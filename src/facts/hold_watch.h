/*-------------------------------------------------------------------------
 * hold_watch.h
 *		Which kinds of holds stand at all, and whether any was placed or
 *		released since.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_HOLD_WATCH_H
#define INVENTORY_GOV_HOLD_WATCH_H

#include "compat.h"

/* hold.kind; the order of hold_kind_names. */
typedef enum HoldKind
{
	HOLD_LOT,
	HOLD_PRODUCT,
	HOLD_CATEGORY,
	HOLD_LOCATION,
	HOLD_PARTNER,
	HOLD_PURCHASE_ORDER,
	HOLD_SALE_ORDER,
	HOLD_PICKING,
	HOLD_CARRIER,
	HOLD_COUNTRY,
	HOLD_KINDS
} HoldKind;

extern const char *const hold_kind_names[HOLD_KINDS];

extern void hold_watch_init(void);

/* Bit 1 << kind for each kind of which some hold stands; one may have expired since. */
extern uint32 holds_standing(void);

/* Changes whenever a hold was placed or released, by anybody. */
extern uint64 holds_generation(void);

/* An array of the names, for queries. */
extern Datum hold_kind_array(const HoldKind *kinds, int n);

#endif							/* INVENTORY_GOV_HOLD_WATCH_H */
