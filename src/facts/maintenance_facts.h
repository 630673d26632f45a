/*-------------------------------------------------------------------------
 * maintenance_facts.h
 *		Fact group of maintenance_gate.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_MAINTENANCE_FACTS_H
#define INVENTORY_GOV_MAINTENANCE_FACTS_H

#include "facts/groups.h"

extern List *maintenance_facts(const FactRequest *request, const GoodsLine *lines, int n);

#endif							/* INVENTORY_GOV_MAINTENANCE_FACTS_H */
