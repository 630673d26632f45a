/*-------------------------------------------------------------------------
 * duty_facts.h
 *		Facts about who does what of one document.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DUTY_FACTS_H
#define INVENTORY_GOV_DUTY_FACTS_H

#include "facts/groups.h"

/* A vendor bill, or a refund to a customer, that is being posted. */
typedef struct PostedBill
{
	SubTransactionId subid;
	int32		bill_id;
	int32		actor_id;
	bool		to_customer;	/* a refund */
} PostedBill;

extern List *duties_from_moves(const FactRequest *request, const MoveEvent *events, int n);
extern List *duties_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n);
extern List *duties_from_bills(const FactRequest *request, const PostedBill *bills, int n);

/*
 * duty_locks.c: the orders that moves, or bills, belong to, for this
 * transaction alone; before any other lock that their statement takes.
 */
extern void duty_lock_moved(const MoveEvent *events, int n);
extern void duty_lock_billed(const PostedBill *bills, int n);

#endif							/* INVENTORY_GOV_DUTY_FACTS_H */
