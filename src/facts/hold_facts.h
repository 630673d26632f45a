/*-------------------------------------------------------------------------
 * hold_facts.h
 *		Facts of the control hold, and the parts they are made in: what a line
 *		reaches, which holds stand on that, and what is looked at once more
 *		before commit.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_HOLD_FACTS_H
#define INVENTORY_GOV_HOLD_FACTS_H

#include "compat.h"

#include "controls/hold.h"
#include "facts/groups.h"
#include "facts/hold_watch.h"
#include "odoo/directory.h"

/* A hold that stands. */
typedef struct StandingHold
{
	int64		id;
	HoldKind	kind;
	int32		record_id;
	char		direction;		/* of a location: 'i', 'o' or 'b'; else 0 */
	uint32		allows;			/* bit 1 << HoldOperation */
	const char *name;			/* of what it is on */
	const char *reason;
	const char *placed_by;
	const char *until;			/* NULL: until it is released */
	const char *released_by;	/* who may */
	int32		company_id;		/* whose operations it stops; 0: everybody's */
} StandingHold;

/* What lines reach by one of their ids: empty where no hold of the kind stands. */
typedef struct Reached
{
	int			ncategories;
	int32	   *categories;
	int			npartners;
	int32	   *partners;
	int32		order_id;
	int32		carrier_id;
	int32		country_id;
} Reached;

typedef enum ReachSource
{
	REACH_PRODUCT,
	REACH_TRANSFER,
	REACH_MOVE,					/* of no transfer, or to a customer */
	REACH_PURCHASE,
	REACH_SALE,
	REACHES
} ReachSource;

/* A line with all that a hold could be on. */
typedef struct HeldLine
{
	const GoodsLine *line;
	HoldOperation operation;
	int32		from_id;		/* as the goods go: the other way round where a correction takes back */
	int32		to_id;
	Location	from;
	Location	to;
	const Reached *reached[REACHES];	/* NULL: nothing, or not asked for */
	List	   *against;		/* StandingHold: those that do not allow the operation */
} HeldLine;

/* hold_reach.c: lines that move something, with what holds of these kinds could be on. */
extern HeldLine *held_lines(const GoodsLine *lines, int n, uint32 kinds, int *count);

/* The country that one of the things it reaches, not NULL, puts the line in; 0: none. */
extern int32 reached_country(const HeldLine *h, ReachSource source);

/* hold_match.c: fills in the holds against each line. */
extern void match_holds(HeldLine *lines, int n, uint32 kinds);

/* hold_memory.c */
extern void hold_memory_init(void);
/* Lines that were judged: to be looked at again should holds change before commit. */
extern void remember_judged(const HeldLine *lines, int n, uint64 generation);
/* Is there anything to look at again? */
extern bool holds_changed_since(void);
/* The lines judged before the latest change of holds; counted as judged from now on. */
extern GoodsLine *judged_before(int *n);
/* Did the hold stand against the same line when it was judged? line is one of those. */
extern bool stood_then(const GoodsLine *line, int64 hold_id);

/* hold_facts.c: the group */
extern List *hold_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
extern List *hold_from_reservations(const FactRequest *request, const GoodsLine *lines, int n);
extern List *hold_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n);
extern List *hold_before_commit(const FactRequest *request);

#endif							/* INVENTORY_GOV_HOLD_FACTS_H */
