/*-------------------------------------------------------------------------
 * strays.h
 *		Goods that come or go without a line of an order that asks for them.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STRAYS_H
#define INVENTORY_GOV_STRAYS_H

#include "compat.h"

#include "facts/facts.h"

typedef struct Stray
{
	const MoveEvent *event;
	bool		out;			/* delivered, not received */
	int32		line_product_id;	/* of the order line it bears; 0: none in force */
	bool		line_not_in_force;	/* it bears a line, of an order that is not confirmed */
	bool		line_orders_nothing;
	double		qty;			/* in the product's unit */
	bool		expected;		/* comes back or is exchanged, or belongs to somebody else */
	char	   *order_name;		/* of the transfer's orders; NULL: none */
	char	   *line_product_name;
	int32		partner_id;		/* of the order, else of the transfer */
	int32		commercial_id;
	int			nordered;		/* what the line asks for, else what the orders ask for, kits and parts */
	int32	   *ordered;
	bool		declared;		/* as a substitute for one of them */
} Stray;

/*
 * Strays among the events: received ones, or delivered ones. The array is
 * shared: not to be written.
 */
extern const Stray *strays_in(const MoveEvent *events, int n, int *count);
extern const Stray *strays_out(const MoveEvent *events, int n, int *count);

/* Is the product among those that the order asks for? */
extern bool stray_is_ordered(const Stray *stray);

#endif							/* INVENTORY_GOV_STRAYS_H */
