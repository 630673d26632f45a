/*-------------------------------------------------------------------------
 * lot_facts.h
 *		Facts about lots and serial numbers that move.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_LOT_FACTS_H
#define INVENTORY_GOV_LOT_FACTS_H

#include "compat.h"

#include "facts/groups.h"

/* What a line does to where a lot is. Real places are stock, transit and customers. */
typedef struct LotMove
{
	int32		lot_id;			/* 0: nothing */
	int32		from;			/* locations */
	int32		to;
	bool		from_real;
	bool		to_real;
	double		qty;
} LotMove;

/*
 * custody_memory.c: what lines have done to serials in this transaction, undone
 * by savepoints. A line that is noted again replaces what was noted of it; where
 * nothing was, committed is what it had done before, if anything.
 */
extern void custody_init(void);
extern void custody_note(int32 line_id, const LotMove *committed, const LotMove *move);
/* What this has changed about a place; 0: about all real places together. */
extern double custody_net(int32 lot_id, int32 location_id);
/* How much is noted, and to take back what was noted since. */
extern int	custody_steps(void);
extern void custody_take_back(int steps);

/* custody_facts.c */
extern List *custody_from_goods(const FactRequest *request, const GoodsLine *lines, int n);

/* promise_facts.c */
extern List *substitution_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
/* Keeps which lot was promised where a reservation is changed to another; refuses nothing. */
extern List *promise_from_reservations(const FactRequest *request, const GoodsLine *lines, int n);

/* expiry_facts.c */
extern void expiry_init(void);
extern List *expiry_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
/* New lots that had no date when they came. */
extern List *expiry_before_commit(const FactRequest *request);

#endif							/* INVENTORY_GOV_LOT_FACTS_H */
