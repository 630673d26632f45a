/*-------------------------------------------------------------------------
 * inbound.c
 *		Inbound controls beside the received quantity: when goods come, whether
 *		anybody ordered them, whether they are what was ordered, at what price.
 *
 * Their facts bring along what they measure. Deviation is the quantity that
 * came now, so an approval of a late receipt is for so much, not for all that
 * may come late after it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/inbound.h"
#include "text/say.h"

/* The line of a document that a text is about. */
static char *
heading(const Fact *fact, bool out, const char *lang)
{
	if (fact->document == NULL)
		return out ? say(lang, "Delivery of %1$s without a transfer", fact->product_name)
			: say(lang, "Receipt of %1$s without a transfer", fact->product_name);
	return out ? say(lang, "Delivery %1$s of %2$s", fact->document, fact->product_name)
		: say(lang, "Receipt %1$s of %2$s", fact->document, fact->product_name);
}

/* ---- receipt_window ---- */

static const LimitSlot window_slots[] = {
	[WINDOW_EARLY] = {"early_days", LIMIT_DAYS, -1},
	[WINDOW_LATE] = {"late_days", LIMIT_DAYS, +1},
	[WINDOW_EARLY_WORKING] = {"early_working_days", LIMIT_DAYS, -1},
	[WINDOW_LATE_WORKING] = {"late_working_days", LIMIT_DAYS, +1},
};

static const ControlParam window_params[] = {
	{"early_days", 1 << WINDOW_EARLY, LIMIT_DAYS, 3650, "received before the planned day, in calendar days"},
	{"late_days", 1 << WINDOW_LATE, LIMIT_DAYS, 3650, "received after the planned day, in calendar days"},
	{"early_working_days", 1 << WINDOW_EARLY_WORKING, LIMIT_DAYS, 3650, "received before the planned day, in working days of the company's calendar"},
	{"late_working_days", 1 << WINDOW_LATE_WORKING, LIMIT_DAYS, 3650, "received after the planned day, in working days of the company's calendar"},
};

static char *
window_describe(const Fact *fact, int slot, const char *lang)
{
	const char *what = heading(fact, false, lang);
	const char *planned = fact->words[WINDOW_PLANNED] ? fact->words[WINDOW_PLANNED] : "?";
	const char *came = fact->words[WINDOW_CAME] ? fact->words[WINDOW_CAME] : "?";
	const char *days = format_number(isnan(fact->measured[slot]) ? 0 : fact->measured[slot]);

	switch (slot)
	{
		case WINDOW_EARLY:
			return say(lang, "%1$s: planned for %2$s, received on %3$s (days early: %4$s)",
					   what, planned, came, days);
		case WINDOW_EARLY_WORKING:
			return say(lang, "%1$s: planned for %2$s, received on %3$s (working days early: %4$s)",
					   what, planned, came, days);
		case WINDOW_LATE_WORKING:
			return say(lang, "%1$s: planned for %2$s, received on %3$s (working days late: %4$s)",
					   what, planned, came, days);
		default:
			return say(lang, "%1$s: planned for %2$s, received on %3$s (days late: %4$s)",
					   what, planned, came, days);
	}
}

static char *
window_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (window_slots[slot].direction < 0)
		return say(lang, "receive it later, or agree on a new date and have the buyer enter it on the order line");
	return say(lang, "agree on a new date and have the buyer enter it on the order line");
}

const Control receipt_window = {
	.name = "receipt_window",
	.title = "Receipt window",
	.summary = "Days between the planned date of a purchase line and the day its goods are received,"
	" at the warehouse's time zone; the planned day itself is neither early nor late.",
	.table = "stock_move",
	.requires = {"purchase_order_line.date_planned", "stock_move.purchase_line_id", "stock_move.date"},
	.nslots = lengthof(window_slots),
	.slots = window_slots,
	.nparams = lengthof(window_params),
	.params = window_params,
	.measure = measure_given,
	.describe = window_describe,
	.way_out = window_way_out,
};

/* ---- unordered_receipt ---- */

static const LimitSlot unordered_slots[] = {
	[STRAY_QTY] = {"qty", LIMIT_QTY, +1},
	[STRAY_VALUE] = {"value", LIMIT_VALUE, +1},
};

static const ControlParam unordered_params[] = {
	{"qty", 1 << STRAY_QTY, LIMIT_QTY, 1e12, "received from a supplier without a purchase line, in the product's unit; 0: none"},
	{"value", 1 << STRAY_VALUE, LIMIT_VALUE, 1e15, "received from a supplier without a purchase line, at cost"},
};

static char *
unordered_describe(const Fact *fact, int slot, const char *lang)
{
	const char *what = heading(fact, false, lang);
	const char *qty = format_quantity(fact->deviation, fact->unit);
	const char *value = format_value(fact->value);
	const char *reason = fact->words[STRAY_REASON];

	if (fact->order_name == NULL)
		return say(lang, "%1$s: %2$s from a supplier, without any order (%3$s in value)", what, qty,
				   value);
	if (reason != NULL && strcmp(reason, STRAY_NOT_IN_FORCE) == 0)
		return say(lang, "%1$s: %2$s from a supplier, but order %3$s is not in force (%4$s in value)",
				   what, qty, fact->order_name, value);
	if (reason != NULL && strcmp(reason, STRAY_ORDERS_NOTHING) == 0)
		return say(lang, "%1$s: %2$s from a supplier, but its line of order %3$s orders nothing (%4$s in value)",
				   what, qty, fact->order_name, value);
	return say(lang, "%1$s: %2$s from a supplier; the transfer is of order %3$s, but no line of it stands for these goods (%4$s in value)",
			   what, qty, fact->order_name, value);
}

static char *
unordered_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "have the buyer order it, and receive it on that order");
}

const Control unordered_receipt = {
	.name = "unordered_receipt",
	.title = "Unordered receipt",
	.summary = "Goods received from a supplier without a purchase line of an order in force. Returned goods that come"
	" back, goods of another owner and declared substitutes are none.",
	.table = "stock_move",
	.requires = {"purchase_order_line.product_qty", "stock_move.purchase_line_id"},
	.nslots = lengthof(unordered_slots),
	.slots = unordered_slots,
	.nparams = lengthof(unordered_params),
	.params = unordered_params,
	.measure = measure_given,
	.describe = unordered_describe,
	.way_out = unordered_way_out,
};

/* ---- substitute_item ---- */

static const LimitSlot substitute_slots[] = {
	[STRAY_QTY] = {"qty", LIMIT_QTY, +1},
	[STRAY_VALUE] = {"value", LIMIT_VALUE, +1},
};

static const ControlParam substitute_params[] = {
	{"qty", 1 << STRAY_QTY, LIMIT_QTY, 1e12, "received or delivered in place of what was ordered, undeclared, in the product's unit; 0: none"},
	{"value", 1 << STRAY_VALUE, LIMIT_VALUE, 1e15, "received or delivered in place of what was ordered, undeclared, at cost"},
};

static char *
substitute_describe(const Fact *fact, int slot, const char *lang)
{
	bool		out = fact->words[STRAY_OUT] != NULL;
	const char *what = heading(fact, out, lang);
	const char *qty = format_quantity(fact->deviation, fact->unit);
	const char *value = format_value(fact->value);
	const char *order = fact->order_name ? fact->order_name : say(lang, "the order");
	const char *instead = fact->words[STRAY_INSTEAD_OF];

	if (instead != NULL)
		return say(lang, "%1$s: %2$s in place of %3$s, which order %4$s asks for; no substitute in force allows it (%5$s in value)",
				   what, qty, instead, order, value);
	return say(lang, "%1$s: %2$s of a product that is not on order %3$s; no substitute in force allows it (%4$s in value)",
			   what, qty, order, value);
}

static char *
substitute_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (fact->words[STRAY_OUT] != NULL)
		return say(lang, "deliver what was ordered, or have a manager declare the substitute"
				   " (Inventory, Governance, Registers, Substitutes)");
	return say(lang, "receive what was ordered, or have a manager declare the substitute"
			   " (Inventory, Governance, Registers, Substitutes)");
}

const Control substitute_item = {
	.name = "substitute_item",
	.title = "Substitute items",
	.summary = "Products that come, or go, in place of what the order of the transfer asks for, unless"
	" declared with declare_substitute(). Components of a kit on the order are none.",
	.table = "stock_move",
	.requires = {"purchase_order_line.product_qty", "stock_move.purchase_line_id"},
	.nslots = lengthof(substitute_slots),
	.slots = substitute_slots,
	.nparams = lengthof(substitute_params),
	.params = substitute_params,
	.measure = measure_given,
	.describe = substitute_describe,
	.way_out = substitute_way_out,
};

/* ---- receipt_price ---- */

static const LimitSlot price_slots[] = {
	[ABOVE_COST_PCT] = {"above_cost_pct", LIMIT_PCT, +1},
	[BELOW_COST_PCT] = {"below_cost_pct", LIMIT_PCT, -1},
	[ABOVE_COST_VALUE] = {"above_cost_value", LIMIT_VALUE, +1},
	[BELOW_COST_VALUE] = {"below_cost_value", LIMIT_VALUE, -1},
	[ABOVE_LAST_PCT] = {"above_last_pct", LIMIT_PCT, +1},
	[BELOW_LAST_PCT] = {"below_last_pct", LIMIT_PCT, -1},
	[ABOVE_LAST_VALUE] = {"above_last_value", LIMIT_VALUE, +1},
	[BELOW_LAST_VALUE] = {"below_last_value", LIMIT_VALUE, -1},
};

static const ControlParam price_params[] = {
	{"cost_pct", 1 << ABOVE_COST_PCT | 1 << BELOW_COST_PCT, LIMIT_PCT, 1e6, "price above or below the cost before the receipt, in percent of the cost"},
	{"cost_value", 1 << ABOVE_COST_VALUE | 1 << BELOW_COST_VALUE, LIMIT_VALUE, 1e15, "price above or below the cost before the receipt, for all that is received"},
	{"last_pct", 1 << ABOVE_LAST_PCT | 1 << BELOW_LAST_PCT, LIMIT_PCT, 1e6, "price above or below that of the last order received, in percent of it"},
	{"last_value", 1 << ABOVE_LAST_VALUE | 1 << BELOW_LAST_VALUE, LIMIT_VALUE, 1e15, "price above or below that of the last order received, for all that is received"},
	{"above_cost_pct", 1 << ABOVE_COST_PCT, LIMIT_PCT, 1e6, "price above the cost, in percent of the cost"},
	{"below_cost_pct", 1 << BELOW_COST_PCT, LIMIT_PCT, 100, "price below the cost, in percent of the cost"},
	{"above_cost_value", 1 << ABOVE_COST_VALUE, LIMIT_VALUE, 1e15, "price above the cost, for all that is received"},
	{"below_cost_value", 1 << BELOW_COST_VALUE, LIMIT_VALUE, 1e15, "price below the cost, for all that is received"},
	{"above_last_pct", 1 << ABOVE_LAST_PCT, LIMIT_PCT, 1e6, "price above the last one, in percent of it"},
	{"below_last_pct", 1 << BELOW_LAST_PCT, LIMIT_PCT, 100, "price below the last one, in percent of it"},
	{"above_last_value", 1 << ABOVE_LAST_VALUE, LIMIT_VALUE, 1e15, "price above the last one, for all that is received"},
	{"below_last_value", 1 << BELOW_LAST_VALUE, LIMIT_VALUE, 1e15, "price below the last one, for all that is received"},
};

/* One reference: a price that is not known, or not above zero, says nothing. */
static void
measure_against(Fact *fact, double price, double reference, double qty, int above_pct)
{
	double		difference = price - reference;
	bool		above = difference >= 0;
	int			pct = above ? above_pct : above_pct + 1;

	if (isnan(price) || isnan(reference) || reference <= 0)
		return;
	fact->measured[pct] = fabs(difference) / reference * 100.0;
	fact->measured[pct + 2] = fabs(difference) * qty;
}

void
receipt_price_measure(Fact *fact, double price, double cost, double last, double qty)
{
	measure_against(fact, price, cost, qty, ABOVE_COST_PCT);
	measure_against(fact, price, last, qty, ABOVE_LAST_PCT);
	if (!isnan(cost) && cost > 0)
		fact->value = (price - cost) * qty;
	else if (!isnan(last) && last > 0)
		fact->value = (price - last) * qty;
}

static char *
price_describe(const Fact *fact, int slot, const char *lang)
{
	bool		against_last = slot >= ABOVE_LAST_PCT;
	bool		above = price_slots[slot].direction > 0;
	int			pct = (against_last ? ABOVE_LAST_PCT : ABOVE_COST_PCT) + (above ? 0 : 1);
	const char *what = heading(fact, false, lang);
	const char *price = fact->words[PRICE_NOW] ? fact->words[PRICE_NOW] : "?";
	const char *reference = fact->words[against_last ? PRICE_LAST : PRICE_COST];
	const char *share = format_number(isnan(fact->measured[pct]) ? 0 : fact->measured[pct]);
	const char *value = format_value(isnan(fact->measured[pct + 2]) ? 0 : fact->measured[pct + 2]);

	if (reference == NULL)
		reference = "?";
	if (against_last)
		return above ? say(lang, "%1$s: price %2$s, last price %3$s, %4$s %% more (%5$s in value)",
						   what, price, reference, share, value)
			: say(lang, "%1$s: price %2$s, last price %3$s, %4$s %% less (%5$s in value)",
				  what, price, reference, share, value);
	return above ? say(lang, "%1$s: price %2$s, cost %3$s, %4$s %% more (%5$s in value)",
					   what, price, reference, share, value)
		: say(lang, "%1$s: price %2$s, cost %3$s, %4$s %% less (%5$s in value)",
			  what, price, reference, share, value);
}

static char *
price_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "have the buyer check the price on the order line");
}

const Control receipt_price = {
	.name = "receipt_price",
	.title = "Receipt price",
	.summary = "Price of the purchase line, in company currency for a unit of the product and with its discount, against"
	" the product's cost before the transaction, and against the price of the last order received.",
	.table = "stock_move",
	.requires = {"purchase_order_line.price_subtotal", "purchase_order.currency_rate", "stock_move.purchase_line_id"},
	.value_is_agreed = true,
	.nslots = lengthof(price_slots),
	.slots = price_slots,
	.nparams = lengthof(price_params),
	.params = price_params,
	.measure = measure_given,
	.describe = price_describe,
	.way_out = price_way_out,
};
