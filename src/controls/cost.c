/*-------------------------------------------------------------------------
 * cost.c
 *		Cost controls: the cost of a product is changed while there is stock.
 *
 * cost_change: a fact is one product in one company; expected is its cost
 * before the transaction, actual the cost it gets, value the change times the
 * quantity on hand.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/cost.h"
#include "text/say.h"

enum
{
	RAISE_PCT, RAISE_VALUE, CUT_PCT, CUT_VALUE, COST_SLOTS
};

static const LimitSlot cost_slots[] = {
	[RAISE_PCT] = {"raise_pct", LIMIT_PCT, +1, false},
	[RAISE_VALUE] = {"raise_value", LIMIT_VALUE, +1, false},
	[CUT_PCT] = {"cut_pct", LIMIT_PCT, -1, false},
	[CUT_VALUE] = {"cut_value", LIMIT_VALUE, -1, false},
};

static const ControlParam cost_params[] = {
	{"pct", 1 << RAISE_PCT | 1 << CUT_PCT, LIMIT_PCT, 1e6, "change in either direction, in percent of the cost before"},
	{"raise_pct", 1 << RAISE_PCT, LIMIT_PCT, 1e6, "cost raised, in percent of the cost before"},
	{"cut_pct", 1 << CUT_PCT, LIMIT_PCT, 1e6, "cost cut, in percent of the cost before"},
	{"value", 1 << RAISE_VALUE | 1 << CUT_VALUE, LIMIT_VALUE, 1e15, "change times the quantity on hand in the company"},
};

static double
cost_measure(const Fact *fact, int slot, const double *settings)
{
	return measure_deviation(fact, &cost_slots[slot]);
}

static char *
cost_describe(const Fact *fact, int slot, const char *lang)
{
	const char *before = format_number(fact->expected);
	const char *after = format_number(fact->actual);
	const char *on_hand = fact->words[COST_ON_HAND] ? fact->words[COST_ON_HAND] : "?";
	const char *company = fact->words[COST_COMPANY] ? fact->words[COST_COMPANY] : "?";
	const char *value = format_value(fabs(fact->value));

	if (fact->deviation > 0)
		return say(lang, "Cost of %1$s in %2$s raised from %3$s to %4$s with %5$s on hand"
				   " (%6$s more in value)",
				   fact->product_name, company, before, after, on_hand, value);
	return say(lang, "Cost of %1$s in %2$s cut from %3$s to %4$s with %5$s on hand"
			   " (%6$s less in value)",
			   fact->product_name, company, before, after, on_hand, value);
}

/* By how much the cost may change before one of the limits breaks. */
static double
allowed_change(const Fact *fact, const double *limits)
{
	double		allowed = INFINITY;

	for (int s = 0; s < COST_SLOTS; s++)
	{
		if (isnan(limits[s]) || cost_slots[s].direction * fact->deviation <= 0)
			continue;
		if (cost_slots[s].kind == LIMIT_PCT)
			allowed = Min(allowed, fabs(fact->expected) * limits[s] / 100.0);
		else if (fact->value != 0)
			allowed = Min(allowed, limits[s] * fabs(fact->deviation / fact->value));
	}
	return isfinite(allowed) ? allowed : 0;
}

static char *
cost_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	double		allowed = allowed_change(fact, limits);

	if (fact->deviation > 0)
		return say(lang, "set a cost of at most %1$s",
				   format_number(floor((fact->expected + allowed) * 1e4 + 1e-6) / 1e4));
	return say(lang, "set a cost of at least %1$s",
			   format_number(ceil((fact->expected - allowed) * 1e4 - 1e-6) / 1e4));
}

const Control cost_change = {
	.name = "cost_change",
	.title = "Cost change",
	.summary = "A product's cost changed by hand while there is stock of it, by share of the cost"
	" before and by its effect on the value on hand.",
	.table = "product_product",
	.zero_base_by_size = true,
	.nslots = COST_SLOTS,
	.slots = cost_slots,
	.nparams = lengthof(cost_params),
	.params = cost_params,
	.measure = cost_measure,
	.describe = cost_describe,
	.way_out = cost_way_out,
};
