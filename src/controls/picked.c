/*-------------------------------------------------------------------------
 * picked.c
 *		cancel_after_pick: transfers that are cancelled when work has begun.
 *
 * A fact is one transfer and what of it the transaction cancels; values are at
 * cost. How far it had come is how it stood before the transaction: cancelling
 * itself takes back what was picked.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/outbound.h"
#include "text/say.h"

static const LimitSlot cancel_slots[] = {
	[CANCEL_PRINTED_VALUE] = {"printed_value", LIMIT_VALUE, 0},
	[CANCEL_PICKED_VALUE] = {"picked_value", LIMIT_VALUE, 0},
	[CANCEL_EARLIER_VALUE] = {"earlier_value", LIMIT_VALUE, 0},
	[CANCEL_STAGES] = {"stages", LIMIT_COUNT, 0},
};

static const ControlParam cancel_params[] = {
	{"printed_value", 1 << CANCEL_PRINTED_VALUE, LIMIT_VALUE, 1e15, "cancelled with a transfer that has been printed, at cost"},
	{"picked_value", 1 << CANCEL_PICKED_VALUE, LIMIT_VALUE, 1e15, "cancelled after it was picked, at cost"},
	{"earlier_value", 1 << CANCEL_EARLIER_VALUE, LIMIT_VALUE, 1e15, "cancelled after an earlier step (pick, pack) has brought it, at cost"},
	{"stages", 1 << CANCEL_STAGES, LIMIT_COUNT, 3, "stages the transfer had passed, of three: printed, picked, brought by an earlier step"},
};

static char *
cancel_describe(const Fact *fact, int slot, const char *lang)
{
	const char *what = fact->document ? fact->document : "?";
	const char *value = format_value(isnan(fact->measured[slot]) ? 0 : fact->measured[slot]);

	switch (slot)
	{
		case CANCEL_PRINTED_VALUE:
			return say(lang, "Cancellation of %1$s, which has been printed (%2$s at cost)", what, value);
		case CANCEL_PICKED_VALUE:
			return say(lang, "Cancellation of %1$s, of which goods have been picked (%2$s at cost)", what,
					   value);
		case CANCEL_EARLIER_VALUE:
			return say(lang, "Cancellation of %1$s, whose goods an earlier step has brought (%2$s at cost)",
					   what, value);
		default:
			return say(lang, "Cancellation of %1$s, which is on its way already, %2$s of: printed, picked, brought by an earlier step (%3$s at cost)", what,
					   format_number(isnan(fact->measured[slot]) ? 0 : fact->measured[slot]),
					   format_value(fabs(fact->value)));
	}
}

static char *
cancel_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == CANCEL_PICKED_VALUE)
		return say(lang, "have the goods put back, and what was entered as picked taken back");
	return say(lang, "let the transfer be finished, and take the goods back by a return");
}

const Control cancel_after_pick = {
	.name = "cancel_after_pick",
	.title = "Cancelled after picking",
	.summary = "Transfers out of stock that are cancelled after they were printed, picked, or brought by an earlier step."
	" What the same transfer still moves, and what the transaction itself has made, is none of it.",
	.table = "stock_move",
	.requires = {"stock_picking.printed"},
	.nslots = lengthof(cancel_slots),
	.slots = cancel_slots,
	.nparams = lengthof(cancel_params),
	.params = cancel_params,
	.measure = measure_given,
	.describe = cancel_describe,
	.way_out = cancel_way_out,
};
