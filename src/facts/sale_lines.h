/*-------------------------------------------------------------------------
 * sale_lines.h
 *		The sale lines that a statement delivers, closes or corrects: read once,
 *		for all controls that judge deliveries.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_SALE_LINES_H
#define INVENTORY_GOV_SALE_LINES_H

#include "compat.h"

#include "facts/facts.h"

/* One sale line of the statement; quantities in the unit of the line, unless units are mixed. */
typedef struct SaleLine
{
	int32		line_id;
	int32		product_id;
	const MoveEvent *over;		/* the event that added to what was delivered */
	const MoveEvent *closed;	/* the event that may have closed it short */
	double		closed_qty;		/* that all such events leave undone */
	bool		found;
	bool		mixed_units;
	double		ordered;
	double		delivered;		/* to customers, less what came back */
	double		open;			/* still to be delivered */
	int32		uom_id;
} SaleLine;

/* The same with exact figures in the product's unit, and what its order says. */
typedef struct ExactSaleLine
{
	double		ordered;
	double		delivered;
	double		open;
	double		closed_qty;
	const char *order_name;
	int32		order_id;
	int32		partner_id;
	bool		order_shipped;	/* anything of its order has been delivered */
} ExactSaleLine;

/* Does the event take goods to a customer, more of them than before? */
extern bool event_ships(const MoveEvent *e);
/* What the event leaves undone for good, in the move's unit; 0: nothing, or it may still be done. */
extern double event_gives_up(const MoveEvent *e);

/*
 * The sale lines of the events, sorted by id, each once. The array is shared:
 * not to be written. lock: one transaction after the other, to its end.
 */
extern const SaleLine *sale_lines(const MoveEvent *events, int n, bool lock, int *nlines);

/* Exact figures of such lines; one query. Without a row where the line is gone: order_name is NULL. */
extern ExactSaleLine *exact_sale_lines(const SaleLine *const *lines, int n);

#endif							/* INVENTORY_GOV_SALE_LINES_H */
