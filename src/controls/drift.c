/*-------------------------------------------------------------------------
 * drift.c
 *		count_drift: stock that moved between counting and applying the count.
 *
 * A fact is one quant key; actual is what the book becomes, expected what the
 * count means by now: counted, with what has come and gone since. They differ
 * by what the count would wipe out.
 */
#include "compat.h"

#include <math.h>

#include "controls/difference.h"
#include "controls/drift.h"
#include "text/say.h"

static const LimitSlot drift_slots[] = {
	[DRIFT_PCT] = {"pct", LIMIT_PCT, 0, false},
	[DRIFT_QTY] = {"qty", LIMIT_QTY, 0, false},
	[DRIFT_VALUE] = {"value", LIMIT_VALUE, 0, false},
	[DRIFT_HOURS] = {"hours", LIMIT_HOURS, 0, false},
};

static const ControlParam drift_params[] = {
	{"pct", 1 << DRIFT_PCT, LIMIT_PCT, 1e6, "moved since and undone by the count, in percent of the book when it was counted"},
	{"qty", 1 << DRIFT_QTY, LIMIT_QTY, 1e12, "moved since and undone by the count, in the product's unit"},
	{"value", 1 << DRIFT_VALUE, LIMIT_VALUE, 1e15, "moved since and undone by the count, at cost"},
	{"hours", 1 << DRIFT_HOURS, LIMIT_HOURS, 87600, "age of the count when it is applied"},
};

/* What has moved in between; words: counted, book when counted, moved, and "in" or "out". */
static char *
moved_text(const Fact *fact, const char *lang)
{
	const char *counted = fact->words[0] ? fact->words[0] : "?";
	const char *book = fact->words[1] ? fact->words[1] : "?";
	const char *moved = fact->words[2];
	const char *way = fact->words[3];

	if (moved == NULL || way == NULL)
		return say(lang, "%1$s counted when the book said %2$s", counted, book);
	if (strcmp(way, "in") == 0)
		return say(lang, "%1$s counted when the book said %2$s; since then %3$s have come",
				   counted, book, moved);
	return say(lang, "%1$s counted when the book said %2$s; since then %3$s have left",
			   counted, book, moved);
}

static char *
drift_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product = difference_product(fact, lang);
	const char *place = difference_place(fact, lang);
	const char *moved = moved_text(fact, lang);

	if (slot == DRIFT_HOURS && isfinite(fact->measured[DRIFT_HOURS]))
		return say(lang, "Count of %1$s in %2$s: %3$s; it is %4$s hours old", product, place, moved,
				   format_number(round(fact->measured[DRIFT_HOURS] * 10) / 10));
	return say(lang, "Count of %1$s in %2$s: %3$s, so there should be %4$s now,"
			   " but applying the count would set the stock to %5$s",
			   product, place, moved, format_quantity(fact->expected, fact->unit),
			   format_quantity(fact->actual, fact->unit));
}

static char *
drift_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == DRIFT_HOURS)
		return say(lang, "count again");
	return say(lang, "count again, or enter %1$s", format_quantity(fact->expected, fact->unit));
}

const Control count_drift = {
	.name = "count_drift",
	.title = "Count drift",
	.summary = "Stock that came or left between counting and applying the count, where applying it"
	" would undo that; and counts that are applied long after they were taken.",
	.table = "stock_move",
	.requires = {"stock_quant.inventory_quantity_set"},
	.zero_base_by_size = true,
	.nslots = DRIFT_SLOTS,
	.slots = drift_slots,
	.nparams = lengthof(drift_params),
	.params = drift_params,
	.measure = measure_given,
	.describe = drift_describe,
	.way_out = drift_way_out,
};
