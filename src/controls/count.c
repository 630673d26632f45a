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
#include "text/say.h"

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
adjustment_measure(const Fact *fact, int slot, const double *settings)
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
describe_document(const Fact *fact, const char *lang)
{
	char	   *qty = format_number(fact->document_qty);
	char	   *value = format_value(fact->document_value);

	if (fact->document_lines == 1)
		return say(lang, "Adjustment of 1 line together: %1$s of difference in all (%2$s in value)",
				   qty, value);
	return say(lang, "Adjustment of %1$s lines together: %2$s of difference in all (%3$s in value)",
			   psprintf("%d", fact->document_lines), qty, value);
}

static char *
adjustment_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product;
	const char *location;
	const char *before = format_quantity(fact->expected, fact->unit);
	const char *after = format_quantity(fact->actual, fact->unit);
	const char *difference = format_quantity(fabs(fact->deviation), fact->unit);
	const char *value = format_value(fabs(fact->value));
	const char *share;

	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return describe_document(fact, lang);
	product = fact->lot_name ? say(lang, "%1$s, lot %2$s", fact->product_name, fact->lot_name)
		: fact->product_name;
	location = fact->location_name ? fact->location_name : say(lang, "an unknown location");
	share = fact->expected == 0 ? say(lang, "nothing on the books")
		: format_measure(LIMIT_PCT, fabs(fact->deviation) / fabs(fact->expected) * 100.0, NULL,
						 lang);
	if (fact->deviation > 0)
		return say(lang, "Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards,"
				   " %5$s found (%6$s, %7$s in value)",
				   product, location, before, after, difference, share, value);
	return say(lang, "Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards,"
			   " %5$s missing (%6$s, %7$s in value)",
			   product, location, before, after, difference, share, value);
}

static char *
adjustment_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return say(lang, "have the count checked");
	return say(lang, "count again");
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
