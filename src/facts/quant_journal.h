/*-------------------------------------------------------------------------
 * quant_journal.h
 *		Quants written in this transaction, by key; undone by savepoints.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_QUANT_JOURNAL_H
#define INVENTORY_GOV_QUANT_JOURNAL_H

#include "compat.h"

#include "facts/facts.h"

/* All rows of one key, in any location. */
typedef struct QuantEntry
{
	QuantKey	key;			/* hash key */
	double		net;			/* what they have changed by */
	int32		company_id;
	int32		actor_id;
} QuantEntry;

extern void quants_init(void);
extern void quants_add(const QuantKey *key, double delta, int32 company_id, int32 actor_id);
/* Was any written? */
extern bool quants_any(void);
/* The key's entry; NULL where none of its rows was written. */
extern const QuantEntry *quants_entry(const QuantKey *key);
/* What its rows have changed by. */
extern double quants_net(const QuantKey *key);
/* All entries, sorted by product; palloc'd in the current context. */
extern QuantEntry **quants_sorted(int *n);

#endif							/* INVENTORY_GOV_QUANT_JOURNAL_H */
