/*-------------------------------------------------------------------------
 * duties.h
 *		The pairs of duties that one person may not do on the same document.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DUTIES_H
#define INVENTORY_GOV_DUTIES_H

#include "controls/control.h"

/* Slots of the control duties. */
enum
{
	BUYER_RECEIVER, RECEIVER_BILLER, BUYER_BILLER, CREATOR_VALIDATOR, COUNTER_ADJUSTER,
	DUTY_SLOTS
};

/* What the words of a fact of duties are. */
enum
{
	DUTY_PERSON,				/* who did both */
	DUTY_ON_BILL				/* not NULL: it is about a vendor bill, not a receipt */
};

/* What the limit is held against: a document without a value counts as the smallest amount. */
extern double duty_value(double value);

#endif							/* INVENTORY_GOV_DUTIES_H */
