/*-------------------------------------------------------------------------
 * maintenance.c
 *		Maintenance: goods that pass a place whose equipment is not in order.
 *
 * maintenance_gate: a fact is one move and one place (a cold store, a dock)
 * with equipment that has open maintenance requests; it brings along how many,
 * corrective ones and all, and their names.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "controls/control.h"
#include "controls/maintenance.h"
#include "text/say.h"

static const LimitSlot maintenance_slots[] = {
	[LEAVES_PLACE] = {"leaving", LIMIT_COUNT},
	[ENTERS_PLACE] = {"entering", LIMIT_COUNT},
};

static const ControlParam maintenance_params[] = {
	{"leaving", 1 << LEAVES_PLACE, LIMIT_COUNT, 1e6, "open maintenance requests on equipment of the place that goods leave"},
	{"entering", 1 << ENTERS_PLACE, LIMIT_COUNT, 1e6, "open maintenance requests on equipment of the place that goods enter"},
	[COUNTS_PREVENTIVE] = {"preventive", 0, LIMIT_COUNT, 1, "1: preventive requests count as well; 0: corrective ones only", 0},
};

static double
maintenance_measure(const Fact *fact, int slot, const double *settings)
{
	return fact->measured[settings[COUNTS_PREVENTIVE] > 0 ? WITH_PREVENTIVE + slot : slot];
}

static char *
maintenance_describe(const Fact *fact, int slot, const char *lang)
{
	const char *document = fact->document ? fact->document : say(lang, "A move without a transfer");
	const char *place = fact->location_name ? fact->location_name : say(lang, "an unknown location");
	const char *requests = fact->words[0] ? fact->words[0] : "?";

	if (slot == LEAVES_PLACE)
		return say(lang, "%1$s takes %2$s out of %3$s, where maintenance is open: %4$s",
				   document, fact->product_name, place, requests);
	return say(lang, "%1$s brings %2$s into %3$s, where maintenance is open: %4$s",
			   document, fact->product_name, place, requests);
}

static char *
maintenance_way_out(const Fact *fact, int slot, const double *limits, const char *lang)
{
	return say(lang, "have the maintenance request closed, or use another place");
}

const Control maintenance_gate = {
	.name = "maintenance_gate",
	.title = "Maintenance gate",
	.summary = "Goods do not pass a place while its equipment has open maintenance requests. Counts and"
	" scraps of what lies there, and moves within the place, are free.",
	.table = "stock_move",
	.requires = {"maintenance_request.equipment_id", "maintenance_request.archive", "maintenance_stage.done"},
	.nslots = lengthof(maintenance_slots),
	.slots = maintenance_slots,
	.nparams = lengthof(maintenance_params),
	.params = maintenance_params,
	.measure = maintenance_measure,
	.describe = maintenance_describe,
	.way_out = maintenance_way_out,
};
