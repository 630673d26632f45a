/*-------------------------------------------------------------------------
 * storage.h
 *		What the facts of the storage controls bring: slots, settings and words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STORAGE_H
#define INVENTORY_GOV_STORAGE_H

/* negative_stock */
enum
{
	NEGATIVE_QTY, NEGATIVE_VALUE, NEGATIVE_SLOTS
};
#define NEGATIVE_OWNER 0		/* in words: the goods' owner, NULL for the company itself */
#define NEGATIVE_PACKAGE 1

/* product_location */
enum
{
	PLACED_QTY, PLACED_VALUE, PLACED_SLOTS
};
enum
{
	PLACED_PARAM_COUNTS = PLACED_SLOTS	/* setting: stock that a count finds is judged, too */
};
#define PLACED_RULE 0			/* in words: its number */
#define PLACED_WHY 1
#define PLACED_BY_COUNT 2		/* not NULL where a count found it there */

/* quarantine_exit */
enum
{
	EXIT_QTY, EXIT_VALUE, EXIT_SLOTS
};
enum
{
	EXIT_PARAM_SCRAP = EXIT_SLOTS, EXIT_PARAM_SUPPLIER, EXIT_PARAM_COUNTS	/* settings: is free */
};
#define EXIT_PLACE 0			/* in words: the place of quarantine */
#define EXIT_TO 1				/* where the goods go */
#define EXIT_WAY 2				/* one of these, or NULL for any other way out */
#define EXIT_BY_SCRAP "scrap"
#define EXIT_BY_RETURN "supplier"
#define EXIT_BY_COUNT "count"

/* owner_crossing */
enum
{
	OWNER_QTY, OWNER_VALUE, COMPANY_QTY, COMPANY_VALUE, CROSSING_SLOTS
};
enum
{
	CROSSING_PARAM_CUSTOMERS = CROSSING_SLOTS	/* setting: deliveries to customers are free */
};
#define CROSSING_PURPOSE 0		/* in words: as in crossing_rule; NULL: between companies */
#define CROSSING_OWNER 1		/* or the company that goods leave; NULL: transit between companies */
#define CROSSING_TO 2			/* the new owner, the company they come to, or the place; NULL as above, or nobody */

/* in words, of all: not NULL where a quant was written and no line moved it */
#define STORAGE_STRAY 5

#endif							/* INVENTORY_GOV_STORAGE_H */
