/*-------------------------------------------------------------------------
 * storage_facts.h
 *		Fact groups of the storage controls, and what they share.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STORAGE_FACTS_H
#define INVENTORY_GOV_STORAGE_FACTS_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "facts/groups.h"

/* negative_facts.c */
extern List *negative_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
extern List *negative_from_corrections(const FactRequest *request, const Corrections *c);
extern List *negative_before_commit(const FactRequest *request);

#endif							/* INVENTORY_GOV_STORAGE_FACTS_H */
