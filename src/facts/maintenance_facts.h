/*-------------------------------------------------------------------------
 * maintenance_facts.h
 *		Fact group of maintenance_gate.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_MAINTENANCE_FACTS_H
#define INVENTORY_GOV_MAINTENANCE_FACTS_H

#include "facts/groups.h"

/* Is anything open anywhere? One small query, so that lines are read only then. */
extern bool maintenance_asked(const FactRequest *request, const MoveEvent *events, int n);
extern List *maintenance_facts(const FactRequest *request, const GoodsLine *lines, int n);

#endif							/* INVENTORY_GOV_MAINTENANCE_FACTS_H */
