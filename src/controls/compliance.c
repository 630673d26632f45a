/*-------------------------------------------------------------------------
 * compliance.c
 *		What customers need before goods go to them.
 *
 * customer_compliance: a fact is what one move ships of one lot (or without a
 * lot) of which something is required; it brings along what is missing and
 * which licence runs out first. deviation is its quantity.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/compliance.h"
#include "controls/control.h"
#include "errors.h"
#include "text/say.h"

static const LimitSlot compliance_slots[] = {
	[COMPLIANCE_MISSING] = {"missing", LIMIT_COUNT},
	[COMPLIANCE_EXPIRES_IN] = {"expires_in", LIMIT_DAYS, .minimum = true},
};

static const ControlParam compliance_params[] = {
	{"missing", 1 << COMPLIANCE_MISSING, LIMIT_COUNT, 1000, "licences and documents that require_compliance() demands and that are missing or not valid today"},
	{"expires_in", 1 << COMPLIANCE_EXPIRES_IN, LIMIT_DAYS, 36500, "least number of days until a required licence runs out"},
};

static char *
compliance_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = fact->document ? fact->document : say(lang, "A move without a transfer");
	const char *product = fact->product_name ? fact->product_name : "?";
	const char *goods = fact->lot_name ? say(lang, "%1$s, lot %2$s", product, fact->lot_name) : product;
	const char *customer = fact->partner_name ? fact->partner_name : say(lang, "the customer");

	if (slot == COMPLIANCE_MISSING)
		return say(lang, "%1$s ships %2$s of %3$s to %4$s without what is required: %5$s", document,
				   format_quantity(fact->deviation, fact->unit), goods, customer,
				   fact->words[COMPLIANCE_NAMES] ? fact->words[COMPLIANCE_NAMES] : "?");
	return say(lang, "%1$s ships %2$s of %3$s to %4$s, whose licence runs out on %6$s: %5$s", document,
			   format_quantity(fact->deviation, fact->unit), goods, customer,
			   fact->words[COMPLIANCE_LICENCE] ? fact->words[COMPLIANCE_LICENCE] : "?",
			   fact->words[COMPLIANCE_UNTIL] ? fact->words[COMPLIANCE_UNTIL] : "?");
}

static char *
compliance_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	if (slot == COMPLIANCE_MISSING)
		return say(lang, "have the licence noted, or attach the document where it is required");
	return say(lang, "have the renewed licence noted");
}

const Control customer_compliance = {
	.name = "customer_compliance",
	.title = "Customer compliance",
	.summary = "What require_compliance() demands before goods go to a customer: a licence that is valid today, or a"
	" document attached to the customer, the product or the lot.",
	.table = "stock_move",
	.blocked_code = ERRCODE_IG_EVIDENCE_MISSING,
	.nslots = lengthof(compliance_slots),
	.slots = compliance_slots,
	.nparams = lengthof(compliance_params),
	.params = compliance_params,
	.measure = measure_given,
	.describe = compliance_describe,
	.way_out = compliance_way_out,
};
