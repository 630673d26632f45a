/*-------------------------------------------------------------------------
 * advisory.h
 *		Locks on ideas instead of rows, held to the end of the transaction.
 *
 * They are advisory locks of a class of their own: SQL's pg_advisory_lock()
 * uses classes 1 and 2, so no application can collide with these.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_ADVISORY_H
#define INVENTORY_GOV_ADVISORY_H

#include "compat.h"

#include "storage/lock.h"

#define ADVISORY_CLASS 3		/* shown as objsubid in pg_locks */

typedef enum AdvisorySpace
{
	LOCK_PURCHASE_LINE = 1,		/* key 0: all of them */
	LOCK_REQUEST,				/* key: the request to be decided, or whose grant is to be spent */
	LOCK_POLICIES,				/* key 0 */
	LOCK_SCRAPS_OF_USER,		/* key: the user who scraps */
	LOCK_ADJUSTMENT,			/* key: what adjustments are added up by, see adjusted_locks.c; 0: all of it */
	LOCK_REASON,				/* key: a reason given beforehand, about to be used */
	LOCK_PURCHASE_ORDER,		/* key: an order that is received or billed; 0: all of them */
	LOCK_SERIAL,				/* key: the lot of a serial number that moves; 0: all of them */
	LOCK_SALE_LINE,				/* key: a sale line that is delivered, or refunded; 0: all of them */
	LOCK_STOCK_KEY,				/* key: a quant key that goods are taken from, hashed; 0: all of them */
	LOCK_DELIVERED_MOVE,		/* key: a delivery of which something is returned; 0: all of them */
	LOCK_CUSTOMER_PRODUCT,		/* key: a product that a customer returns, hashed with him; 0: all of them */
	LOCK_PRIORITY_OF_USER,		/* key: the user who raises transfers to urgent */
	LOCK_RETURN_AUTHORISATION,	/* key: an authorisation that is about to be used, hashed; 0: all of them */
	ADVISORY_SPACES				/* no space: places that an array by space needs */
} AdvisorySpace;

/*
 * Exclusive locks on many things of a space that has a key for all of them, in
 * ascending order, so that two statements cannot deadlock on each other. Sorts keys.
 */
extern void advisory_lock_many(AdvisorySpace space, uint32 *keys, int n);
/* Does the transaction hold the key for all of them by itself? */
extern bool advisory_all_locked(AdvisorySpace space);
extern void advisory_init(void);

/* False where the transaction holds it already. */
static inline bool
advisory_lock(AdvisorySpace space, uint32 key, LOCKMODE mode)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) space, key, ADVISORY_CLASS);
	return LockAcquire(&tag, mode, false, false) == LOCKACQUIRE_OK;
}

/* The same without waiting; false where somebody else holds it. */
static inline bool
advisory_try_lock(AdvisorySpace space, uint32 key, LOCKMODE mode)
{
	LOCKTAG		tag;

	SET_LOCKTAG_ADVISORY(tag, MyDatabaseId, (uint32) space, key, ADVISORY_CLASS);
	return LockAcquire(&tag, mode, false, true) != LOCKACQUIRE_NOT_AVAIL;
}

#endif							/* INVENTORY_GOV_ADVISORY_H */
