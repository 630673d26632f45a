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

/* storage_facts.c */
extern List *placed_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
extern List *exit_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
/* A setting of the control's parameter is this in some policy. */
extern bool some_setting_is(const FactRequest *request, int param, double value);
/* A word of each fact is set to the name of ids[i] in that table of Odoo; one query. */
extern void name_words(List *facts, int word, const char *table, const char *column,
					   const int32 *ids);

/* crossing_facts.c */
extern List *crossing_from_goods(const FactRequest *request, const GoodsLine *lines, int n);
extern List *crossing_from_corrections(const FactRequest *request, const Corrections *c);
extern List *crossing_before_commit(const FactRequest *request);

#endif							/* INVENTORY_GOV_STORAGE_FACTS_H */
