/*-------------------------------------------------------------------------
 * reason.c
 *		reason_required: from a size on, an adjustment, a scrap or a return
 *		needs a reason of the catalogue.
 *
 * A fact is what was done without one: its deviation is signed as stock is
 * (found, or missing). Whoever does it gives the reason himself; what a reason
 * has been given for on its request carries it in its words.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/reason.h"
#include "text/say.h"

static const LimitSlot reason_slots[REASON_SLOTS] = {
	[REASON_GAIN_QTY] = {"gain_qty", LIMIT_QTY, +1, false},
	[REASON_GAIN_VALUE] = {"gain_value", LIMIT_VALUE, +1, false},
	[REASON_LOSS_QTY] = {"loss_qty", LIMIT_QTY, -1, false},
	[REASON_LOSS_VALUE] = {"loss_value", LIMIT_VALUE, -1, false},
	[REASON_SCRAP_QTY] = {"scrap_qty", LIMIT_QTY, 0, false},
	[REASON_SCRAP_VALUE] = {"scrap_value", LIMIT_VALUE, 0, false},
	[REASON_RETURN_QTY] = {"return_qty", LIMIT_QTY, 0, false},
	[REASON_RETURN_VALUE] = {"return_value", LIMIT_VALUE, 0, false},
};

static const ControlParam reason_params[] = {
	{"gain_qty", 1 << REASON_GAIN_QTY, LIMIT_QTY, 1e12, "stock found without a reason, in the product's unit"},
	{"gain_value", 1 << REASON_GAIN_VALUE, LIMIT_VALUE, 1e15, "stock found without a reason, at cost"},
	{"loss_qty", 1 << REASON_LOSS_QTY, LIMIT_QTY, 1e12, "stock missing without a reason, in the product's unit"},
	{"loss_value", 1 << REASON_LOSS_VALUE, LIMIT_VALUE, 1e15, "stock missing without a reason, at cost"},
	{"scrap_qty", 1 << REASON_SCRAP_QTY, LIMIT_QTY, 1e12, "scrapped without a reason, in the product's unit"},
	{"scrap_value", 1 << REASON_SCRAP_VALUE, LIMIT_VALUE, 1e15, "scrapped without a reason, at cost"},
	{"return_qty", 1 << REASON_RETURN_QTY, LIMIT_QTY, 1e12, "returned without a reason, in the product's unit"},
	{"return_value", 1 << REASON_RETURN_VALUE, LIMIT_VALUE, 1e15, "returned without a reason, at cost"},
};

/* What was done, in a few words. */
static char *
operation_text(const Fact *fact, int slot, const char *lang)
{
	const char *size = format_quantity(fabs(fact->deviation), fact->unit);
	const char *value = format_value(fabs(fact->value));
	const char *place = fact->location_name ? fact->location_name : say(lang, "an unknown location");

	switch (slot)
	{
		case REASON_GAIN_QTY:
		case REASON_GAIN_VALUE:
			return say(lang, "Found in %1$s: %2$s of %3$s (%4$s in value)", place, size,
					   fact->product_name, value);
		case REASON_LOSS_QTY:
		case REASON_LOSS_VALUE:
			return say(lang, "Missing in %1$s: %2$s of %3$s (%4$s in value)", place, size,
					   fact->product_name, value);
		case REASON_SCRAP_QTY:
		case REASON_SCRAP_VALUE:
			return say(lang, "Scrap from %1$s: %2$s of %3$s (%4$s in value)", place, size,
					   fact->product_name, value);
		default:
			return say(lang, "Return %1$s: %2$s of %3$s (%4$s in value)",
					   fact->document ? fact->document : "?", size, fact->product_name, value);
	}
}

static char *
reason_describe(const Fact *fact, int slot, const char *lang)
{
	const char *done = operation_text(fact, slot, lang);

	if (fact->words[REASON_WORD_NAME] != NULL)
		return say(lang, "%1$s, for the reason %2$s", done, fact->words[REASON_WORD_NAME]);
	return say(lang, "%1$s, without a reason", done);
}

static char *
reason_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "give the reason");
}

const Control reason_required = {
	.name = "reason_required",
	.title = "Reason required",
	.summary = "From a quantity or a value on, what is found, missing, scrapped or returned needs a reason of"
	" the catalogue; who does it gives the reason, in Odoo's own field where there is one, else on the request.",
	.table = "stock_move",
	.settled_by_requester = true,
	.nslots = REASON_SLOTS,
	.slots = reason_slots,
	.nparams = lengthof(reason_params),
	.params = reason_params,
	.measure = measure_given,
	.describe = reason_describe,
	.way_out = reason_way_out,
};
