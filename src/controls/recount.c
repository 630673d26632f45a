/*-------------------------------------------------------------------------
 * recount.c
 *		recount: a difference that has to be counted again by somebody else.
 *
 * A fact is one quant key; expected is the book when it was counted, actual what
 * was counted, deviation what they differ by. Its rounds are the earlier counts
 * of the same that were refused. What a count says is its difference from the
 * book of its moment: receipts and deliveries in between change both alike.
 */
#include "compat.h"

#include <math.h>

#include "controls/difference.h"
#include "text/say.h"

static const LimitSlot recount_slots[] = {
	DIFFERENCE_SLOT_LIST
};

static const ControlParam recount_params[] = {
	DIFFERENCE_PARAM_LIST,
	{"recounts", 0, LIMIT_COUNT, 9, "counts by somebody else before an approval can be asked for", 1},
	{"match_qty", 0, LIMIT_QTY, 1e12, "two counts by different people that differ by no more settle it", 0},
	{"hours", 0, LIMIT_HOURS, 8760, "age at which a refused count no longer stands", 168},
};

enum
{
	RECOUNTS = lengthof(recount_params) - 3, MATCH_QTY, HOURS
};

static int32
counter_of(const Fact *fact)
{
	return fact->counter_id != 0 ? fact->counter_id : fact->actor_id;
}

/* Have the two counts found the same? */
static bool
matches(const Fact *fact, const CountRound *round, double match_qty)
{
	double		apart = fabs(round->counted - round->book - fact->deviation);

	return round_to(apart, fact->rounding) <= match_qty + 1e-9;
}

static bool
stands(const CountRound *round, const double *settings)
{
	return round->hours <= settings[HOURS];
}

/*
 * Somebody else has found the same. Who has counted before and found something
 * else settles nothing by changing his mind.
 */
static bool
is_settled(const Fact *fact, const double *settings)
{
	bool		settled = false;

	for (int i = 0; i < fact->nrounds; i++)
	{
		const CountRound *round = &fact->rounds[i];
		bool		same = matches(fact, round, settings[MATCH_QTY]);

		if (!stands(round, settings))
			continue;
		if (round->counter_id != counter_of(fact))
			settled |= same;
		else if (!same)
			return false;
	}
	return settled;
}

/* How many others have counted it: rounds have each counter once. */
static int
others(const Fact *fact, const double *settings)
{
	int			n = 0;

	for (int i = 0; i < fact->nrounds; i++)
		n += stands(&fact->rounds[i], settings) && fact->rounds[i].counter_id != counter_of(fact);
	return n;
}

static bool
recount_is_due(const Fact *fact, const double *settings)
{
	return others(fact, settings) < settings[RECOUNTS];
}

static double
recount_measure(const Fact *fact, int slot, const double *settings)
{
	return is_settled(fact, settings) ? NAN : difference_measure(fact, slot);
}

/* words[0]: the earlier rounds, who counted what. */
static char *
recount_describe(const Fact *fact, int slot, const char *lang)
{
	const char *product = difference_product(fact, lang);
	const char *place = difference_place(fact, lang);
	const char *counted = format_quantity(fact->actual, fact->unit);
	const char *book = format_quantity(fact->expected, fact->unit);
	const char *difference = format_quantity(fabs(fact->deviation), fact->unit);
	const char *share = difference_share(fact, lang);
	const char *value = format_value(fabs(fact->value));
	char	   *text;

	if (fact->deviation > 0)
		text = say(lang, "Count of %1$s in %2$s: %3$s counted, %4$s on the books,"
				   " %5$s found (%6$s, %7$s in value)",
				   product, place, counted, book, difference, share, value);
	else
		text = say(lang, "Count of %1$s in %2$s: %3$s counted, %4$s on the books,"
				   " %5$s missing (%6$s, %7$s in value)",
				   product, place, counted, book, difference, share, value);
	if (fact->words[0] == NULL)
		return text;
	return say(lang, "%1$s; counted before: %2$s", text, fact->words[0]);
}

/* words[1]: who has counted it so far, this time included. */
static char *
recount_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	const char *counters = fact->words[1] ? fact->words[1] : "?";
	const char *name = fact->counter_name ? fact->counter_name : fact->actor_name;

	if (fact->words[2] != NULL)
		return say(lang, "have somebody other than %1$s clear the count that is entered and count again;"
				   " it is not enough that %2$s counts once more",
				   counters, name ? name : "?");
	return say(lang, "have somebody other than %1$s clear the count that is entered and count again",
			   counters);
}

const Control recount = {
	.name = "recount",
	.title = "Recount",
	.summary = "Differences from which on somebody else has to count again: two people who find the"
	" same settle it; if they do not, approval can be asked for once enough have counted.",
	.table = "stock_move",
	.zero_base_by_size = true,
	.nslots = DIFFERENCE_SLOTS,
	.slots = recount_slots,
	.nparams = lengthof(recount_params),
	.params = recount_params,
	.measure = recount_measure,
	.no_request = recount_is_due,
	.describe = recount_describe,
	.way_out = recount_way_out,
};
