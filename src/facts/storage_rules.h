/*-------------------------------------------------------------------------
 * storage_rules.h
 *		What is declared about storage: places of quarantine, rules of goods and
 *		places, hazard classes, what may cross. Kept by each backend.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STORAGE_RULES_H
#define INVENTORY_GOV_STORAGE_RULES_H

#include "compat.h"

#include "facts/facts.h"

typedef struct QuarantinePlace
{
	int32		location_id;
	char	   *name;
} QuarantinePlace;

typedef struct PlaceRule
{
	int32		id;
	bool		deny;
	int32		location_id;
	int32		product_id;		/* 0, and so on: the rule is not for one */
	int32		category_id;
	char	   *hazard;			/* NULL: not for a hazard class */
	char	   *why;
} PlaceRule;

typedef struct HazardClass
{
	char	   *hazard;
	int32		product_id;
	int32		category_id;
} HazardClass;

typedef struct CrossingRule
{
	bool		between_companies;
	int32		owner_id;		/* 0, NULL: any */
	int32		from_company_id;
	int32		to_company_id;
	char	   *purpose;
} CrossingRule;

typedef struct StorageRules
{
	int			nquarantine;
	QuarantinePlace *quarantine;
	int			nplaces;
	PlaceRule  *places;
	int			nhazards;
	HazardClass *hazards;
	int			ncrossings;
	CrossingRule *crossings;
} StorageRules;

extern void storage_rules_init(void);
/* Valid until the next call. */
extern const StorageRules *storage_rules(void);

/* The place of quarantine the location lies in; NULL where it lies in none. */
extern const QuarantinePlace *quarantine_around(const StorageRules *rules, const Location *location);
/* The rule that decides whether the fact's product may lie there; NULL where there is none. */
extern const PlaceRule *place_rule_of(const StorageRules *rules, const Location *location,
									  const ScopeFacts *goods);
/* Is any rule about that place at all? */
extern bool place_has_rules(const StorageRules *rules, const Location *location);

#endif							/* INVENTORY_GOV_STORAGE_RULES_H */
