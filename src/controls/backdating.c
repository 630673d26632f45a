/*-------------------------------------------------------------------------
 * backdating.c
 *		Effective dates: what is done as of another day than today, or of a day
 *		that is closed.
 *
 * backdating: a fact is one date that something is done as of, counted in days
 * where its company is. What was done and is changed later is judged by its own
 * day too, but only by closed periods.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/correction.h"
#include "text/say.h"

static const LimitSlot date_slots[] = {
	[DAYS_BACK] = {"days_back", LIMIT_DAYS, -1, false},
	[DAYS_AHEAD] = {"days_ahead", LIMIT_DAYS, +1, false},
	[CLOSED] = {"closed", LIMIT_COUNT, 0, false},
};

static const ControlParam date_params[] = {
	{"days_back", 1 << DAYS_BACK, LIMIT_DAYS, 1e5, "days before today that something may be dated; 0: today only"},
	{"days_ahead", 1 << DAYS_AHEAD, LIMIT_DAYS, 1e5, "days after today that something may be dated"},
	{"closed", 1 << CLOSED, LIMIT_COUNT, 1e3, "closed periods that the date may lie in; 0: nothing is dated or changed there"},
};

static char *
closed_text(const Fact *fact, const char *lang)
{
	const char *from = fact->words[DATE_WORD_FROM] ? fact->words[DATE_WORD_FROM] : "?";
	const char *until = fact->words[DATE_WORD_UNTIL] ? fact->words[DATE_WORD_UNTIL] : "?";
	const char *note = fact->words[DATE_WORD_NOTE] ? fact->words[DATE_WORD_NOTE] : "?";
	const char *day = fact->words[DATE_WORD_DAY] ? fact->words[DATE_WORD_DAY] : "?";

	if (isnan(fact->measured[DAYS_BACK]))
		return say(lang, "%1$s is dated %2$s and was changed; %3$s to %4$s is closed (%5$s)",
				   fact->document, day, from, until, note);
	return say(lang, "%1$s is dated %2$s; %3$s to %4$s is closed (%5$s)", fact->document, day, from,
			   until, note);
}

static char *
date_describe(const Fact *fact, int slot, const char *lang)
{
	const char *day = fact->words[DATE_WORD_DAY] ? fact->words[DATE_WORD_DAY] : "?";

	if (slot == CLOSED)
		return closed_text(fact, lang);
	if (slot == DAYS_AHEAD)
		return say(lang, "%1$s is dated %2$s, %3$s ahead", fact->document, day,
				   format_measure(LIMIT_DAYS, fact->measured[DAYS_AHEAD], NULL, lang));
	return say(lang, "%1$s is dated %2$s, %3$s back", fact->document, day,
			   format_measure(LIMIT_DAYS, fact->measured[DAYS_BACK], NULL, lang));
}

static char *
date_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == CLOSED && isnan(fact->measured[DAYS_BACK]))
		return say(lang, "leave it as it is, and book the difference today");
	return say(lang, "date it today");
}

const Control backdating = {
	.name = "backdating",
	.title = "Effective dates",
	.summary = "The day that moves, transfers, scraps and counts are done as of, held against today and against"
	" closed periods.",
	.table = "stock_move",
	.requires = {"stock_move.date"},
	.nslots = DATE_SLOTS,
	.slots = date_slots,
	.nparams = lengthof(date_params),
	.params = date_params,
	.measure = measure_given,
	.describe = date_describe,
	.way_out = date_way_out,
};
