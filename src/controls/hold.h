/*-------------------------------------------------------------------------
 * hold.h
 *		What the facts of hold bring: slots, operations and words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_HOLD_H
#define INVENTORY_GOV_HOLD_H

enum
{
	HOLD_DONE, HOLD_RESERVE, HOLD_SLOTS
};

/* What a reason for holds can allow; the order of hold_operation_names. */
typedef enum HoldOperation
{
	OP_RECEIPT,
	OP_DELIVERY,
	OP_INTERNAL,
	OP_QUARANTINE,
	OP_CUSTOMER_RETURN,
	OP_SUPPLIER_RETURN,
	OP_SCRAP,
	OP_ADJUSTMENT,
	OP_PRODUCTION,
	OP_DROPSHIP,
	HOLD_OPERATIONS
} HoldOperation;

/* As in hold_reason.allows. */
extern const char *const hold_operation_names[HOLD_OPERATIONS];

/* Words. */
enum
{
	HELD_OPERATION,				/* its name, as above */
	HELD_KIND,					/* of the first hold */
	HELD_NAME,					/* of what it is on */
	HELD_REASON,
	HELD_HOLD,					/* its number */
	HELD_BY,					/* who placed it */
	HELD_UNTIL,					/* NULL: until it is released */
	HELD_RELEASE				/* numbers of all, each with who may release it */
};

#endif							/* INVENTORY_GOV_HOLD_H */
