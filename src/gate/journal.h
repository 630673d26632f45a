/*-------------------------------------------------------------------------
 * journal.h
 *		What this transaction has done so far, undone by savepoints: moves that
 *		wait to be judged, adjustments added up.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_JOURNAL_H
#define INVENTORY_GOV_JOURNAL_H

#include "compat.h"

#include "controls/control.h"
#include "facts/facts.h"

extern void journal_init(void);

/* Memory that lives as long as the journal: the top transaction. */
extern MemoryContext journal_context(void);

/* Moves noted by the row trigger since the last judgement. */
extern void journal_add_move(const MoveEvent *event);
/* Take them all; the array is palloc'd in the current context. */
extern MoveEvent *journal_take_moves(int *n);
/* Closed short, if anything of its order comes in this transaction. */
extern void journal_wait(const MoveEvent *event);
/* Those that wait for one of these orders; palloc'd in the current context. */
extern MoveEvent *journal_waiting(const List *orders, int *n);

/* Adjustment moves born in this transaction that may still become done. */
extern void journal_add_draft(const MoveEvent *event);
extern MoveEvent *journal_drafts(int *n);

/* Adjustments of this transaction by quant key. */
#define MAX_ENTRY_RULES 16

typedef struct AdjustEntry
{
	QuantKey	key;			/* hash key */
	double		net;			/* sum of the differences, product's unit */
	Fact	   *fact;			/* of the line; NULL until it is loaded */
	double		unit_cost;
	double		rounding;
	int			nrules;			/* document limits that govern the line */
	struct
	{
		int32		policy_id;
		int			slot;
	}			rules[MAX_ENTRY_RULES];
} AdjustEntry;

extern AdjustEntry *journal_adjust(const QuantKey *key, double delta);
extern void journal_add_rule(AdjustEntry *entry, int32 policy_id, int slot);

typedef void (*adjust_visitor) (AdjustEntry *entry, void *arg);
extern void journal_each_adjustment(adjust_visitor visit, void *arg);

/* Is there anything to look at before commit? */
extern bool journal_has_stock_changes(void);

/*
 * Stock that changed otherwise than the done moves of this transaction say.
 * Returns the number of such products, with the stock key that changed most
 * and the unexplained difference of each in (*lines)[i].
 */
extern int	journal_unbalanced(AdjustLine **lines);

/*
 * Done moves of this transaction whose stock has not changed: the largest of
 * each product, with what it should have brought to its place, in the move's
 * unit. Products without stock of their own are among them.
 */
extern int	journal_unbooked(AdjustLine **lines);

/* Has a move of this scrap become done in this transaction? */
extern bool journal_has_scrap_move(int32 scrap_id, bool named);

#endif							/* INVENTORY_GOV_JOURNAL_H */
