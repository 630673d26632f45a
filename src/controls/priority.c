/*-------------------------------------------------------------------------
 * priority.c
 *		priority_change: transfers that a person raises to urgent.
 *
 * A fact is one transfer that was raised. The day slot counts the transfers the
 * same user has raised within 24 hours, this one included.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/outbound.h"
#include "text/say.h"

static const LimitSlot priority_slots[] = {
	[PRIORITY_DAY] = {"day_changes", LIMIT_COUNT, 0},
	[PRIORITY_DISPLACED] = {"displaced", LIMIT_COUNT, 0},
};

static const ControlParam priority_params[] = {
	{"day_changes", 1 << PRIORITY_DAY, LIMIT_COUNT, 1e6, "transfers raised to urgent by the same user within 24 hours, this one included; 0: none without approval"},
	{"displaced", 1 << PRIORITY_DISPLACED, LIMIT_COUNT, 1e6, "transfers planned earlier that wait for stock of the same products in the same place"},
};

static char *
priority_describe(const Fact *fact, int slot, const char *lang)
{
	const char *what = fact->document ? fact->document : "?";
	const char *who = fact->words[PRIORITY_ACTOR] ? fact->words[PRIORITY_ACTOR]
		: say(lang, "the same user");
	const char *count = format_number(isnan(fact->measured[slot]) ? 0 : fact->measured[slot]);

	if (slot == PRIORITY_DAY)
		return say(lang, "%1$s raised to urgent: %3$s has raised %2$s within 24 hours", what, count, who);
	if (fact->words[PRIORITY_NAMES] == NULL)
		return say(lang, "%1$s raised to urgent, ahead of earlier transfers that wait for the same goods: %2$s",
				   what, count);
	return say(lang, "%1$s raised to urgent, ahead of earlier transfers that wait for the same goods: %2$s (%3$s)",
			   what, count, fact->words[PRIORITY_NAMES]);
}

static char *
priority_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "leave it as urgent as it was, and agree with those who wait on its date");
}

const Control priority_change = {
	.name = "priority_change",
	.title = "Urgent priority",
	.summary = "Transfers that a person raises to urgent: how many a day, and ahead of whom. What is born urgent, and what Odoo itself"
	" raises, is no change by a person.",
	.table = "stock_picking",
	.requires = {"stock_picking.priority"},
	.nslots = lengthof(priority_slots),
	.slots = priority_slots,
	.nparams = lengthof(priority_params),
	.params = priority_params,
	.measure = measure_given,
	.describe = priority_describe,
	.way_out = priority_way_out,
};
