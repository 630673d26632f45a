/*-------------------------------------------------------------------------
 * inbound.h
 *		The inbound controls, their slots and words: what their facts fill in.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_INBOUND_H
#define INVENTORY_GOV_INBOUND_H

#include "compat.h"

#include "controls/control.h"

/* Slots of receipt_window. */
enum
{
	WINDOW_EARLY, WINDOW_LATE, WINDOW_EARLY_WORKING, WINDOW_LATE_WORKING
};

/* Its words: days as YYYY-MM-DD. */
enum
{
	WINDOW_PLANNED, WINDOW_CAME
};

/* Slots of unordered_receipt and substitute_item. */
enum
{
	STRAY_QTY, STRAY_VALUE
};

/* Their words. */
enum
{
	STRAY_REASON,				/* one of the two below, or NULL */
	STRAY_OUT,					/* not NULL: delivered */
	STRAY_INSTEAD_OF			/* name of the product on the order line, or NULL */
};

#define STRAY_NOT_IN_FORCE "not in force"
#define STRAY_ORDERS_NOTHING "orders nothing"

/* Slots of receipt_price: for each reference percent up, down, value up, down. */
enum
{
	ABOVE_COST_PCT, BELOW_COST_PCT, ABOVE_COST_VALUE, BELOW_COST_VALUE,
	ABOVE_LAST_PCT, BELOW_LAST_PCT, ABOVE_LAST_VALUE, BELOW_LAST_VALUE
};

/* Its words: prices of one unit. */
enum
{
	PRICE_NOW, PRICE_COST, PRICE_LAST
};

/*
 * What qty units at this price measure against cost and last price, each per
 * unit of the product in company currency; NaN where not known.
 */
extern void receipt_price_measure(Fact *fact, double price, double cost, double last, double qty);

#endif							/* INVENTORY_GOV_INBOUND_H */
