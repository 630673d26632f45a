/*-------------------------------------------------------------------------
 * lots.h
 *		Slots and words of the controls of lots, for whoever measures them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_LOTS_H
#define INVENTORY_GOV_LOTS_H

/* serial_custody: one breach of a policy is told by its first slot. */
enum
{
	SERIAL_QUANTITY, SERIAL_DOUBLED, SERIAL_ABSENT, SERIAL_RETURNED, CUSTODY_SLOTS
};

/* words[]: where the serial is; to whom it was shipped last, and by which document. */
enum
{
	CUSTODY_PLACE, CUSTODY_CUSTOMER, CUSTODY_SHIPMENT
};

/* lot_substitution */
enum
{
	SUBSTITUTED_LOTS, SUBSTITUTED_QTY, SUBSTITUTION_SLOTS
};

/* words[]: the lots that were moved instead, and those that were promised. */
enum
{
	SUBSTITUTION_DONE, SUBSTITUTION_PROMISED
};

#endif							/* INVENTORY_GOV_LOTS_H */
