/*-------------------------------------------------------------------------
 * refund_facts.h
 *		Facts about refunds that are posted to customers.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REFUND_FACTS_H
#define INVENTORY_GOV_REFUND_FACTS_H

#include "compat.h"

#include "facts/duty_facts.h"

extern List *refund_facts(const FactRequest *request, const PostedBill *refunds, int n);

#endif							/* INVENTORY_GOV_REFUND_FACTS_H */
