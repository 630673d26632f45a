/*-------------------------------------------------------------------------
 * refunds.c
 *		refund_order: refunds to customers for goods that have not come back, or
 *		lie in quarantine still.
 *
 * A fact is one sale line of a refund: actual is what is refunded of it,
 * expected what of that has come back or was never delivered, the deviation
 * what has not.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/refunds.h"
#include "text/say.h"

static const LimitSlot refund_slots[] = {
	[REFUND_VALUE] = {"value", LIMIT_VALUE, +1, false},
	[REFUND_UNDISPOSED_VALUE] = {"undisposed_value", LIMIT_VALUE, +1, false},
};

static const ControlParam refund_params[] = {
	[REFUND_UNLINKED] = {"unlinked", 0, LIMIT_COUNT, 1, "1: storable goods that are refunded without a link to a sale line count as not come back", 0},
	{"value", 1 << REFUND_VALUE, LIMIT_VALUE, 1e15, "refunded for goods that have not come back, at the refund's prices"},
	{"undisposed_value", 1 << REFUND_UNDISPOSED_VALUE, LIMIT_VALUE, 1e15, "refunded for goods that have come back and lie in quarantine still"},
};

static double
refund_measure(const Fact *fact, int slot, const double *settings)
{
	if (fact->words[REFUND_IS_UNLINKED] != NULL && settings[REFUND_UNLINKED] < 1)
		return NAN;
	return fact->measured[slot];
}

static char *
refund_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = fact->document ? fact->document : "?";
	const char *product = fact->product_name ? fact->product_name : "?";
	const char *qty = format_quantity(fact->actual, fact->unit);
	const char *value = format_value(fact->measured[slot]);

	if (fact->words[REFUND_IS_UNLINKED] != NULL)
		return say(lang, "Refund %1$s of %2$s: %3$s that no sale line tells of (%4$s in value)", document,
				   product, qty, value);
	if (slot == REFUND_UNDISPOSED_VALUE)
		return say(lang, "Refund %1$s of %2$s, order %3$s: %4$s, of which %5$s lie in quarantine still (%6$s in value)",
				   document, product, fact->order_name ? fact->order_name : "?", qty,
				   fact->words[REFUND_UNDISPOSED] ? fact->words[REFUND_UNDISPOSED] : "?", value);
	return say(lang, "Refund %1$s of %2$s, order %3$s: %4$s, of which %5$s have not come back (%6$s in value)",
			   document, product, fact->order_name ? fact->order_name : "?", qty,
			   format_quantity(fact->deviation, fact->unit), value);
}

static char *
refund_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == REFUND_UNDISPOSED_VALUE)
		return say(lang, "refund the goods once they have left quarantine");
	return say(lang, "take the goods back first");
}

const Control refund_order = {
	.name = "refund_order",
	.title = "Refunds and returns",
	.summary = "Refunds that are posted for delivered goods that have not come back, or that lie in"
	" quarantine still; by the sale lines that are refunded.",
	.table = "account_move",
	.requires = {"sale_order_line_invoice_rel.order_line_id", "sale_order_line_invoice_rel.invoice_line_id",
	"account_move.move_type", "account_move_line.balance", "stock_move.sale_line_id"},
	.value_is_agreed = true,
	.nslots = REFUND_SLOTS,
	.slots = refund_slots,
	.nparams = lengthof(refund_params),
	.params = refund_params,
	.measure = refund_measure,
	.describe = refund_describe,
	.way_out = refund_way_out,
};
