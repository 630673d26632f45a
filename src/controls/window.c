/*-------------------------------------------------------------------------
 * window.c
 *		adjustment_window: what adjustments add up to over a span of days, so
 *		that splitting one under the limit stops working.
 *
 * A fact is one subject (a user, a product, a location, a reason, a quant key)
 * and one length of the window. Sums are gross: what was found and what was
 * missing add up and never cancel out, but for what one transaction makes of
 * one quant key. deviation and value carry the subject's sums: an approval
 * covers no more than it was asked for.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/window.h"
#include "text/say.h"

static const LimitSlot window_slots[WINDOW_SLOTS] = {
	[WINDOW_USER_QTY] = {"user_qty", LIMIT_QTY, 0, false},
	[WINDOW_USER_VALUE] = {"user_value", LIMIT_VALUE, 0, false},
	[WINDOW_PRODUCT_QTY] = {"product_qty", LIMIT_QTY, 0, false},
	[WINDOW_PRODUCT_VALUE] = {"product_value", LIMIT_VALUE, 0, false},
	[WINDOW_LOCATION_VALUE] = {"location_value", LIMIT_VALUE, 0, false},
	[WINDOW_REASON_VALUE] = {"reason_value", LIMIT_VALUE, 0, false},
	[WINDOW_QUANT_TIMES] = {"quant_times", LIMIT_COUNT, 0, false},
};

static const ControlParam window_params[] = {
	[WINDOW_DAYS] = {"days", 0, LIMIT_DAYS, 366, "length of the window, in days of 24 hours up to now", 30},
	{"user_qty", 1 << WINDOW_USER_QTY, LIMIT_QTY, 1e12, "adjusted by one user, counting or applying, over all products, in the products' units"},
	{"user_value", 1 << WINDOW_USER_VALUE, LIMIT_VALUE, 1e15, "adjusted by one user, counting or applying, over all products, at cost"},
	{"product_qty", 1 << WINDOW_PRODUCT_QTY, LIMIT_QTY, 1e12, "adjusted of one product, by whomever and wherever, in its unit"},
	{"product_value", 1 << WINDOW_PRODUCT_VALUE, LIMIT_VALUE, 1e15, "adjusted of one product, by whomever and wherever, at cost"},
	{"location_value", 1 << WINDOW_LOCATION_VALUE, LIMIT_VALUE, 1e15, "adjusted in one location itself, over all products, at cost"},
	{"reason_value", 1 << WINDOW_REASON_VALUE, LIMIT_VALUE, 1e15, "adjusted for one reason, over all products, at cost"},
	{"quant_times", 1 << WINDOW_QUANT_TIMES, LIMIT_COUNT, 1e6, "adjustments of one quant (product, location, lot, package, owner)"},
};

/* A fact of another window says nothing to the policy; one without a window is made up. */
static double
window_measure(const Fact *fact, int slot, const double *settings)
{
	if (fact->window != 0 && fact->window != settings[WINDOW_DAYS])
		return NAN;
	return fact->measured[slot];
}

static char *
window_describe(const Fact *fact, int slot, const char *lang)
{
	const char *days = fact->words[WINDOW_WORD_DAYS] ? fact->words[WINDOW_WORD_DAYS] : "?";
	const char *whose = fact->words[WINDOW_WORD_WHOSE] ? fact->words[WINDOW_WORD_WHOSE] : "?";
	const char *value = format_value(fact->value);

	switch (slot)
	{
		case WINDOW_USER_QTY:
		case WINDOW_USER_VALUE:
			return say(lang, "Adjustments of user %1$s (days: %2$s): %3$s found and missing in all (%4$s in value)",
					   whose, days, format_number(fact->deviation), value);
		case WINDOW_PRODUCT_QTY:
		case WINDOW_PRODUCT_VALUE:
			return say(lang, "Adjustments of product %1$s (days: %2$s): %3$s found and missing in all (%4$s in value)",
					   whose, days, format_quantity(fact->deviation, fact->unit), value);
		case WINDOW_LOCATION_VALUE:
			return say(lang, "Adjustments in %1$s (days: %2$s): %3$s in value found and missing in all",
					   whose, days, value);
		case WINDOW_REASON_VALUE:
			return say(lang, "Adjustments for the reason %1$s (days: %2$s): %3$s in value found and missing in all",
					   whose, days, value);
		default:
			return say(lang, "Adjustment of %1$s (days: %2$s): number %3$s of the same stock",
					   whose, days, format_number(fact->deviation));
	}
}

static char *
window_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == WINDOW_QUANT_TIMES)
		return say(lang, "find out why the stock is never right, and tell whoever approves it");
	return say(lang, "have the stock checked by somebody else");
}

const Control adjustment_window = {
	.name = "adjustment_window",
	.title = "Adjustments in a window",
	.summary = "What adjustments add up to over a number of days, per user, product, location and reason,"
	" and how often one quant is adjusted: splitting an adjustment in parts, netting gains with"
	" losses and sharing the work do not get around it.",
	.table = "stock_move",
	.value_is_agreed = true,
	.nslots = WINDOW_SLOTS,
	.slots = window_slots,
	.nparams = lengthof(window_params),
	.params = window_params,
	.measure = window_measure,
	.describe = window_describe,
	.way_out = window_way_out,
};
