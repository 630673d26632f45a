/*-------------------------------------------------------------------------
 * gate.h
 *		The five steps of one operation: collect, facts, decision, effect,
 *		refusal. Each lives in a file of its own; gate.c calls them in order.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_GATE_H
#define INVENTORY_GOV_GATE_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "policy/policy.h"

/* gate.c */
extern void gate_init(void);
extern void gate_judge_statement(void);

/* grant.c: true when approvals cover all these findings; they are then spent. */
extern bool grants_cover(const List *findings);

/* Mark findings as granted, and by which request's approval. */
extern void grants_mark(List *findings);

/* refusal.c: the one place that raises. */
extern void refuse(const List *findings) pg_attribute_noreturn();

#endif							/* INVENTORY_GOV_GATE_H */
