/*-------------------------------------------------------------------------
 * counter.h
 *		The count that is being applied: who entered it, when, and what the book
 *		said then.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COUNTER_H
#define INVENTORY_GOV_COUNTER_H

#include "compat.h"

#include "utils/timestamp.h"

/* One count of a quant. All zero where nobody's count waited there. */
typedef struct CountTaken
{
	int32		counter_id;
	TimestampTz counted_at;
	bool		with_book;		/* the two below are known */
	double		book;			/* of the quant's key, when it was counted */
	double		difference;		/* counted less book */
} CountTaken;

extern void counter_init(void);

/* The counts of these quants, in their order; palloc'd. */
extern CountTaken *counts_of(const int32 *quant_ids, int n);

#endif							/* INVENTORY_GOV_COUNTER_H */
