/*-------------------------------------------------------------------------
 * tier.h
 *		How risky a product, a partner, a user or a place is.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_TIER_H
#define INVENTORY_GOV_TIER_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "policy/policy.h"

/* The tier's number by its name, 0 where there is no such tier. */
extern int	tier_by_name(const char *name);
extern const char *tier_name(int tier);

/* "low, standard, high, critical", for a text. */
extern char *tier_names(void);

/*
 * Give each fact the tier it is judged by, with one query for all; nothing
 * where no policy asks for tiers.
 */
extern void tier_rate(const PolicySet *set, const List *facts);

/* "high: partner 14, by itself", for explain(). */
extern char *tier_text(const ScopeFacts *scope);

#endif							/* INVENTORY_GOV_TIER_H */
