/*-------------------------------------------------------------------------
 * quality.h
 *		Slots of quality_gate, for whoever measures them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_QUALITY_H
#define INVENTORY_GOV_QUALITY_H

/* The gravest first: one breach of a policy is told by its first slot. */
enum
{
	FAILED_CHECKS, OPEN_CHECKS, MISSING_CHECKS, QUALITY_SLOTS
};

/* words[] of a fact has the names of the checks by slot, then this. */
#define RELEASED_QUANTITY QUALITY_SLOTS

#endif							/* INVENTORY_GOV_QUALITY_H */
