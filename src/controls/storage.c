/*-------------------------------------------------------------------------
 * storage.c
 *		Storage controls: what lies where, whose it is, and how much of it.
 *
 * negative_stock: a fact is one quant key (product, location, lot, package,
 * owner) that a transaction leaves below zero, and lower than it was; expected
 * is what was on hand before, actual what is left.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/storage.h"
#include "text/say.h"

static const char *
place_text(const Fact *fact, const char *lang)
{
	return fact->location_name ? fact->location_name : say(lang, "an unknown location");
}

/* The goods: product, lot. */
static const char *
goods_text(const Fact *fact, const char *lang)
{
	return fact->lot_name ? say(lang, "%1$s, lot %2$s", fact->product_name, fact->lot_name)
		: fact->product_name;
}

static const char *
document_text(const Fact *fact, const char *lang)
{
	return fact->document ? fact->document
		: fact->words[STORAGE_STRAY] ? say(lang, "A change of stock without a move")
		: say(lang, "A move without a transfer");
}

/* ---- negative_stock ---- */

static const LimitSlot negative_slots[] = {
	[NEGATIVE_QTY] = {"qty", LIMIT_QTY, -1},
	[NEGATIVE_VALUE] = {"value", LIMIT_VALUE, -1},
};

static const ControlParam negative_params[] = {
	{"qty", 1 << NEGATIVE_QTY, LIMIT_QTY, 1e12, "how far below zero stock of one product may be, at one place, of one lot, package and owner, in the product's unit"},
	{"value", 1 << NEGATIVE_VALUE, LIMIT_VALUE, 1e15, "how far below zero, at cost"},
};

static char *
negative_describe(const Fact *fact, int slot, const char *lang)
{
	const char *goods = goods_text(fact, lang);

	if (fact->words[NEGATIVE_PACKAGE] != NULL)
		goods = say(lang, "%1$s (package %2$s)", goods, fact->words[NEGATIVE_PACKAGE]);
	if (fact->words[NEGATIVE_OWNER] != NULL)
		goods = say(lang, "%1$s (owner: %2$s)", goods, fact->words[NEGATIVE_OWNER]);
	if (slot == NEGATIVE_VALUE)
		return say(lang, "%1$s leaves %2$s of %3$s in %4$s, where %5$s were on hand (%6$s in value below zero)",
				   document_text(fact, lang), format_quantity(fact->actual, fact->unit), goods,
				   place_text(fact, lang), format_number(fact->expected),
				   format_value(fact->measured[NEGATIVE_VALUE]));
	return say(lang, "%1$s leaves %2$s of %3$s in %4$s, where %5$s were on hand",
			   document_text(fact, lang), format_quantity(fact->actual, fact->unit), goods,
			   place_text(fact, lang), format_number(fact->expected));
}

/* Rounded down: what is said to pass has to pass. */
static double
round_down(double qty, double rounding)
{
	double		rounded = round_to(qty, rounding);

	return rounded > qty + 1e-9 ? round_to(qty - rounding, rounding) : rounded;
}

static char *
negative_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	double		below = INFINITY;
	double		cost = fact->measured[NEGATIVE_QTY] == 0 ? 0
		: fact->measured[NEGATIVE_VALUE] / fact->measured[NEGATIVE_QTY];
	double		allowed;

	if (!isnan(limits[NEGATIVE_QTY]))
		below = limits[NEGATIVE_QTY];
	if (!isnan(limits[NEGATIVE_VALUE]) && cost > 0)
		below = Min(below, limits[NEGATIVE_VALUE] / cost);
	allowed = isinf(below) ? 0 : round_down(fact->expected + below, fact->rounding);
	if (allowed > 0)
		return say(lang, "take at most %1$s, or bring what is missing in first",
				   format_quantity(allowed, fact->unit));
	return say(lang, "bring what is missing in first, or count what is there");
}

const Control negative_stock = {
	.name = "negative_stock",
	.title = "Negative stock",
	.summary = "Stock that goes below zero: what an operation leaves of a product at a place, of one lot,"
	" package and owner, over all quants, where that is less than before.",
	.table = "stock_move",
	.requires = {"stock_move_line"},
	.nslots = NEGATIVE_SLOTS,
	.slots = negative_slots,
	.nparams = lengthof(negative_params),
	.params = negative_params,
	.measure = measure_given,
	.describe = negative_describe,
	.way_out = negative_way_out,
};
