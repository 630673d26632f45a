/*-------------------------------------------------------------------------
 * count.c
 *		Counting and adjustment controls: stock that appears or disappears
 *		without having come from, or gone to, anybody.
 *
 * adjustment_limit: a fact is one quant key; expected is the book quantity
 * before the transaction, actual what the transaction makes of it. Where stock
 * has moved since the count, what is posted may be less than what was counted
 * off: the larger of the two is judged. words: what was counted, and the book of
 * that moment. Document slots measure the totals of all lines that the same
 * policy governs.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/difference.h"
#include "text/say.h"

enum
{
	DOCUMENT_QTY = DIFFERENCE_SLOTS, DOCUMENT_VALUE, ADJUSTMENT_SLOTS
};

static const LimitSlot adjustment_slots[] = {
	DIFFERENCE_SLOT_LIST,
	[DOCUMENT_QTY] = {"document_qty", LIMIT_QTY, 0, true},
	[DOCUMENT_VALUE] = {"document_value", LIMIT_VALUE, 0, true},
};

static const ControlParam adjustment_params[] = {
	DIFFERENCE_PARAM_LIST,
	{"document_qty", 1 << DOCUMENT_QTY, LIMIT_QTY, 1e12, "sum of all differences applied together, sign disregarded, in the products' units"},
	{"document_value", 1 << DOCUMENT_VALUE, LIMIT_VALUE, 1e15, "sum of all differences applied together, sign disregarded, at cost"},
};

/* What was found when it was counted, against the book of that moment. */
static double
measure_counted(const Fact *fact, int slot)
{
	Fact		counted = *fact;

	counted.expected = fact->counted_book;
	counted.deviation = fact->counted_difference;
	counted.value = fact->counted_difference * fact->unit_cost;
	return difference_measure(&counted, slot);
}

static double
adjustment_measure(const Fact *fact, int slot, const double *settings)
{
	double		posted;
	double		counted;

	if (slot == DOCUMENT_QTY)
		return fact->document_lines > 0 ? fact->document_qty : NAN;
	if (slot == DOCUMENT_VALUE)
		return fact->document_lines > 0 ? fact->document_value : NAN;
	posted = difference_measure(fact, slot);
	if (fabs(fact->counted_difference) <= fabs(fact->deviation))
		return posted;
	counted = measure_counted(fact, slot);
	return isnan(counted) || posted > counted ? posted : counted;
}

static char *
describe_document(const Fact *fact, const char *lang)
{
	char	   *qty = format_number(fact->document_qty);
	char	   *value = format_value(fact->document_value);

	if (fact->document_lines == 1)
		return say(lang, "Adjustment of 1 line together: %1$s of difference in all (%2$s in value)",
				   qty, value);
	return say(lang, "Adjustment of %1$s lines together: %2$s of difference in all (%3$s in value)",
			   psprintf("%d", fact->document_lines), qty, value);
}

static char *
adjustment_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product;
	const char *place;
	const char *before = format_quantity(fact->expected, fact->unit);
	const char *after = format_quantity(fact->actual, fact->unit);
	const char *difference = format_quantity(fabs(fact->deviation), fact->unit);
	const char *value = format_value(fabs(fact->value));
	const char *share;
	char	   *text;

	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return describe_document(fact, lang);
	product = difference_product(fact, lang);
	place = difference_place(fact, lang);
	share = difference_share(fact, lang);
	if (fact->deviation > 0)
		text = say(lang, "Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards,"
				   " %5$s found (%6$s, %7$s in value)",
				   product, place, before, after, difference, share, value);
	else
		text = say(lang, "Adjustment of %1$s in %2$s: %3$s on the books, %4$s afterwards,"
				   " %5$s missing (%6$s, %7$s in value)",
				   product, place, before, after, difference, share, value);
	if (fact->words[0] == NULL)
		return text;
	return say(lang, "%1$s; %2$s counted when the book said %3$s", text, fact->words[0],
			   fact->words[1]);
}

static char *
adjustment_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == DOCUMENT_QTY || slot == DOCUMENT_VALUE)
		return say(lang, "count the lines with the largest differences again,"
				   " and show your manager what stays different");
	return say(lang, "count again");
}

const Control adjustment_limit = {
	.name = "adjustment_limit",
	.title = "Adjustment limit",
	.summary = "Counts and every other way stock is adjusted, against the book quantity before the"
	" transaction, per line and for all lines applied together.",
	.table = "stock_move",
	.zero_base_by_size = true,
	.nslots = ADJUSTMENT_SLOTS,
	.slots = adjustment_slots,
	.nparams = lengthof(adjustment_params),
	.params = adjustment_params,
	.measure = adjustment_measure,
	.describe = adjustment_describe,
	.way_out = adjustment_way_out,
};
