/*-------------------------------------------------------------------------
 * storage.c
 *		Storage controls: what lies where, whose it is, and how much of it.
 *
 * negative_stock: a fact is one quant key (product, location, lot, package,
 * owner) that a transaction leaves below zero, and lower than it was; expected
 * is what was on hand before, actual what is left.
 *
 * product_location: a fact is so much of a product that comes to lie where a
 * rule forbids it. quarantine_exit: so much that leaves a declared place of
 * quarantine. owner_crossing: so much that is taken for something else than its
 * owner's or company's purposes. actual and deviation are that quantity.
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

/* ---- product_location ---- */

static const LimitSlot placed_slots[] = {
	[PLACED_QTY] = {"qty", LIMIT_QTY, +1},
	[PLACED_VALUE] = {"value", LIMIT_VALUE, +1},
};

static const ControlParam placed_params[] = {
	{"qty", 1 << PLACED_QTY, LIMIT_QTY, 1e12, "put where a rule forbids the goods, in the product's unit"},
	{"value", 1 << PLACED_VALUE, LIMIT_VALUE, 1e15, "put where a rule forbids the goods, at cost"},
	[PLACED_PARAM_COUNTS] = {"counts", 0, LIMIT_COUNT, 1, "1: so is what a count finds there; 0: that is free", 1},
};

static double
placed_measure(const Fact *fact, int slot, const double *settings)
{
	if (fact->words[PLACED_BY_COUNT] != NULL && settings[PLACED_PARAM_COUNTS] == 0)
		return NAN;
	return measure_given(fact, slot, settings);
}

static char *
placed_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s puts %2$s of %3$s (%4$s in value) into %5$s, against rule %6$s: %7$s",
			   document_text(fact, lang), format_quantity(fact->actual, fact->unit),
			   goods_text(fact, lang), format_value(fact->value), place_text(fact, lang),
			   fact->words[PLACED_RULE] ? fact->words[PLACED_RULE] : "?",
			   fact->words[PLACED_WHY] ? fact->words[PLACED_WHY] : "?");
}

static char *
placed_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "put them where no rule forbids them");
}

const Control product_location = {
	.name = "product_location",
	.title = "Goods and places",
	.summary = "Goods that are put where a rule of declare_place_rule() does not allow them, by product,"
	" category or hazard class.",
	.table = "stock_move",
	.requires = {"stock_move_line"},
	.nslots = PLACED_SLOTS,
	.slots = placed_slots,
	.nparams = lengthof(placed_params),
	.params = placed_params,
	.measure = placed_measure,
	.describe = placed_describe,
	.way_out = placed_way_out,
};

/* ---- quarantine_exit ---- */

static const LimitSlot exit_slots[] = {
	[EXIT_QTY] = {"qty", LIMIT_QTY, +1},
	[EXIT_VALUE] = {"value", LIMIT_VALUE, +1},
};

static const ControlParam exit_params[] = {
	{"qty", 1 << EXIT_QTY, LIMIT_QTY, 1e12, "taken out of a declared place of quarantine, in the product's unit"},
	{"value", 1 << EXIT_VALUE, LIMIT_VALUE, 1e15, "taken out of a declared place of quarantine, at cost"},
	[EXIT_PARAM_SCRAP] = {"scrap_free", 0, LIMIT_COUNT, 1, "1: scrapping needs no release", 1},
	[EXIT_PARAM_SUPPLIER] = {"supplier_free", 0, LIMIT_COUNT, 1, "1: sending back to a supplier needs no release", 1},
	[EXIT_PARAM_COUNTS] = {"count_free", 0, LIMIT_COUNT, 1, "1: what a count finds missing there needs no release", 0},
};

static bool
leaves_by(const Fact *fact, const char *way)
{
	return fact->words[EXIT_WAY] != NULL && strcmp(fact->words[EXIT_WAY], way) == 0;
}

static double
exit_measure(const Fact *fact, int slot, const double *settings)
{
	if ((settings[EXIT_PARAM_SCRAP] != 0 && leaves_by(fact, EXIT_BY_SCRAP)) ||
		(settings[EXIT_PARAM_SUPPLIER] != 0 && leaves_by(fact, EXIT_BY_RETURN)) ||
		(settings[EXIT_PARAM_COUNTS] != 0 && leaves_by(fact, EXIT_BY_COUNT)))
		return NAN;
	return measure_given(fact, slot, settings);
}

static char *
exit_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s takes %2$s of %3$s (%4$s in value) out of quarantine in %5$s, to %6$s",
			   document_text(fact, lang), format_quantity(fact->actual, fact->unit),
			   goods_text(fact, lang), format_value(fact->value),
			   fact->words[EXIT_PLACE] ? fact->words[EXIT_PLACE] : place_text(fact, lang),
			   fact->words[EXIT_TO] ? fact->words[EXIT_TO] : say(lang, "an unknown location"));
}

static char *
exit_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "keep the goods in quarantine, send them back or scrap them");
}

const Control quarantine_exit = {
	.name = "quarantine_exit",
	.title = "Out of quarantine",
	.summary = "Goods that leave a place of declare_quarantine() for anywhere else than quarantine: released"
	" by whoever approves the request.",
	.table = "stock_move",
	.requires = {"stock_move_line"},
	.nslots = EXIT_SLOTS,
	.slots = exit_slots,
	.nparams = lengthof(exit_params),
	.params = exit_params,
	.measure = exit_measure,
	.describe = exit_describe,
	.way_out = exit_way_out,
};

/* ---- owner_crossing ---- */

static const LimitSlot crossing_slots[] = {
	[OWNER_QTY] = {"owner_qty", LIMIT_QTY, +1},
	[OWNER_VALUE] = {"owner_value", LIMIT_VALUE, +1},
	[COMPANY_QTY] = {"company_qty", LIMIT_QTY, +1},
	[COMPANY_VALUE] = {"company_value", LIMIT_VALUE, +1},
};

static const ControlParam crossing_params[] = {
	{"owner_qty", 1 << OWNER_QTY, LIMIT_QTY, 1e12, "goods of another owner that are used up, scrapped, handed to somebody else or made another's, in the product's unit"},
	{"owner_value", 1 << OWNER_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
	{"company_qty", 1 << COMPANY_QTY, LIMIT_QTY, 1e12, "goods that go from one company to another, or into and out of the transit between companies, in the product's unit"},
	{"company_value", 1 << COMPANY_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
	[CROSSING_PARAM_CUSTOMERS] = {"customers_free", 0, LIMIT_COUNT, 1, "1: an owner's goods may be delivered to any customer; 0: to the owner only", 1},
};

static bool
is_for(const Fact *fact, const char *purpose)
{
	return fact->words[CROSSING_PURPOSE] != NULL &&
		strcmp(fact->words[CROSSING_PURPOSE], purpose) == 0;
}

static double
crossing_measure(const Fact *fact, int slot, const double *settings)
{
	if (settings[CROSSING_PARAM_CUSTOMERS] != 0 && is_for(fact, "customer"))
		return NAN;
	return measure_given(fact, slot, settings);
}

static char *
describe_company(const Fact *fact, const char *what, const char *lang)
{
	const char *transit = say(lang, "transit between companies");

	return say(lang, "%1$s moves %2$s from %3$s to %4$s without a rule between the companies",
			   document_text(fact, lang), what,
			   fact->words[CROSSING_OWNER] ? fact->words[CROSSING_OWNER] : transit,
			   fact->words[CROSSING_TO] ? fact->words[CROSSING_TO] : transit);
}

static char *
crossing_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = document_text(fact, lang);
	const char *what = say(lang, "%1$s of %2$s", format_quantity(fact->actual, fact->unit),
						   goods_text(fact, lang));
	const char *itself = say(lang, "the company itself");
	const char *owner = fact->words[CROSSING_OWNER] ? fact->words[CROSSING_OWNER] : itself;
	const char *to = fact->words[CROSSING_TO] ? fact->words[CROSSING_TO] : itself;

	if (slot == COMPANY_QTY || slot == COMPANY_VALUE)
		return describe_company(fact, what, lang);
	if (is_for(fact, "scrap"))
		return say(lang, "%1$s scraps %2$s that belong to %3$s", document, what, owner);
	if (is_for(fact, "production"))
		return say(lang, "%1$s uses up %2$s that belong to %3$s", document, what, owner);
	if (is_for(fact, "ownership"))
		return say(lang, "%1$s gives %2$s that belong to %3$s to another owner: %4$s", document, what,
				   owner, to);
	return say(lang, "%1$s hands %2$s that belong to %3$s to somebody else: %4$s", document, what,
			   owner, to);
}

static char *
crossing_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == COMPANY_QTY || slot == COMPANY_VALUE)
		return say(lang, "sell the goods from one company to the other, or have a rule declared");
	return say(lang, "take goods of the company itself, or have a rule declared");
}

const Control owner_crossing = {
	.name = "owner_crossing",
	.title = "Owners and companies",
	.summary = "Goods of another owner that are used up, scrapped, handed to somebody else or made another's,"
	" and goods that go from one company to another, without a rule of declare_crossing().",
	.table = "stock_move",
	.requires = {"stock_move_line"},
	.nslots = CROSSING_SLOTS,
	.slots = crossing_slots,
	.nparams = lengthof(crossing_params),
	.params = crossing_params,
	.measure = crossing_measure,
	.describe = crossing_describe,
	.way_out = crossing_way_out,
};
