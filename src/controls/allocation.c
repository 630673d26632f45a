/*-------------------------------------------------------------------------
 * allocation.c
 *		allocation_override: goods that were reserved for one transfer and are
 *		taken for another.
 *
 * A fact is what one transfer takes from another of one product; expected is
 * what the other had reserved before the transaction, actual what it has left.
 * Values are at cost.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/outbound.h"
#include "text/say.h"

static const LimitSlot allocation_slots[] = {
	[ALLOCATION_QTY] = {"qty", LIMIT_QTY, -1},
	[ALLOCATION_VALUE] = {"value", LIMIT_VALUE, -1},
};

enum
{
	PARAM_QTY, PARAM_VALUE, PARAM_URGENT
};

static const ControlParam allocation_params[] = {
	[PARAM_QTY] = {"qty", 1 << ALLOCATION_QTY, LIMIT_QTY, 1e12, "taken from what another transfer has reserved, in the product's unit"},
	[PARAM_VALUE] = {"value", 1 << ALLOCATION_VALUE, LIMIT_VALUE, 1e15, "taken from what another transfer has reserved, at cost"},
	[PARAM_URGENT] = {"urgent", 0, LIMIT_COUNT, 1, "1: an urgent transfer may take from one that is not", 0},
};

static double
allocation_measure(const Fact *fact, int slot, const double *settings)
{
	if (fact->words[ALLOCATION_URGENT] != NULL && settings[PARAM_URGENT] >= 1)
		return NAN;
	return fact->measured[slot];
}

static char *
allocation_describe(const Fact *fact, int slot, const char *lang)
{
	return say(lang, "%1$s takes %2$s of %3$s that are reserved for %4$s (%5$s at cost)",
			   fact->document ? fact->document : "?",
			   format_quantity(fabs(fact->deviation), fact->unit), fact->product_name,
			   fact->words[ALLOCATION_FROM] ? fact->words[ALLOCATION_FROM] : "?",
			   format_value(fabs(fact->value)));
}

static char *
allocation_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "take what is not reserved, or have the reservation of the other transfer given up");
}

const Control allocation_override = {
	.name = "allocation_override",
	.title = "Reserved for others",
	.summary = "Goods that are reserved for one transfer and taken, or reserved, for another in the same transaction. Transfers of the"
	" same order, and what Odoo itself reserves anew, are free; so is giving up a reservation by itself.",
	.table = "stock_move",
	.nslots = lengthof(allocation_slots),
	.slots = allocation_slots,
	.nparams = lengthof(allocation_params),
	.params = allocation_params,
	.measure = allocation_measure,
	.describe = allocation_describe,
	.way_out = allocation_way_out,
};
