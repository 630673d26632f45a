/*-------------------------------------------------------------------------
 * facts.h
 *		From what the collector noted to facts that controls can judge. One
 *		set-based query a statement; innocent rows are dropped on the way.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_FACTS_H
#define INVENTORY_GOV_FACTS_H

#include "compat.h"

#include "access/xact.h"
#include "datatype/timestamp.h"
#include "nodes/pg_list.h"

#include "controls/control.h"
#include "facts/counter.h"

/* A change of a stock move, as the row trigger saw it. */
typedef struct MoveEvent
{
	SubTransactionId subid;
	int32		move_id;
	int32		product_id;
	int32		company_id;
	int32		picking_id;
	int32		picking_type_id;
	int32		purchase_line_id;
	int32		location_id;
	int32		location_dest_id;
	int32		scrap_id;
	int32		sale_line_id;
	int32		bom_line_id;	/* of a kit, or of a production */
	int32		returned_move_id;	/* the move it returns */
	int32		owner_id;		/* of the goods, where they are not the company's */
	int32		product_uom;
	int32		creator_id;		/* create_uid */
	Timestamp	date;			/* effective date, UTC; 0 for none */
	Timestamp	written;		/* write_date, UTC; 0 for none */
	bool		is_count;		/* is_inventory: a count or a relocation */
	LocationUsage from;			/* of location_id */
	LocationUsage to;			/* of location_dest_id */
	bool		to_scrap;		/* location_dest_id is a scrap location (16-18) */
	int32		actor_id;		/* write_uid */
	double		done_qty;		/* in the move's unit; 0 unless done */
	double		old_done_qty;	/* the same before this change */
	double		demand;
	bool		done;
	bool		was_done;
	bool		cancelled;
	bool		projected;		/* explain(): as if it were done now */
	int32		order_id;		/* purchase order, of an event that waits */
	bool		ahead;			/* not done yet, judged with the line that is refused */
} MoveEvent;

/* What identifies a quant: a count's move has a new id at every attempt. */
typedef struct QuantKey
{
	int32		product_id;
	int32		location_id;
	int32		lot_id;
	int32		package_id;
	int32		owner_id;
} QuantKey;

/* A difference of one quant key, in the product's unit. */
typedef struct AdjustLine
{
	QuantKey	key;
	double		delta;
	bool		is_count;		/* by a move that calls itself a count */
	int32		company_id;
	int32		move_id;		/* 0: the quant was written without a move */
	int32		picking_id;
	int32		picking_type_id;
	int32		actor_id;
} AdjustLine;

/* Name and cost of the quant key, and what is on its books. */
typedef struct AdjustFacts
{
	Fact	   *fact;			/* deviation and value still to be filled in */
	double		unit_cost;
	double		rounding;
	double		book;
	CountTaken	count;			/* that waited on its quants, where a count is applied */
} AdjustFacts;

/* receipt_facts.c */
/*
 * Facts of purchase lines that deviate; the lines locked for this transaction
 * alone where asked for. *undecided gets the events to look at
 * again once something of their order has come; *orders the orders of which
 * something came by these events.
 */
extern List *facts_receipts(const MoveEvent *events, int n, bool lock, bool want_groups,
							List **undecided, List **orders);

/* adjust_facts.c */
extern bool event_is_adjustment(const MoveEvent *event);
extern bool event_is_between_stock_and_loss(const MoveEvent *event);
/* +1 into stock, -1 out of stock, 0 neither. */
extern int	event_stock_direction(const MoveEvent *event);
/* What the events bring into stock, exactly, in the product's unit. */
extern double facts_stock_flow(const MoveEvent *events, int n);
/* Split the events into differences per quant key. */
extern AdjustLine *facts_adjust_lines(const MoveEvent *events, int n, int *nlines);
/* Names, cost and book quantity of keys; facts are allocated in cxt. */
extern AdjustFacts *facts_adjust_load(const AdjustLine *lines, int n, bool want_groups,
									  MemoryContext cxt);
/* On hand of each line's key before the transaction. */
extern double *facts_adjust_books(const AdjustLine *lines, int n);
/* Set the fact's figures from the net difference. */
extern void facts_adjust_measure(Fact *fact, double book, double net, double unit_cost,
								 double rounding);

/* scrap_facts.c */
/* Stock thrown away: more or less of it than before this change. */
extern bool event_is_scrap(const MoveEvent *event);

/* actor_facts.c */
/* Look the event's two places up, once, when it is noted. */
extern void event_locate(MoveEvent *event);
extern const Actor *facts_actor(int32 user_id, MemoryContext cxt);

#endif							/* INVENTORY_GOV_FACTS_H */
