/*-------------------------------------------------------------------------
 * quality.c
 *		Quality controls: goods that become available before the checks they
 *		need are done.
 *
 * quality_gate: a fact is one move that brings goods out of where they are not
 * available (a supplier, a customer, transit, production, quarantine) into
 * stock; it brings along how many of its checks failed, are open, or are
 * missing, and their names. deviation is how many of these in all.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/control.h"
#include "controls/quality.h"
#include "text/say.h"

static const LimitSlot quality_slots[] = {
	[FAILED_CHECKS] = {"failed_checks", LIMIT_COUNT},
	[OPEN_CHECKS] = {"open_checks", LIMIT_COUNT},
	[MISSING_CHECKS] = {"missing_checks", LIMIT_COUNT},
};

static const ControlParam quality_params[] = {
	{"failed_checks", 1 << FAILED_CHECKS, LIMIT_COUNT, 1e6, "checks of the transfer, its product or lot that failed, and that no later check of the same thing made good"},
	{"open_checks", 1 << OPEN_CHECKS, LIMIT_COUNT, 1e6, "checks of the transfer, its product or lot that exist and have no result"},
	{"missing_checks", 1 << MISSING_CHECKS, LIMIT_COUNT, 1e6, "checks that require_quality_check() demands and that have no result"},
};

/* What is made available, and of which goods. */
static char *
goods_text(const Fact *fact, const char *lang)
{
	const char *product = fact->lot_name ? say(lang, "%1$s, lot %2$s", fact->product_name, fact->lot_name)
		: fact->product_name;

	if (fact->words[RELEASED_QUANTITY] == NULL)
		return pstrdup(product);
	return say(lang, "%1$s of %2$s", fact->words[RELEASED_QUANTITY], product);
}

/* words[slot]: names of the checks. */
static char *
quality_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = fact->document ? fact->document : say(lang, "A move without a transfer");
	const char *place = fact->location_name ? fact->location_name : say(lang, "an unknown location");
	const char *goods = goods_text(fact, lang);
	const char *n = format_number(fact->measured[slot]);
	const char *names = fact->words[slot] ? fact->words[slot] : "?";

	switch (slot)
	{
		case FAILED_CHECKS:
			return say(lang, "%1$s makes %2$s available in %3$s although quality checks failed: %4$s (%5$s)",
					   document, goods, place, n, names);
		case OPEN_CHECKS:
			return say(lang, "%1$s makes %2$s available in %3$s while quality checks are open: %4$s (%5$s)",
					   document, goods, place, n, names);
		default:
			return say(lang, "%1$s makes %2$s available in %3$s without the quality checks it needs: %4$s (%5$s)",
					   document, goods, place, n, names);
	}
}

static char *
quality_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == FAILED_CHECKS)
		return say(lang, "keep the goods in quarantine, send them back or scrap them");
	return say(lang, "have the checks done (Inventory, Governance, Quality checks, or your quality app),"
			   " or keep the goods in quarantine until they are");
}

const Control quality_gate = {
	.name = "quality_gate",
	.title = "Quality gate",
	.summary = "Goods become available only when their quality checks are done: a move into stock that"
	" is not quarantine, from a supplier, a customer, transit, production or out of quarantine.",
	.table = "stock_move",
	.requires = {"stock_warehouse", "stock_move_move_rel"},
	.nslots = lengthof(quality_slots),
	.slots = quality_slots,
	.nparams = lengthof(quality_params),
	.params = quality_params,
	.measure = measure_given,
	.describe = quality_describe,
	.way_out = quality_way_out,
};
