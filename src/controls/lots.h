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

/* expiry */
enum
{
	EXPIRY_UNDATED, EXPIRY_DAYS_IN, EXPIRY_DAYS_OUT, EXPIRY_PCT_IN, EXPIRY_PCT_OUT, EXPIRY_SLOTS
};

/* words[]: the day a lot expires on. */
enum
{
	EXPIRY_DATE
};

#endif							/* INVENTORY_GOV_LOTS_H */
