/*-------------------------------------------------------------------------
 * returns.h
 *		What the facts of the controls of returns bring: slots, settings, words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RETURNS_H
#define INVENTORY_GOV_RETURNS_H

/* return_quantity */
enum
{
	RETURN_OVER_QTY, RETURN_OVER_PCT, RETURN_OVER_VALUE, RETURN_QUANTITY_SLOTS
};

/* in words */
#define RETURN_TAKEN_BACK 0		/* not NULL: a delivery is corrected to less */

/* return_window */
enum
{
	RETURN_DAYS, RETURN_UNKNOWN, RETURN_WINDOW_SLOTS
};

/* in words */
#define RETURN_DELIVERED_AT 0	/* day of the delivery, UTC */

/* return_authorisation; what no ticket speaks for either is measured beside the slots */
enum
{
	UNAUTHORISED_QTY, UNAUTHORISED_VALUE, RETURN_AUTHORISATION_SLOTS,
	UNAUTHORISED_WITHOUT_TICKET = RETURN_AUTHORISATION_SLOTS, UNAUTHORISED_WITHOUT_TICKET_VALUE
};

#define AUTHORISATION_TICKETS 0 /* among the parameters: a setting */

/* return_disposition: what no disposition was given for, and what has one but goes elsewhere */
enum
{
	UNDISPOSED_QTY, UNDISPOSED_VALUE, MISPLACED_QTY, MISPLACED_VALUE, RETURN_DISPOSITION_SLOTS
};

/* in words */
#define DISPOSITION_REASON 0
#define DISPOSITION_CONDITION 1
#define DISPOSITION_ALLOWED 2	/* places the rules lead to; NULL: no rule fits */

#endif							/* INVENTORY_GOV_RETURNS_H */
