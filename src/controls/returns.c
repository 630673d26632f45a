/*-------------------------------------------------------------------------
 * returns.c
 *		Controls of goods that come back from customers: how many, how late,
 *		whether somebody has agreed to it, and where they are put.
 *
 * return_quantity: expected is what of the delivered goods the customer still
 * has, actual what comes, the deviation what of it was never delivered or has
 * come back already. return_window: days between delivery and return; where no
 * delivery is known, that itself is what is measured.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/returns.h"
#include "text/say.h"

static const char *
product_text(const Fact *fact, const char *lang)
{
	const char *product = fact->product_name ? fact->product_name : "?";

	return fact->lot_name ? say(lang, "%1$s, lot %2$s", product, fact->lot_name) : product;
}

static const char *
document_text(const Fact *fact)
{
	return fact->document ? fact->document : "?";
}

static const char *
customer_text(const Fact *fact, const char *lang)
{
	return fact->partner_name ? fact->partner_name : say(lang, "an unknown customer");
}

/* ---- return_quantity ---- */

static const LimitSlot quantity_slots[] = {
	[RETURN_OVER_QTY] = {"over_qty", LIMIT_QTY, +1, false},
	[RETURN_OVER_PCT] = {"over_pct", LIMIT_PCT, +1, false},
	[RETURN_OVER_VALUE] = {"over_value", LIMIT_VALUE, +1, false},
};

static const ControlParam quantity_params[] = {
	{"over_qty", 1 << RETURN_OVER_QTY, LIMIT_QTY, 1e12, "returned beyond what was delivered and has not come back yet, in the product's unit"},
	{"over_pct", 1 << RETURN_OVER_PCT, LIMIT_PCT, 1e6, "the same in percent of what was delivered"},
	{"over_value", 1 << RETURN_OVER_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
};

static char *
quantity_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product = product_text(fact, lang);
	const char *over = format_quantity(fact->deviation, fact->unit);

	if (fact->words[RETURN_TAKEN_BACK] != NULL)
		return say(lang, "Delivery %1$s of %2$s is corrected to less: %3$s of it have come back as a return already",
				   document_text(fact), product, over);
	return say(lang, "Return %1$s of %2$s: %3$s, of which %4$s were never delivered to %5$s or have come back already",
			   document_text(fact), product, format_quantity(fact->actual, fact->unit), over,
			   customer_text(fact, lang));
}

static char *
quantity_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (fact->words[RETURN_TAKEN_BACK] != NULL)
		return say(lang, "correct the return first, then the delivery");
	if (fact->expected <= 0)
		return say(lang, "return the goods from the delivery they came with");
	return say(lang, "take back at most %1$s", format_quantity(fact->expected, fact->unit));
}

const Control return_quantity = {
	.name = "return_quantity",
	.title = "Quantity of returns",
	.summary = "What a customer returns beyond what was delivered to him and has not come back yet: by the"
	" delivery that is returned, else by customer and product, lot by lot where lots are known.",
	.table = "stock_move",
	.requires = {"stock_move.origin_returned_move_id", "stock_move_line.lot_id"},
	.zero_base_by_size = true,
	.nslots = RETURN_QUANTITY_SLOTS,
	.slots = quantity_slots,
	.nparams = lengthof(quantity_params),
	.params = quantity_params,
	.measure = measure_given,
	.describe = quantity_describe,
	.way_out = quantity_way_out,
};

/* ---- return_window ---- */

static const LimitSlot window_slots[] = {
	[RETURN_DAYS] = {"days", LIMIT_DAYS, 0, false},
	[RETURN_UNKNOWN] = {"unknown", LIMIT_COUNT, 0, false},
};

static const ControlParam window_params[] = {
	{"days", 1 << RETURN_DAYS, LIMIT_DAYS, 36600, "whole days between the delivery and its return"},
	{"unknown", 1 << RETURN_UNKNOWN, LIMIT_COUNT, 1, "returns of goods of which no delivery to the customer is known: 0 lets none through"},
};

static char *
window_describe(const Fact *fact, int slot, const char *lang)
{
	const char *size = format_quantity(fact->actual, fact->unit);

	if (slot == RETURN_UNKNOWN)
		return say(lang, "Return %1$s of %2$s: %3$s, of which no delivery to %4$s is known",
				   document_text(fact), product_text(fact, lang), size, customer_text(fact, lang));
	return say(lang, "Return %1$s of %2$s: %3$s, delivered to %4$s on %5$s, days ago: %6$s",
			   document_text(fact), product_text(fact, lang), size, customer_text(fact, lang),
			   fact->words[RETURN_DELIVERED_AT] ? fact->words[RETURN_DELIVERED_AT] : "?",
			   format_number(fact->measured[RETURN_DAYS]));
}

static char *
window_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == RETURN_UNKNOWN)
		return say(lang, "return the goods from the delivery they came with");
	return say(lang, "agree with the customer that he keeps the goods, or send them back to him");
}

const Control return_window = {
	.name = "return_window",
	.title = "Window for returns",
	.summary = "Days between a delivery and its return, and returns of goods of which no delivery is known.",
	.table = "stock_move",
	.requires = {"stock_move.origin_returned_move_id", "stock_move.date"},
	.nslots = RETURN_WINDOW_SLOTS,
	.slots = window_slots,
	.nparams = lengthof(window_params),
	.params = window_params,
	.measure = measure_given,
	.describe = window_describe,
	.way_out = window_way_out,
};

/* ---- return_authorisation ---- */

static const LimitSlot authorisation_slots[] = {
	[UNAUTHORISED_QTY] = {"qty", LIMIT_QTY, +1, false},
	[UNAUTHORISED_VALUE] = {"value", LIMIT_VALUE, +1, false},
};

static const ControlParam authorisation_params[] = {
	[AUTHORISATION_TICKETS] = {"tickets", 0, LIMIT_COUNT, 1, "1: an open ticket of the helpdesk about the product, by the customer, counts as an authorisation", 0},
	{"qty", 1 << UNAUTHORISED_QTY, LIMIT_QTY, 1e12, "returned into available stock without an authorisation, in the product's unit"},
	{"value", 1 << UNAUTHORISED_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
};

static double
authorisation_measure(const Fact *fact, int slot, const double *settings)
{
	double		without = fact->measured[slot == UNAUTHORISED_QTY ? UNAUTHORISED_WITHOUT_TICKET
										 : UNAUTHORISED_WITHOUT_TICKET_VALUE];

	return settings[AUTHORISATION_TICKETS] >= 1 && !isnan(without) ? without : fact->measured[slot];
}

static char *
authorisation_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "Return %1$s of %2$s by %3$s: %4$s, of which %5$s without an authorisation",
			   document_text(fact), product_text(fact, lang), customer_text(fact, lang),
			   format_quantity(fact->actual, fact->unit), format_quantity(fact->deviation, fact->unit));
}

static char *
authorisation_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "have the return authorised, or bring the goods to a place of quarantine");
}

const Control return_authorisation = {
	.name = "return_authorisation",
	.title = "Authorisation of returns",
	.summary = "Goods that come back into available stock under no authorisation: of our register"
	" (authorise_return()) or of Odoo's rma, as far as it is not used up; quarantine takes in any.",
	.table = "stock_move",
	.requires = {"stock_move.origin_returned_move_id", "stock_move_line.lot_id"},
	.nslots = RETURN_AUTHORISATION_SLOTS,
	.slots = authorisation_slots,
	.nparams = lengthof(authorisation_params),
	.params = authorisation_params,
	.measure = authorisation_measure,
	.describe = authorisation_describe,
	.way_out = authorisation_way_out,
};

/* ---- return_disposition ---- */

static const LimitSlot disposition_slots[] = {
	[UNDISPOSED_QTY] = {"undisposed_qty", LIMIT_QTY, +1, false},
	[UNDISPOSED_VALUE] = {"undisposed_value", LIMIT_VALUE, +1, false},
	[MISPLACED_QTY] = {"misplaced_qty", LIMIT_QTY, +1, false},
	[MISPLACED_VALUE] = {"misplaced_value", LIMIT_VALUE, +1, false},
};

static const ControlParam disposition_params[] = {
	{"qty", 1 << UNDISPOSED_QTY | 1 << MISPLACED_QTY, LIMIT_QTY, 1e12, "both of the next, in the product's unit"},
	{"value", 1 << UNDISPOSED_VALUE | 1 << MISPLACED_VALUE, LIMIT_VALUE, 1e15, "both of the next, at cost"},
	{"undisposed_qty", 1 << UNDISPOSED_QTY, LIMIT_QTY, 1e12, "returned to a place that is not quarantine, without a reason, or with one that no rule fits"},
	{"undisposed_value", 1 << UNDISPOSED_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
	{"misplaced_qty", 1 << MISPLACED_QTY, LIMIT_QTY, 1e12, "returned to another place than its reason and condition lead to"},
	{"misplaced_value", 1 << MISPLACED_VALUE, LIMIT_VALUE, 1e15, "the same at cost"},
};

static char *
disposition_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = document_text(fact);
	const char *product = product_text(fact, lang);
	const char *qty = format_quantity(fact->deviation, fact->unit);
	const char *place = fact->location_name ? fact->location_name : say(lang, "an unknown location");
	const char *reason = fact->words[DISPOSITION_REASON];
	const char *condition = fact->words[DISPOSITION_CONDITION];

	if (reason == NULL)
		return say(lang, "Return %1$s of %2$s: %3$s to %4$s, without a reason", document, product, qty, place);
	return say(lang, "Return %1$s of %2$s: %3$s to %4$s, where goods do not go for the reason %5$s", document,
			   product, qty, place, condition ? psprintf("%s, %s", reason, condition) : reason);
}

static char *
disposition_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (fact->words[DISPOSITION_ALLOWED] != NULL)
		return say(lang, "bring the goods to %1$s, or to a place of quarantine", fact->words[DISPOSITION_ALLOWED]);
	if (fact->words[DISPOSITION_REASON] == NULL)
		return say(lang, "give the reason and the condition of the goods, or bring them to a place of quarantine");
	return say(lang, "bring the goods to a place of quarantine");
}

const Control return_disposition = {
	.name = "return_disposition",
	.title = "Disposition of returns",
	.summary = "Where goods go that come back: the reason and the condition that are given decide, by rules"
	" (set_disposition()); without them it is quarantine.",
	.table = "stock_move",
	.requires = {"stock_move.origin_returned_move_id"},
	.nslots = RETURN_DISPOSITION_SLOTS,
	.slots = disposition_slots,
	.nparams = lengthof(disposition_params),
	.params = disposition_params,
	.measure = measure_given,
	.describe = disposition_describe,
	.way_out = disposition_way_out,
};
