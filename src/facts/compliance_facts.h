/*-------------------------------------------------------------------------
 * compliance_facts.h
 *		Facts about goods that go to customers of whom something is required.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COMPLIANCE_FACTS_H
#define INVENTORY_GOV_COMPLIANCE_FACTS_H

#include "compat.h"

#include "facts/groups.h"

extern List *compliance_from_goods(const FactRequest *request, const GoodsLine *lines, int n);

#endif							/* INVENTORY_GOV_COMPLIANCE_FACTS_H */
