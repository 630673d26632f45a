/*-------------------------------------------------------------------------
 * scrap.h
 *		What the facts of scrap_limit bring: slots and words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SCRAP_H
#define INVENTORY_GOV_SCRAP_H

enum
{
	SCRAP_QTY, SCRAP_VALUE, SCRAP_PCT, SCRAP_DAY_QTY, SCRAP_DAY_VALUE, SCRAP_SLOTS
};

#define SCRAP_ACTOR 0			/* in words: the name of who scraps */

#endif							/* INVENTORY_GOV_SCRAP_H */
