/*-------------------------------------------------------------------------
 * counter.h
 *		Who entered the count that is being applied.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COUNTER_H
#define INVENTORY_GOV_COUNTER_H

#include "compat.h"

extern void counter_init(void);

/*
 * Who entered the counts of these quants, in their order; 0 where nobody's
 * count waited there. palloc'd.
 */
extern int32 *counters_of(const int32 *quant_ids, int n);

#endif							/* INVENTORY_GOV_COUNTER_H */
