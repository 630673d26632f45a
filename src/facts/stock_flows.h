/*-------------------------------------------------------------------------
 * stock_flows.h
 *		What the lines of this transaction's done moves take from quant keys and
 *		bring to them, whether or not Odoo has written the quants yet.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_STOCK_FLOWS_H
#define INVENTORY_GOV_STOCK_FLOWS_H

#include "compat.h"

#include "access/xact.h"

#include "facts/corrections.h"
#include "facts/facts.h"
#include "facts/goods.h"

/* What one line moves, or, with taken_back, what it does not move any more. */
typedef struct StockFlow
{
	SubTransactionId subid;
	int32		move_id;
	int32		line_id;		/* 0: the move has no lines, this is all of it */
	int			before;			/* the line's flow before this; -1: none */
	QuantKey	out;			/* where it takes from; no location: not out of stock */
	QuantKey	in;				/* where it brings to; no location: not into stock */
	int32		uom_id;
	double		qty;			/* in that unit */
	double		exact;			/* in the product's unit; NaN: not known yet */
	bool		taken_back;
} StockFlow;

/* A key that was told to be below zero, or that only the end of the transaction can judge. */
typedef struct ToldKey
{
	SubTransactionId subid;
	int			before;			/* what was told of the key before; -1: nothing */
	QuantKey	key;
	double		final;			/* that was told */
	bool		undecided;
	GoodsLine	line;			/* that took from it last; without event */
} ToldKey;

extern void flows_init(void);

extern StockFlow flow_of_line(const GoodsLine *line);
extern StockFlow flow_of_values(const DoneValues *values, const DoneEdit *edit);
/*
 * The line moves this now. What it moved before this transaction, NULL for
 * nothing, counts where the transaction has not seen the line yet. False where
 * that is no change.
 */
extern bool flows_set(const StockFlow *now, const StockFlow *at_start);
/* Did the line move nothing before this transaction, as far as that knows it? */
extern bool flow_began_here(const StockFlow *flow);
/* All flows so far; exact may be filled in. */
extern StockFlow *flows_all(int *n);

extern void flows_tell(const ToldKey *told);
/* The last of the key; NULL where there is none. */
extern const ToldKey *flows_told(const QuantKey *key);

#endif							/* INVENTORY_GOV_STOCK_FLOWS_H */
