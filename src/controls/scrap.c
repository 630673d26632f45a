/*-------------------------------------------------------------------------
 * scrap.c
 *		Scrap controls: stock that is thrown away.
 *
 * scrap_limit: a fact is one quant key; expected is what was on hand there
 * before the transaction, actual what the scrap leaves. The day slots measure
 * what the same user has scrapped within 24 hours, this scrap included.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/scrap.h"
#include "text/say.h"

static const LimitSlot scrap_slots[] = {
	[SCRAP_QTY] = {"qty", LIMIT_QTY, -1, false},
	[SCRAP_VALUE] = {"value", LIMIT_VALUE, -1, false},
	[SCRAP_PCT] = {"pct", LIMIT_PCT, -1, false},
	[SCRAP_DAY_QTY] = {"day_qty", LIMIT_QTY, -1, false},
	[SCRAP_DAY_VALUE] = {"day_value", LIMIT_VALUE, -1, false},
};

static const ControlParam scrap_params[] = {
	{"qty", 1 << SCRAP_QTY, LIMIT_QTY, 1e12, "scrapped at once, in the product's unit"},
	{"value", 1 << SCRAP_VALUE, LIMIT_VALUE, 1e15, "scrapped at once, at cost"},
	{"pct", 1 << SCRAP_PCT, LIMIT_PCT, 100, "scrapped at once, in percent of what was on hand at that place"},
	{"day_qty", 1 << SCRAP_DAY_QTY, LIMIT_QTY, 1e12, "scrapped by the same user within 24 hours, this scrap included, in the products' units"},
	{"day_value", 1 << SCRAP_DAY_VALUE, LIMIT_VALUE, 1e15, "scrapped by the same user within 24 hours, this scrap included, at cost"},
};

static char *
describe_day(const Fact *fact, const char *product, const char *location, const char *lang)
{
	const char *who = fact->words[SCRAP_ACTOR];

	return say(lang, "Scrap of %1$s in %2$s: %3$s (%4$s in value); with it %5$s has scrapped %6$s"
			   " within 24 hours (%7$s in value)",
			   product, location, format_quantity(fabs(fact->deviation), fact->unit),
			   format_value(fabs(fact->value)), who ? who : say(lang, "the same user"),
			   format_number(fact->measured[SCRAP_DAY_QTY]),
			   format_value(fact->measured[SCRAP_DAY_VALUE]));
}

static char *
scrap_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product = fact->lot_name
		? say(lang, "%1$s, lot %2$s", fact->product_name, fact->lot_name) : fact->product_name;
	const char *location = fact->location_name ? fact->location_name
		: say(lang, "an unknown location");

	if (slot == SCRAP_DAY_QTY || slot == SCRAP_DAY_VALUE)
		return describe_day(fact, product, location, lang);
	return say(lang, "Scrap of %1$s in %2$s: %3$s of %4$s on the books (%5$s in value)",
			   product, location, format_quantity(fabs(fact->deviation), fact->unit),
			   format_quantity(fact->expected, fact->unit), format_value(fabs(fact->value)));
}

/* How much of this scrap a limit leaves; INFINITY where it says nothing about a quantity. */
static double
allowed_by(const Fact *fact, int slot, double limit)
{
	double		qty = fabs(fact->deviation);
	double		cost = qty == 0 ? 0 : fabs(fact->value) / qty;

	switch (slot)
	{
		case SCRAP_QTY:
			return limit;
		case SCRAP_PCT:
			return fact->expected > 0 ? fact->expected * limit / 100.0 : 0;
		case SCRAP_VALUE:
			return cost == 0 ? INFINITY : limit / cost;
		case SCRAP_DAY_QTY:
			return limit - (fact->measured[slot] - qty);
		default:
			return cost == 0 ? INFINITY : qty - (fact->measured[slot] - limit) / cost;
	}
}

/* Rounded down: what is said to pass has to pass. */
static double
round_down(double qty, double rounding)
{
	double		rounded = round_to(qty, rounding);

	return rounded > qty + 1e-9 ? round_to(qty - rounding, rounding) : rounded;
}

static char *
scrap_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	double		allowed = INFINITY;

	for (int s = 0; s < SCRAP_SLOTS; s++)
	{
		if (!isnan(limits[s]) && !isnan(fact->measured[s]))
			allowed = Min(allowed, allowed_by(fact, s, limits[s]));
	}
	if (isfinite(allowed))
		allowed = round_down(allowed, fact->rounding);
	if (isfinite(allowed) && allowed > 0)
		return say(lang, "scrap at most %1$s", format_quantity(allowed, fact->unit));
	return NULL;
}

const Control scrap_limit = {
	.name = "scrap_limit",
	.title = "Scrap limit",
	.summary = "What is scrapped, at once and by one user within 24 hours, by quantity, value at cost"
	" and share of what was on hand.",
	.table = "stock_move",
	.zero_base_by_size = true,
	.nslots = SCRAP_SLOTS,
	.slots = scrap_slots,
	.nparams = lengthof(scrap_params),
	.params = scrap_params,
	.measure = measure_given,
	.describe = scrap_describe,
	.way_out = scrap_way_out,
};
