/*-------------------------------------------------------------------------
 * inbound_facts.h
 *		Fact groups of the inbound controls, and what they share.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_INBOUND_FACTS_H
#define INVENTORY_GOV_INBOUND_FACTS_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "facts/groups.h"

/* window_facts.c */
extern List *window_facts(const FactRequest *request, const MoveEvent *events, int n);
/* price_facts.c */
extern List *price_facts(const FactRequest *request, const MoveEvent *events, int n);
/* stray_facts.c */
extern List *unordered_facts(const FactRequest *request, const MoveEvent *events, int n);
extern List *substitute_facts(const FactRequest *request, const MoveEvent *events, int n);

/* goods_fact.c */
/* A fact about so much that the event brings or takes: ids, to be described. */
extern Fact *goods_fact(const Control *control, const MoveEvent *e, double qty);
/*
 * Is it really what it says: goods that come back from where the move it
 * returns has taken them? genuine[i] for events[i]; one query, none where no
 * event says so.
 */
extern void genuine_returns(const MoveEvent *const *events, int n, bool *genuine);

#endif							/* INVENTORY_GOV_INBOUND_FACTS_H */
