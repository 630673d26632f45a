/*-------------------------------------------------------------------------
 * releases.h
 *		Reservations that this transaction has taken back, transfers that have
 *		taken goods in it, and what of that has been told.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RELEASES_H
#define INVENTORY_GOV_RELEASES_H

#include "compat.h"

#include "access/xact.h"

/* A transfer gave up, or took, goods of a product. */
typedef struct Holding
{
	SubTransactionId subid;
	int32		picking_id;
	int32		product_id;
	int32		company_id;
	int32		actor_id;
} Holding;

/* One transfer took so much from another, and that has been told. */
typedef struct ToldTaking
{
	SubTransactionId subid;
	int32		to;
	int32		from;
	int32		product_id;
	double		qty;
} ToldTaking;

extern void releases_init(void);

/* late: written after Odoo has set all else; nothing that makes up for it is still to come. */
extern void releases_add(const Holding *release, bool late);
extern const Holding *releases_all(int *n);
/* A late one since the last call? */
extern bool releases_late(void);

extern void takings_add(const Holding *taking);
extern const Holding *takings_all(int *n);

/* Has at least so much of it been told in this transaction? It has, from now on. */
extern bool taking_told(int32 to, int32 from, int32 product_id, double qty);

#endif							/* INVENTORY_GOV_RELEASES_H */
