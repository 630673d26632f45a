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

/* in words, of all: not NULL where a quant was written and no line moved it */
#define STORAGE_STRAY 5

#endif							/* INVENTORY_GOV_STORAGE_H */
