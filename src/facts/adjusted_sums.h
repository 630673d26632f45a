/*-------------------------------------------------------------------------
 * adjusted_sums.h
 *		What adjustment_window remembers of adjustments, and the facts it makes
 *		of them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ADJUSTED_SUMS_H
#define INVENTORY_GOV_ADJUSTED_SUMS_H

#include "compat.h"

#include "facts/groups.h"

/* adjusted_locks.c */
extern void window_locks_init(void);
/* Nobody else adjusts what these lines are added up with until the transaction ends. */
extern void window_lock_lines(const FactRequest *request, const AdjustedLine *lines, int n);
/* FactGroup.before_adjustments: the same for adjustments that are still to come. */
extern void window_before_adjustments(const FactRequest *request, const MoveEvent *drafts, int n);

/* adjusted_sums.c: of a FactGroup */
extern List *window_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n);
extern void window_adjusted_back(const FactRequest *request, const AdjustedLine *lines, int n);

/* adjusted_memory.c */
/* What the transaction has made of the keys by now; codes: of their reasons, NULL for none. */
extern void adjustments_remember(const AdjustedLine *lines, int n, char **codes);

#endif							/* INVENTORY_GOV_ADJUSTED_SUMS_H */
