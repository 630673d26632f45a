/*-------------------------------------------------------------------------
 * correction.h
 *		What the controls of corrections and their facts agree on: slots, and
 *		the words that a fact brings along.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_CORRECTION_H
#define INVENTORY_GOV_CORRECTION_H

#include "controls/control.h"

/* Slots of done_edit. */
enum
{
	OWN_MINUTES, OTHER_MINUTES, UNBOOKED_QTY, UNBOOKED_VALUE, EDIT_SLOTS
};

/* Its words. */
enum
{
	EDIT_WORD_KIND,				/* one of those below */
	EDIT_WORD_DOER,				/* name of who had done it */
	EDIT_WORD_CHANGES,			/* lines of field, before, after, with tabs between */
	EDIT_WORD_STATE				/* the state that it was set to */
};

#define EDIT_QUANTITY "quantity"
#define EDIT_FIELDS_CHANGED "fields"
#define EDIT_ROW_ADDED "added"
#define EDIT_SET_BACK "set back"
#define EDIT_ROW_DELETED "deleted"
#define UNBOOKED_STOCK "stock"	/* quants without moves */
#define UNBOOKED_MOVE "move"	/* moves without quants */
#define UNBOOKED_SCRAP "scrap"	/* a scrap without a move */

/* Slots of backdating. */
enum
{
	DAYS_BACK, DAYS_AHEAD, CLOSED, DATE_SLOTS
};

/* Its words. */
enum
{
	DATE_WORD_DAY,				/* the effective date, where the company is */
	DATE_WORD_FROM,				/* of the closed period */
	DATE_WORD_UNTIL,
	DATE_WORD_NOTE
};

#endif							/* INVENTORY_GOV_CORRECTION_H */
