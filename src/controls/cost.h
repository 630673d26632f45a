/*-------------------------------------------------------------------------
 * cost.h
 *		What the facts of cost_change bring: words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_COST_H
#define INVENTORY_GOV_COST_H

#define COST_ON_HAND 0			/* in words: the quantity on hand, with its unit */
#define COST_COMPANY 1			/* in words: the company's name */

#endif							/* INVENTORY_GOV_COST_H */
