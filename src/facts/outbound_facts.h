/*-------------------------------------------------------------------------
 * outbound_facts.h
 *		Fact groups of the controls of deliveries.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_OUTBOUND_FACTS_H
#define INVENTORY_GOV_OUTBOUND_FACTS_H

#include "compat.h"

#include "nodes/pg_list.h"

#include "facts/groups.h"

/* over_facts.c; stands before others that read sale lines, for it locks them */
extern List *over_shipment_facts(const FactRequest *request, const MoveEvent *events, int n);
/* remainder_facts.c, remainders.c */
extern List *backorder_cancel_facts(const FactRequest *request, const MoveEvent *events, int n);
extern void remainders_init(void);
/* A transfer that was raised to urgent in this transaction. */
typedef struct PriorityRaise
{
	SubTransactionId subid;
	int32		picking_id;
	int32		picking_type_id;
	int32		company_id;
	int32		location_id;
	int32		actor_id;
	bool		of_move;		/* a move of it was, not (yet) the transfer */
} PriorityRaise;

/* priority_facts.c */
extern List *priority_facts(const FactRequest *request, const PriorityRaise *all, int n);
/* picked_facts.c */
extern List *cancel_after_pick_facts(const FactRequest *request, const MoveEvent *events, int n);

/* allocation_facts.c */
extern List *allocation_from_moves(const FactRequest *request, const MoveEvent *events, int n);
extern List *allocation_from_reservations(const FactRequest *request, const GoodsLine *lines, int n);
extern List *allocation_from_releases(const FactRequest *request);

#endif							/* INVENTORY_GOV_OUTBOUND_FACTS_H */
