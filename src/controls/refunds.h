/*-------------------------------------------------------------------------
 * refunds.h
 *		What the facts of refund_order bring: slots, settings, words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_REFUNDS_H
#define INVENTORY_GOV_REFUNDS_H

enum
{
	REFUND_VALUE, REFUND_UNDISPOSED_VALUE, REFUND_SLOTS
};

#define REFUND_UNLINKED 0		/* among the parameters: a setting */

#define REFUND_IS_UNLINKED 0	/* in words: not NULL where no sale line is refunded */
#define REFUND_UNDISPOSED 1		/* in words: quantity that is still in quarantine */

#endif							/* INVENTORY_GOV_REFUNDS_H */
