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

/* Facts of whatever else a statement has changed; judged and acted on in the same way. */
typedef List *(*FactLoader) (const PolicySet *set, void *arg);
extern void gate_judge_facts(FactLoader load, void *arg);

/* collect_line.c: a done move, before and after; old is NULL for an insert, row for a delete. */
struct TupleTableSlot;
/*
 * Does a policy, in shadow or active, ask for corrections and dates? What is
 * written before a transaction makes the first such policy is not judged.
 */
extern bool gate_wants_corrections(void);
/* The same for reservations. */
extern bool gate_wants_reservations(void);
/* And for what moves line by line. */
extern bool gate_wants_goods(void);
extern void collect_move_edit(struct TupleTableSlot *old, struct TupleTableSlot *row);
/* collect_bill.c */
extern void collect_bill_init(void);
/* reliance.c: of a group that keeps what is relied on */
extern void keep_reliance(const PolicySet *set, const FactGroup *group, const List *facts);

/* collect_priority.c */
extern void collect_priority_init(void);
/* collect_cost.c */
extern void collect_cost_init(void);

/* What approvals do for findings. */
typedef enum GrantVerdict
{
	GRANTS_COVER,				/* all of them; the grants are spent */
	GRANTS_MISSING,
	GRANTS_OWN,					/* who approved may not do it, too */
	GRANTS_LACK_EVIDENCE		/* approved, but the evidence for doing it is not there */
} GrantVerdict;

/* grant.c: *detail gets what GRANTS_OWN and GRANTS_LACK_EVIDENCE are about. */
extern GrantVerdict grants_use(const List *findings, char **detail);

/* Mark findings as granted, and by which request's approval. */
extern void grants_mark(List *findings);

/* refusal.c: the one place that raises. */
pg_noreturn extern void refuse(const List *findings);
/* Approved findings that may not be acted on (now, by this user). */
pg_noreturn extern void refuse_use(const List *findings, GrantVerdict verdict, const char *detail);

#endif							/* INVENTORY_GOV_GATE_H */
