/*-------------------------------------------------------------------------
 * duties.c
 *		Separation of duties: what one person may not do twice on the same
 *		document. Each pair has a limit of its own: the value up to which one
 *		person may do both, so that a small company and a large one can write
 *		their matrix as policies.
 *
 * A fact is one person at one document: a receipt or vendor bill of a purchase
 * order (at the value of the order, so that splitting it into receipts or bills
 * changes nothing), a transfer, or an adjusted quant (at cost).
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/duties.h"
#include "errors.h"
#include "text/say.h"

/* The smallest amount of any currency: a limit of 0 allows nothing at all. */
#define SMALLEST_AMOUNT 0.01

static const LimitSlot duty_slots[] = {
	[BUYER_RECEIVER] = {"buyer_receiver", LIMIT_VALUE, 0, false},
	[RECEIVER_BILLER] = {"receiver_biller", LIMIT_VALUE, 0, false},
	[BUYER_BILLER] = {"buyer_biller", LIMIT_VALUE, 0, false},
	[CREATOR_VALIDATOR] = {"creator_validator", LIMIT_VALUE, 0, false},
	[COUNTER_ADJUSTER] = {"counter_adjuster", LIMIT_VALUE, 0, false},
};

static const ControlParam duty_params[] = {
	{"buyer_receiver", 1 << BUYER_RECEIVER, LIMIT_VALUE, 1e15, "value of an order up to which its buyer (who created, owns or confirmed it) may also receive it; 0: never"},
	{"receiver_biller", 1 << RECEIVER_BILLER, LIMIT_VALUE, 1e15, "value of an order up to which one person may both receive its goods and post its bill; 0: never"},
	{"buyer_biller", 1 << BUYER_BILLER, LIMIT_VALUE, 1e15, "value of an order up to which its buyer may also post its bill; 0: never"},
	{"creator_validator", 1 << CREATOR_VALIDATOR, LIMIT_VALUE, 1e15, "value of a transfer, at cost, up to which who made it by hand may also validate it; 0: never"},
	{"counter_adjuster", 1 << COUNTER_ADJUSTER, LIMIT_VALUE, 1e15, "value of a difference, at cost, up to which who counted may also apply it; 0: never"},
};

double
duty_value(double value)
{
	return Max(value, SMALLEST_AMOUNT);
}

static char *
duty_describe(const Fact *fact, int slot, const char *lang)
{
	const char *who = fact->words[DUTY_PERSON] ? fact->words[DUTY_PERSON] : "?";
	const char *document = fact->document ? fact->document : "?";
	const char *order = fact->order_name ? fact->order_name : say(lang, "the order");
	const char *value = format_value(fabs(fact->value));

	switch (slot)
	{
		case BUYER_RECEIVER:
			return say(lang, "Receipt %1$s: received by %2$s, who is also a buyer of %3$s (%4$s in value)",
					   document, who, order, value);
		case RECEIVER_BILLER:
			if (fact->words[DUTY_ON_BILL] == NULL)
				return say(lang, "Receipt %1$s: received by %2$s, who has also posted a bill of %3$s (%4$s in value)",
						   document, who, order, value);
			return say(lang, "Vendor bill %1$s: posted by %2$s, who has also received goods of %3$s (%4$s in value)",
					   document, who, order, value);
		case BUYER_BILLER:
			return say(lang, "Vendor bill %1$s: posted by %2$s, who is also a buyer of %3$s (%4$s in value)",
					   document, who, order, value);
		case CREATOR_VALIDATOR:
			return say(lang, "Transfer %1$s: validated by %2$s, who has also made it (%3$s in value)",
					   document, who, value);
		default:
			return say(lang, "Count of %1$s in %2$s: applied by %3$s, who has also counted it (%4$s in value)",
					   fact->product_name ? fact->product_name : "?",
					   fact->location_name ? fact->location_name : say(lang, "an unknown location"),
					   who, value);
	}
}

static char *
duty_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	switch (slot)
	{
		case BUYER_BILLER:
			return say(lang, "let somebody else post the bill");
		case RECEIVER_BILLER:
			return fact->words[DUTY_ON_BILL] == NULL ? say(lang, "let somebody else receive it")
				: say(lang, "let somebody else post the bill");
		case BUYER_RECEIVER:
			return say(lang, "let somebody else receive it");
		case CREATOR_VALIDATOR:
			return say(lang, "let somebody else validate it");
		default:
			return say(lang, "let somebody else apply it");
	}
}

const Control duties = {
	.name = "duties",
	.title = "Separation of duties",
	.summary = "What one person does twice on the same document: buys and receives, receives and posts the"
	" bill, buys and posts the bill, makes and validates a transfer, counts and applies.",
	.table = "stock_picking",
	.blocked_code = ERRCODE_IG_SEPARATION_OF_DUTIES,
	.value_is_agreed = true,
	.nslots = DUTY_SLOTS,
	.slots = duty_slots,
	.nparams = lengthof(duty_params),
	.params = duty_params,
	.measure = measure_given,
	.describe = duty_describe,
	.way_out = duty_way_out,
};
