/*-------------------------------------------------------------------------
 * reason.h
 *		Slots and words of reason_required, for whoever makes its facts.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REASON_H
#define INVENTORY_GOV_REASON_H

enum
{
	REASON_GAIN_QTY, REASON_GAIN_VALUE, REASON_LOSS_QTY, REASON_LOSS_VALUE,
	REASON_SCRAP_QTY, REASON_SCRAP_VALUE, REASON_RETURN_QTY, REASON_RETURN_VALUE, REASON_SLOTS
};

/* Fact.words: the reason given on the request, by name. */
#define REASON_WORD_NAME 0

#endif							/* INVENTORY_GOV_REASON_H */
