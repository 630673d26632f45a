/*-------------------------------------------------------------------------
 * count.c
 *		Counting and adjustment controls: stock that appears or disappears
 *		without having come from, or gone to, anybody.
 *
 * adjustment_limit: a fact is one quant key; expected is the book quantity
 * before the transaction, actual what the transaction makes of it. Document
 * slots measure the totals of all lines that the same policy governs.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"

enum
{
	GAIN_PCT, GAIN_QTY, GAIN_VALUE, LOSS_PCT, LOSS_QTY, LOSS_VALUE,
	DOCUMENT_QTY, DOCUMENT_VALUE, ADJUSTMENT_SLOTS
};

static const LimitSlot adjustment_slots[] = {
	[GAIN_PCT] = {"gain_pct", LIMIT_PCT, +1, false},
	[GAIN_QTY] = {"gain_qty", LIMIT_QTY, +1, false},
	[GAIN_VALUE] = {"gain_value", LIMIT_VALUE, +1, false},
	[LOSS_PCT] = {"loss_pct", LIMIT_PCT, -1, false},
	[LOSS_QTY] = {"loss_qty", LIMIT_QTY, -1, false},
	[LOSS_VALUE] = {"loss_value", LIMIT_VALUE, -1, false},
	[DOCUMENT_QTY] = {"document_qty", LIMIT_QTY, 0, true},
	[DOCUMENT_VALUE] = {"document_value", LIMIT_VALUE, 0, true},
};

static const ControlParam adjustment_params[] = {
	{"pct", 1 << GAIN_PCT | 1 << LOSS_PCT, LIMIT_PCT, 1e6, "difference in either direction, in percent of the book quantity"},
	{"qty", 1 << GAIN_QTY | 1 << LOSS_QTY, LIMIT_QTY, 1e12, "difference in either direction, in the product's unit"},
	{"value", 1 << GAIN_VALUE | 1 << LOSS_VALUE, LIMIT_VALUE, 1e15, "difference in either direction, at cost"},
	{"gain_pct", 1 << GAIN_PCT, LIMIT_PCT, 1e6, "stock found, in percent of the book quantity"},
	{"gain_qty", 1 << GAIN_QTY, LIMIT_QTY, 1e12, "stock found, in the product's unit"},
	{"gain_value", 1 << GAIN_VALUE, LIMIT_VALUE, 1e15, "stock found, at cost"},
	{"loss_pct", 1 << LOSS_PCT, LIMIT_PCT, 1e6, "stock missing, in percent of the book quantity"},
	{"loss_qty", 1 << LOSS_QTY, LIMIT_QTY, 1e12, "stock missing, in the product's unit"},
	{"loss_value", 1 << LOSS_VALUE, LIMIT_VALUE, 1e15, "stock missing, at cost"},
	{"document_qty", 1 << DOCUMENT_QTY, LIMIT_QTY, 1e12, "sum of all differences applied together, sign disregarded, in the products' units"},
	{"document_value", 1 << DOCUMENT_VALUE, LIMIT_VALUE, 1e15, "sum of all differences applied together, sign disregarded, at cost"},
};

static double
adjustment_measure(const Fact *fact, int slot)
{
	switch (slot)
	{
		case DOCUMENT_QTY:
			return fact->document_lines > 0 ? fact->document_qty : NAN;
		case DOCUMENT_VALUE:
			return fact->document_lines > 0 ? fact->document_value : NAN;
		default:
			return measure_deviation(fact, &adjustment_slots[slot]);
	}
}

static char *
adjustment_describe(const Fact *fact, int slot)
{
	char	   *share;

	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return psprintf("Adjustment of %d line%s together: %s of difference in all (%.2f in value)",
						fact->document_lines, fact->document_lines == 1 ? "" : "s", format_number(fact->document_qty),
						fact->document_value);
	share = fact->expected == 0 ? pstrdup("nothing on the books")
		: psprintf("%s %%", format_number(fabs(fact->deviation) / fabs(fact->expected) * 100.0));
	return psprintf("Adjustment of %s%s%s in %s: %s on the books, %s afterwards, %s %s (%s, %.2f in value)",
					fact->product_name, fact->lot_name ? ", lot " : "",
					fact->lot_name ? fact->lot_name : "",
					fact->location_name ? fact->location_name : "an unknown location",
					format_measure(LIMIT_QTY, fact->expected, fact->unit),
					format_measure(LIMIT_QTY, fact->actual, fact->unit),
					format_measure(LIMIT_QTY, fabs(fact->deviation), fact->unit),
					fact->deviation > 0 ? "found" : "missing", share, fabs(fact->value));
}

static char *
adjustment_way_out(const Fact *fact, int slot, const double *limits)
{
	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return pstrdup("have the count checked");
	return pstrdup("count again");
}

const Control adjustment_limit = {
	.name = "adjustment_limit",
	.title = "Adjustment limit",
	.summary = "Counts and every other way stock is adjusted, against the book quantity before the"
	" transaction, per line and for all lines applied together.",
	.table = "stock_move",
	.zero_base_by_size = true,
	.nslots = ADJUSTMENT_SLOTS,
	.slots = adjustment_slots,
	.nparams = lengthof(adjustment_params),
	.params = adjustment_params,
	.measure = adjustment_measure,
	.describe = adjustment_describe,
	.way_out = adjustment_way_out,
};
