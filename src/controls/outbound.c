/*-------------------------------------------------------------------------
 * outbound.c
 *		Deliveries held against what was ordered: more than that, and
 *		remainders that are given up.
 *
 * over_shipment, backorder_cancel: a fact is one sale line (or, of
 * backorder_cancel, the goods of a transfer that has none); expected is the
 * quantity ordered, actual what has been or still will be delivered, net of
 * returns, in the product's unit. Values are at cost.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/outbound.h"
#include "text/say.h"

static const LimitSlot over_slots[SHIPPED_SLOTS] = {
	[SHIPPED_PCT] = {"over_pct", LIMIT_PCT, +1, false},
	[SHIPPED_QTY] = {"over_qty", LIMIT_QTY, +1, false},
	[SHIPPED_VALUE] = {"over_value", LIMIT_VALUE, +1, false},
};

static const ControlParam over_params[] = {
	{"over_pct", 1 << SHIPPED_PCT, LIMIT_PCT, 1e6, "delivered above ordered, in percent of the ordered quantity"},
	{"over_qty", 1 << SHIPPED_QTY, LIMIT_QTY, 1e12, "delivered above ordered, in the product's unit"},
	{"over_value", 1 << SHIPPED_VALUE, LIMIT_VALUE, 1e15, "delivered above ordered, at cost"},
};

static const LimitSlot short_slots[SHIPPED_SLOTS] = {
	[SHIPPED_PCT] = {"pct", LIMIT_PCT, -1, false},
	[SHIPPED_QTY] = {"qty", LIMIT_QTY, -1, false},
	[SHIPPED_VALUE] = {"value", LIMIT_VALUE, -1, false},
};

static const ControlParam short_params[] = {
	{"pct", 1 << SHIPPED_PCT, LIMIT_PCT, 100, "not delivered for good, in percent of the ordered quantity"},
	{"qty", 1 << SHIPPED_QTY, LIMIT_QTY, 1e12, "not delivered for good, in the product's unit"},
	{"value", 1 << SHIPPED_VALUE, LIMIT_VALUE, 1e15, "not delivered for good, at cost"},
};

static double
over_measure(const Fact *fact, int slot, const double *settings)
{
	return measure_deviation(fact, &over_slots[slot]);
}

static double
short_measure(const Fact *fact, int slot, const double *settings)
{
	return measure_deviation(fact, &short_slots[slot]);
}

static char *
heading(const Fact *fact, const char *lang)
{
	if (fact->document == NULL)
		return say(lang, "Delivery of %1$s without a transfer", fact->product_name);
	return say(lang, "Delivery %1$s of %2$s", fact->document, fact->product_name);
}

static char *
share(const Fact *fact)
{
	return format_number(fact->expected == 0 ? 100.0
						 : fabs(fact->deviation / fact->expected) * 100.0);
}

static char *
over_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s: %2$s delivered in all, %3$s ordered on %4$s, %5$s %% over (%6$s, %7$s at cost)",
			   heading(fact, lang), format_quantity(fact->actual, fact->unit),
			   format_quantity(fact->expected, fact->unit),
			   fact->order_name ? fact->order_name : say(lang, "the order"), share(fact),
			   format_quantity(fabs(fact->deviation), fact->unit), format_value(fabs(fact->value)));
}

static char *
short_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s: %2$s of %3$s on %4$s will not be delivered any more (%5$s %%, %6$s at cost)",
			   heading(fact, lang), format_quantity(fabs(fact->deviation), fact->unit),
			   format_quantity(fact->expected, fact->unit),
			   fact->order_name ? fact->order_name : say(lang, "the order"), share(fact),
			   format_value(fabs(fact->value)));
}

/* How far the fact may be off before one of the limits breaks, in steps of the unit: what is said to pass has to pass. */
static double
allowed_deviation(const Fact *fact, const double *limits)
{
	double		qty = fabs(fact->deviation);
	double		cost = qty == 0 ? 0 : fabs(fact->value) / qty;
	double		allowed = INFINITY;

	if (!isnan(limits[SHIPPED_PCT]))
		allowed = Min(allowed, fabs(fact->expected) * limits[SHIPPED_PCT] / 100.0);
	if (!isnan(limits[SHIPPED_QTY]))
		allowed = Min(allowed, limits[SHIPPED_QTY]);
	if (!isnan(limits[SHIPPED_VALUE]) && cost > 0)
		allowed = Min(allowed, limits[SHIPPED_VALUE] / cost);
	if (!isfinite(allowed))
		return 0;
	return fact->rounding > 0 ? floor(allowed / fact->rounding + 1e-9) * fact->rounding : allowed;
}

static char *
over_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "deliver at most %1$s in all",
			   format_quantity(fact->expected + allowed_deviation(fact, limits), fact->unit));
}

static char *
short_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "keep a backorder for the rest, or have the salesperson lower the order line");
}

const Control over_shipment = {
	.name = "over_shipment",
	.title = "Over-shipment",
	.summary = "Quantity delivered against quantity ordered, cumulative per sale line over all its deliveries to customers"
	" less returns, dropshipments included. Moves without a sale line that orders something, and components of a kit on it, are none of its business.",
	.table = "stock_move",
	.requires = {"sale_order_line.product_uom_qty", "sale_order", "stock_move.sale_line_id"},
	.nslots = SHIPPED_SLOTS,
	.slots = over_slots,
	.nparams = lengthof(over_params),
	.params = over_params,
	.measure = over_measure,
	.describe = over_describe,
	.way_out = over_way_out,
};

const Control backorder_cancel = {
	.name = "backorder_cancel",
	.title = "Cancelled remainders",
	.summary = "What is left of an order that has been delivered in part, when it is cancelled or closed without a backorder."
	" Neither an order of which nothing was delivered yet, nor an order line that the salesperson lowers, is such a remainder.",
	.table = "stock_move",
	.nslots = SHIPPED_SLOTS,
	.slots = short_slots,
	.nparams = lengthof(short_params),
	.params = short_params,
	.measure = short_measure,
	.describe = short_describe,
	.way_out = short_way_out,
};
