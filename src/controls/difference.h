/*-------------------------------------------------------------------------
 * difference.h
 *		What controls share that bound a difference between book and stock, found
 *		or missing: their slots, parameters, measure and words.
 *-------------------------------------------------------------------------
 */
#ifndef INVENTORY_GOV_DIFFERENCE_H
#define INVENTORY_GOV_DIFFERENCE_H

#include "compat.h"

#include "controls/control.h"

/* The first slots of the control. */
enum
{
	GAIN_PCT, GAIN_QTY, GAIN_VALUE, LOSS_PCT, LOSS_QTY, LOSS_VALUE, DIFFERENCE_SLOTS
};

#define DIFFERENCE_SLOT_LIST \
	[GAIN_PCT] = {"gain_pct", LIMIT_PCT, +1, false}, \
	[GAIN_QTY] = {"gain_qty", LIMIT_QTY, +1, false}, \
	[GAIN_VALUE] = {"gain_value", LIMIT_VALUE, +1, false}, \
	[LOSS_PCT] = {"loss_pct", LIMIT_PCT, -1, false}, \
	[LOSS_QTY] = {"loss_qty", LIMIT_QTY, -1, false}, \
	[LOSS_VALUE] = {"loss_value", LIMIT_VALUE, -1, false}

#define DIFFERENCE_PARAM_LIST \
	{"pct", 1 << GAIN_PCT | 1 << LOSS_PCT, LIMIT_PCT, 1e6, "difference in either direction, in percent of the book quantity"}, \
	{"qty", 1 << GAIN_QTY | 1 << LOSS_QTY, LIMIT_QTY, 1e12, "difference in either direction, in the product's unit"}, \
	{"value", 1 << GAIN_VALUE | 1 << LOSS_VALUE, LIMIT_VALUE, 1e15, "difference in either direction, at cost"}, \
	{"gain_pct", 1 << GAIN_PCT, LIMIT_PCT, 1e6, "stock found, in percent of the book quantity"}, \
	{"gain_qty", 1 << GAIN_QTY, LIMIT_QTY, 1e12, "stock found, in the product's unit"}, \
	{"gain_value", 1 << GAIN_VALUE, LIMIT_VALUE, 1e15, "stock found, at cost"}, \
	{"loss_pct", 1 << LOSS_PCT, LIMIT_PCT, 1e6, "stock missing, in percent of the book quantity"}, \
	{"loss_qty", 1 << LOSS_QTY, LIMIT_QTY, 1e12, "stock missing, in the product's unit"}, \
	{"loss_value", 1 << LOSS_VALUE, LIMIT_VALUE, 1e15, "stock missing, at cost"}

/* What the fact's difference measures in one of these slots. */
extern double difference_measure(const Fact *fact, int slot);

/* The product with its lot, the place, and how much of the book quantity it is, in words. */
extern char *difference_product(const Fact *fact, const char *lang);
extern const char *difference_place(const Fact *fact, const char *lang);
extern char *difference_share(const Fact *fact, const char *lang);

#endif							/* INVENTORY_GOV_DIFFERENCE_H */
