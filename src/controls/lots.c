/*-------------------------------------------------------------------------
 * lots.c
 *		Controls of lots and serial numbers.
 *
 * serial_custody: a fact is one serial that a done line moves; a slot measures
 * 1 where what it names is so. words tell where the serial is and to whom it
 * was shipped.
 *
 * lot_substitution: a fact is one move with lots that nobody promised; deviation
 * is their quantity.
 *
 * expiry: a fact is what one move brings from a supplier, or ships to a
 * customer, of one lot; deviation is its quantity.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/lots.h"
#include "text/say.h"

static const char *
document_text(const Fact *fact, const char *lang)
{
	return fact->document ? fact->document : say(lang, "A move without a transfer");
}

static const char *
goods_text(const Fact *fact, const char *lang)
{
	const char *product = fact->product_name ? fact->product_name : "?";

	return fact->lot_name ? say(lang, "%1$s, lot %2$s", product, fact->lot_name) : product;
}

static const char *
place_text(const Fact *fact, const char *lang)
{
	return fact->location_name ? fact->location_name : say(lang, "an unknown location");
}

/* ---- serial_custody ---- */

static const LimitSlot custody_slots[] = {
	[SERIAL_DOUBLED] = {"doubled", LIMIT_COUNT},
	[SERIAL_ABSENT] = {"absent", LIMIT_COUNT},
	[SERIAL_RETURNED] = {"returned", LIMIT_COUNT},
	[SERIAL_QUANTITY] = {"quantity", LIMIT_COUNT},
};

static const ControlParam custody_params[] = {
	{"doubled", 1 << SERIAL_DOUBLED, LIMIT_COUNT, 1, "1 where a serial number comes in, or goes to a customer, while it is in stock or at a customer already"},
	{"absent", 1 << SERIAL_ABSENT, LIMIT_COUNT, 1, "1 where a serial number is taken from a place where it is not"},
	{"returned", 1 << SERIAL_RETURNED, LIMIT_COUNT, 1, "1 where a serial number is returned that was not shipped to that customer, or has been returned since"},
	{"quantity", 1 << SERIAL_QUANTITY, LIMIT_COUNT, 1, "1 where other than one piece of a serial number moves"},
};

static char *
describe_return(const Fact *fact, const char *lang)
{
	const char *customer = fact->words[CUSTODY_CUSTOMER];
	const char *shipment = fact->words[CUSTODY_SHIPMENT];

	if (customer == NULL)
		return say(lang, "%1$s takes back %2$s, which was not shipped, or has been returned since",
				   document_text(fact, lang), goods_text(fact, lang));
	return say(lang, "%1$s takes back %2$s from %3$s, although it was shipped to %4$s (%5$s)",
			   document_text(fact, lang), goods_text(fact, lang),
			   fact->partner_name ? fact->partner_name : say(lang, "another customer"), customer,
			   shipment ? shipment : "-");
}

static char *
custody_describe(const Fact *fact, int slot, const char *lang)
{
	const char *where = fact->words[CUSTODY_PLACE];

	switch (slot)
	{
		case SERIAL_DOUBLED:
			return say(lang, "%1$s brings %2$s, which is in %3$s already", document_text(fact, lang),
					   goods_text(fact, lang), where ? where : say(lang, "another place"));
		case SERIAL_ABSENT:
			if (where == NULL)
				return say(lang, "%1$s takes %2$s from %3$s, where it is not, nor in any other place",
						   document_text(fact, lang), goods_text(fact, lang), place_text(fact, lang));
			return say(lang, "%1$s takes %2$s from %3$s, where it is not: it is in %4$s",
					   document_text(fact, lang), goods_text(fact, lang), place_text(fact, lang), where);
		case SERIAL_RETURNED:
			return describe_return(fact, lang);
		default:
			return say(lang, "%1$s moves %2$s of %3$s: a serial number is one piece",
					   document_text(fact, lang), format_quantity(fact->actual, fact->unit),
					   goods_text(fact, lang));
	}
}

static char *
custody_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	switch (slot)
	{
		case SERIAL_QUANTITY:
			return say(lang, "enter one piece for each serial number");
		case SERIAL_RETURNED:
			return say(lang, "enter the serial number that has really come back, from the customer it was shipped to");
		default:
			return say(lang, "enter the serial number that is really moved, or count this one where it is first");
	}
}

const Control serial_custody = {
	.name = "serial_custody",
	.title = "Serial custody",
	.summary = "A serial number is in one place only: it is taken from where it is, comes in once, and is"
	" returned by the customer it was shipped to. Where each is, the view serial_custody tells.",
	.table = "stock_move_line",
	.requires = {"stock_lot", "product_template.tracking"},
	.nslots = lengthof(custody_slots),
	.slots = custody_slots,
	.nparams = lengthof(custody_params),
	.params = custody_params,
	.measure = measure_given,
	.describe = custody_describe,
	.way_out = custody_way_out,
};

/* ---- lot_substitution ---- */

static const LimitSlot substitution_slots[] = {
	[SUBSTITUTED_LOTS] = {"lots", LIMIT_COUNT},
	[SUBSTITUTED_QTY] = {"qty", LIMIT_QTY},
};

static const ControlParam substitution_params[] = {
	{"lots", 1 << SUBSTITUTED_LOTS, LIMIT_COUNT, 1e6, "lots of a move that were not promised for it"},
	{"qty", 1 << SUBSTITUTED_QTY, LIMIT_QTY, 1e12, "quantity of lots that were not promised, in the product's unit"},
};

static char *
substitution_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s moves %2$s of %3$s of another lot than promised: %4$s instead of %5$s",
			   document_text(fact, lang), format_quantity(fact->deviation, fact->unit),
			   fact->product_name ? fact->product_name : "?",
			   fact->words[SUBSTITUTION_DONE] ? fact->words[SUBSTITUTION_DONE] : "?",
			   fact->words[SUBSTITUTION_PROMISED] ? fact->words[SUBSTITUTION_PROMISED] : "?");
}

static char *
substitution_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "take what was promised: %1$s",
			   fact->words[SUBSTITUTION_PROMISED] ? fact->words[SUBSTITUTION_PROMISED] : "?");
}

const Control lot_substitution = {
	.name = "lot_substitution",
	.title = "Lot substitution",
	.summary = "Another lot is moved than was promised: than was picked for it in the step before, than the move"
	" is restricted to, or than was reserved. A move without any promise, and more of a promised lot, pass.",
	.table = "stock_move_line",
	.requires = {"stock_lot", "stock_move_move_rel"},
	.nslots = lengthof(substitution_slots),
	.slots = substitution_slots,
	.nparams = lengthof(substitution_params),
	.params = substitution_params,
	.measure = measure_given,
	.describe = substitution_describe,
	.way_out = substitution_way_out,
};

/* ---- expiry ---- */

static const LimitSlot expiry_slots[] = {
	[EXPIRY_UNDATED] = {"undated", LIMIT_COUNT},
	[EXPIRY_DAYS_IN] = {"days_in", LIMIT_DAYS, .minimum = true},
	[EXPIRY_DAYS_OUT] = {"days_out", LIMIT_DAYS, .minimum = true},
	[EXPIRY_PCT_IN] = {"pct_in", LIMIT_PCT, .minimum = true},
	[EXPIRY_PCT_OUT] = {"pct_out", LIMIT_PCT, .minimum = true},
};

static const ControlParam expiry_params[] = {
	{"days_in", 1 << EXPIRY_DAYS_IN, LIMIT_DAYS, 36500, "least number of days until a lot from a supplier expires"},
	{"days_out", 1 << EXPIRY_DAYS_OUT, LIMIT_DAYS, 36500, "least number of days until a lot for a customer expires"},
	{"pct_in", 1 << EXPIRY_PCT_IN, LIMIT_PCT, 100, "least that is left at receipt of the product's expiration time"},
	{"pct_out", 1 << EXPIRY_PCT_OUT, LIMIT_PCT, 100, "least that is left at shipment of the product's expiration time"},
	{"undated", 1 << EXPIRY_UNDATED, LIMIT_COUNT, 1, "1 where a lot has no expiration date, of a product that uses them"},
};

static char *
expiry_describe(const Fact *fact, int slot, const char *lang)
{
	const char *quantity = format_quantity(fact->deviation, fact->unit);
	const char *left;

	if (slot == EXPIRY_UNDATED)
		return say(lang, "%1$s moves %2$s of %3$s, which has no expiration date",
				   document_text(fact, lang), quantity, goods_text(fact, lang));
	left = format_measure(expiry_slots[slot].kind, fact->measured[slot], fact->unit, lang);
	if (slot == EXPIRY_DAYS_IN || slot == EXPIRY_PCT_IN)
		return say(lang, "%1$s receives %2$s of %3$s, which expires on %4$s (left: %5$s)",
				   document_text(fact, lang), quantity, goods_text(fact, lang),
				   fact->words[EXPIRY_DATE] ? fact->words[EXPIRY_DATE] : "?", left);
	return say(lang, "%1$s ships %2$s of %3$s, which expires on %4$s (left: %5$s)",
			   document_text(fact, lang), quantity, goods_text(fact, lang),
			   fact->words[EXPIRY_DATE] ? fact->words[EXPIRY_DATE] : "?", left);
}

static char *
expiry_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	switch (slot)
	{
		case EXPIRY_UNDATED:
			return say(lang, "enter the lot's expiration date");
		case EXPIRY_DAYS_IN:
		case EXPIRY_PCT_IN:
			return say(lang, "receive only what expires later");
		default:
			return say(lang, "take a lot that expires later");
	}
}

const Control expiry = {
	.name = "expiry",
	.title = "Expiry",
	.summary = "How long a lot has to last when it comes from a supplier, and when it goes to a customer, in days and"
	" in percent of its product's life. What is scrapped, sent back or moved within the company passes.",
	.table = "stock_move_line",
	.requires = {"stock_lot.expiration_date", "product_template.use_expiration_date", "product_template.expiration_time"},
	.nslots = lengthof(expiry_slots),
	.slots = expiry_slots,
	.nparams = lengthof(expiry_params),
	.params = expiry_params,
	.measure = measure_given,
	.describe = expiry_describe,
	.way_out = expiry_way_out,
};
