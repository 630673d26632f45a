/*-------------------------------------------------------------------------
 * goods.h
 *		Goods line by line: what done moves have moved from where to where, of
 *		which lot, package and owner; and what reservations are to move.
 *
 * Controls of lots, places and owners judge these lines: a move alone does not
 * know them. A quantity is in the line's own unit until goods_quantities() is
 * asked, which costs a query; identities cost none.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_GOODS_H
#define INVENTORY_GOV_GOODS_H

#include "compat.h"

#include "access/xact.h"

#include "facts/corrections.h"
#include "facts/facts.h"

typedef struct GoodsLine
{
	SubTransactionId subid;
	const MoveEvent *event;		/* the move's, in this statement; NULL where only the line changed */
	int32		move_id;
	int32		line_id;		/* 0: the move has no lines (yet), this is all of it */
	int32		product_id;
	int32		uom_id;			/* of qty */
	int32		company_id;
	int32		picking_id;
	int32		picking_type_id;
	int32		purchase_line_id;
	int32		sale_line_id;
	int32		returned_move_id;
	int32		scrap_id;
	int32		location_id;
	int32		location_dest_id;
	int32		lot_id;
	int32		package_id;
	int32		result_package_id;
	int32		owner_id;
	int32		actor_id;
	LocationUsage from;
	LocationUsage to;
	bool		is_count;		/* a count or a relocation, by its places, too */
	bool		corrected;		/* of what was done before; qty is the difference, or all where the goods are others */
	bool		late;			/* became done, or what it is, after its move was; event is NULL */
	bool		relocated;		/* what a correction takes away again from where a done line had brought it */
	bool		reserved;		/* not done yet */
	int32		old_lot_id;		/* that such a line was reserved to in stock before; 0: it is new, or had none */
	double		old_qty;		/* that it reserved before, in the line's unit */
	double		qty;			/* that is moved more than before; negative where a correction takes back */
} GoodsLine;

/*
 * Lines of the events that make moves done; shared by all who ask during one
 * statement. Sorted by move. A move that was done before brings the lines that
 * this transaction has added to it; what it has changed about others comes as
 * corrections.
 */
extern const GoodsLine *goods_of_events(const MoveEvent *events, int n, int *nlines);

/* Is the row of another product, place, lot, owner, package or unit now? */
extern bool edit_of_others(const DoneEdit *e);

/* Lines that were done and are of other goods, places or owners now, or of another quantity. */
extern GoodsLine *goods_of_edits(const DoneEdit *edits, int n, int *nlines);

/*
 * What corrections of the destination take away again: from where the lines had
 * brought the goods to where they say now. For groups that ask for it.
 */
extern GoodsLine *goods_relocated(const DoneEdit *edits, int n, int *nlines);

/*
 * Of the lines noted by the row trigger those that became done, or other goods,
 * on a move that is done already; one query, none where all of them reserve.
 */
extern GoodsLine *goods_of_late_lines(const GoodsLine *noted, int n, int *nlines);

/* What a line does not know about its move: order lines, type, what it returns; and its kind. */
extern void goods_add_moves(GoodsLine *lines, int n);

/* The lines' quantities in the product's unit; one query, none where n is 0. */
extern void goods_quantities(const GoodsLine *const *lines, int n, double *qty);

/* For FactGroup.goods_wanted: may a line of these moves come from a customer? It may lie below a view. */
struct FactRequest;
extern bool goods_from_customers(const struct FactRequest *request, const MoveEvent *events, int n);

/* A fact about a line, or a part of it: ids, to be described; located where the goods come from. */
extern Fact *goods_line_fact(const Control *control, const GoodsLine *line, double qty);

/*
 * Subject of a described fact about a lot of a move. By name: a lot that is
 * created with the operation has a new id at every attempt.
 */
extern char *goods_lot_subject(const Fact *fact);

#endif							/* INVENTORY_GOV_GOODS_H */
