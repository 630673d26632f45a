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

#endif							/* INVENTORY_GOV_RETURNS_H */
