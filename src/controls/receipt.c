/*-------------------------------------------------------------------------
 * receipt.c
 *		Inbound controls: what was received, held against what was ordered.
 *
 * receipt_tolerance: a fact is one purchase line; expected is the quantity
 * ordered, actual is the net quantity received over all its receipts less
 * returns, both in the product's unit. Over is judged when a receipt adds to
 * it, under when the line is closed short.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "text/say.h"

enum
{
	OVER_PCT, OVER_QTY, OVER_VALUE, UNDER_PCT, UNDER_QTY, UNDER_VALUE, RECEIPT_SLOTS
};

static const LimitSlot receipt_slots[] = {
	[OVER_PCT] = {"over_pct", LIMIT_PCT, +1, false},
	[OVER_QTY] = {"over_qty", LIMIT_QTY, +1, false},
	[OVER_VALUE] = {"over_value", LIMIT_VALUE, +1, false},
	[UNDER_PCT] = {"under_pct", LIMIT_PCT, -1, false},
	[UNDER_QTY] = {"under_qty", LIMIT_QTY, -1, false},
	[UNDER_VALUE] = {"under_value", LIMIT_VALUE, -1, false},
};

static const ControlParam receipt_params[] = {
	{"over_pct", 1 << OVER_PCT, LIMIT_PCT, 1e6, "received above ordered, in percent of the ordered quantity"},
	{"over_qty", 1 << OVER_QTY, LIMIT_QTY, 1e12, "received above ordered, in the product's unit"},
	{"over_value", 1 << OVER_VALUE, LIMIT_VALUE, 1e15, "received above ordered, at the purchase price"},
	{"under_pct", 1 << UNDER_PCT, LIMIT_PCT, 100, "missing when the line is closed short, in percent of the ordered quantity"},
	{"under_qty", 1 << UNDER_QTY, LIMIT_QTY, 1e12, "missing when the line is closed short, in the product's unit"},
	{"under_value", 1 << UNDER_VALUE, LIMIT_VALUE, 1e15, "missing when the line is closed short, at the purchase price"},
};

static double
receipt_measure(const Fact *fact, int slot, const double *settings)
{
	return measure_deviation(fact, &receipt_slots[slot]);
}

/* How far off, in percent of what was ordered. */
static char *
share_text(const Fact *fact, const char *lang)
{
	char	   *share;

	if (fact->expected == 0)
		return say(lang, "nothing was ordered");
	share = format_number(fabs(fact->deviation) / fabs(fact->expected) * 100.0);
	return fact->deviation > 0 ? say(lang, "%1$s %% over", share)
		: say(lang, "%1$s %% short", share);
}

static char *
receipt_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "Receipt %1$s of %2$s: %3$s received in all, %4$s ordered on %5$s,"
			   " %6$s (%7$s, %8$s in value)",
			   fact->document, fact->product_name,
			   format_quantity(fact->actual, fact->unit),
			   format_quantity(fact->expected, fact->unit),
			   fact->order_name ? fact->order_name : say(lang, "the order"),
			   share_text(fact, lang),
			   format_quantity(fabs(fact->deviation), fact->unit),
			   format_value(fabs(fact->value)));
}

/* How much may deviate in the fact's direction before one of the limits breaks. */
static double
allowed_deviation(const Fact *fact, const double *limits)
{
	double		allowed = INFINITY;

	for (int s = 0; s < RECEIPT_SLOTS; s++)
	{
		double		here;

		if (isnan(limits[s]) || receipt_slots[s].direction * fact->deviation <= 0)
			continue;
		if (receipt_slots[s].kind == LIMIT_PCT)
			here = fabs(fact->expected) * limits[s] / 100.0;
		else if (receipt_slots[s].kind == LIMIT_QTY)
			here = limits[s];
		else
			here = fact->value == 0 ? INFINITY : limits[s] * fabs(fact->deviation / fact->value);
		allowed = Min(allowed, here);
	}
	return isfinite(allowed) ? allowed : 0;
}

static char *
receipt_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	double		allowed = allowed_deviation(fact, limits);

	if (fact->deviation > 0)
		return say(lang, "receive at most %1$s in all",
				   format_quantity(fact->expected + allowed, fact->unit));
	return say(lang, "keep a backorder for the rest, or receive at least %1$s in all",
			   format_quantity(fact->expected - allowed, fact->unit));
}

const Control receipt_tolerance = {
	.name = "receipt_tolerance",
	.title = "Receipt tolerance",
	.summary = "Quantity received against quantity ordered, cumulative per purchase line over all its"
	" receipts less returns; under counts when the line is closed short.",
	.table = "stock_move",
	.requires = {"purchase_order_line", "stock_move.purchase_line_id"},
	.value_is_agreed = true,
	.nslots = RECEIPT_SLOTS,
	.slots = receipt_slots,
	.nparams = lengthof(receipt_params),
	.params = receipt_params,
	.measure = receipt_measure,
	.describe = receipt_describe,
	.way_out = receipt_way_out,
};
