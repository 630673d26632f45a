/*-------------------------------------------------------------------------
 * receipt_lines.h
 *		The purchase lines that a statement receives, closes or corrects: read
 *		once, for all controls that judge receipts.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_RECEIPT_LINES_H
#define INVENTORY_GOV_RECEIPT_LINES_H

#include "compat.h"

#include "facts/facts.h"
#include "odoo/schema.h"

/* One purchase line of the statement. */
typedef struct ReceiptLine
{
	int32		line_id;
	int32		order_id;
	int32		product_id;
	const MoveEvent *over;		/* the event that added to it */
	const MoveEvent *under;		/* the event that may have closed it */
	const MoveEvent *brought;	/* the event that brought goods for it from outside */
	double		brought_qty;	/* by all such events, in the unit of this one; Infinity
								 * where they differ in goods or unit */
	bool		found;
	bool		confirmed;		/* its order is in force */
	bool		has_date;
	Timestamp	planned;		/* UTC */
	double		ordered;		/* in the order line's unit */
	double		price;			/* of one unit of the product, company currency; NaN where it is not known */
	double		unit_factor;	/* product units in one of the line */
	int32		uom_id;
	double		received;
	bool		mixed_units;
	bool		open;			/* another receipt is still to come */
	bool		came;			/* something was received by these events */
} ReceiptLine;

/* Does the event bring goods from a supplier, more of them than before? */
extern bool event_brings_goods(const MoveEvent *e);

/*
 * The purchase lines of the events, sorted by id, each once. The array is
 * shared: not to be written. Who asks first says whether they are locked:
 * receipt_tolerance, where it limits what comes of a line.
 */
extern const ReceiptLine *receipt_lines(const MoveEvent *events, int n, bool lock, int *nlines);
extern const ReceiptLine *find_receipt_line(const ReceiptLine *lines, int n, int32 line_id);
/* Their ids, as a query's argument. */
extern Datum receipt_line_ids(const ReceiptLine *lines, int n);

/* SQL: quantity of the move s, in its unit su, in the product's unit pu. */
extern char *sql_move_qty(const OdooSchema *s);

/* What came of one product for each of these lines: that of its event brought. */
extern void exact_brought(const ReceiptLine *const *lines, int nlines, const MoveEvent *events,
						  int n, double *qty);

/*
 * What each of the events has added to its move, exactly, in the product's
 * unit: qty[i] for events[i]. One query.
 */
extern void exact_quantities(const MoveEvent *const *events, int n, double *qty);

#endif							/* INVENTORY_GOV_RECEIPT_LINES_H */
