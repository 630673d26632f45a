/*-------------------------------------------------------------------------
 * groups.c
 *		The list of fact groups.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "facts/compliance_facts.h"
#include "facts/duty_facts.h"
#include "facts/groups.h"
#include "facts/hold_facts.h"
#include "facts/inbound_facts.h"
#include "facts/outbound_facts.h"
#include "facts/maintenance_facts.h"
#include "facts/reason_facts.h"
#include "facts/storage_facts.h"
#include "facts/returned.h"
#include "facts/adjusted_sums.h"
#include "facts/lot_facts.h"

const FactGroup fact_groups[] = {
	{&duties, duties_from_moves, duties_from_adjustments, NULL},
	{&done_edit, edit_from_moves, NULL, edit_from_corrections},
	{&backdating, date_from_moves, NULL, date_from_corrections},
	{&scrap_limit, facts_scraps, NULL, NULL},
	{.control = &return_quantity, .from_goods = return_quantity_facts, .goods_wanted = goods_from_customers},
	{.control = &return_window, .from_goods = return_window_facts, .goods_wanted = goods_from_customers},
	{.control = &return_authorisation, .from_goods = return_authorisation_facts, .goods_wanted = goods_from_customers},
	{.control = &return_disposition, .from_goods = return_disposition_facts, .goods_wanted = goods_from_customers},
	{.control = &quality_gate, .from_moves = facts_quality},
	{.control = &required_documents, .from_moves = facts_documents, .rely = rely_on_documents},
	{.control = &recount, .from_moves = recount_from_moves, .from_adjustments = recount_from_lines},
	{.control = &count_drift, .from_moves = drift_from_moves, .from_adjustments = drift_from_lines},
	{.control = &receipt_window, .from_moves = window_facts},
	{.control = &unordered_receipt, .from_moves = unordered_facts},
	{.control = &substitute_item, .from_moves = substitute_facts},
	{.control = &receipt_price, .from_moves = price_facts},
	{.control = &adjustment_window, .from_adjustments = window_from_adjustments,
		.before_adjustments = window_before_adjustments, .adjusted_back = window_adjusted_back},
	{.control = &over_shipment, .from_moves = over_shipment_facts},
	{.control = &backorder_cancel, .from_moves = backorder_cancel_facts},
	{.control = &cancel_after_pick, .from_moves = cancel_after_pick_facts},
	{.control = &allocation_override, .from_moves = allocation_from_moves,
		.from_reservations = allocation_from_reservations, .from_releases = allocation_from_releases},
	{&reason_required, reason_from_moves, reason_from_adjustments},
	{.control = &maintenance_gate, .relocations = true, .from_goods = maintenance_facts, .goods_wanted = maintenance_asked},
	{.control = &serial_custody, .from_goods = custody_from_goods},
	{.control = &negative_stock, .from_goods = negative_from_goods,
		.from_corrections = negative_from_corrections, .before_commit = negative_before_commit},
	{.control = &hold, .relocations = true, .from_goods = hold_from_goods, .from_reservations = hold_from_reservations,
		.from_adjustments = hold_from_adjustments, .before_commit = hold_before_commit},
	{.control = &lot_substitution, .from_goods = substitution_from_goods, .from_reservations = promise_from_reservations},
	{.control = &expiry, .from_goods = expiry_from_goods, .before_commit = expiry_before_commit},
	{.control = &product_location, .from_goods = placed_from_goods},
	/* after negative_stock, which notes first what lines move */
	{.control = &owner_crossing, .from_goods = crossing_from_goods,
		.from_corrections = crossing_from_corrections, .before_commit = crossing_before_commit},
	{.control = &quarantine_exit, .relocations = true, .from_goods = exit_from_goods},
	{.control = &customer_compliance, .from_goods = compliance_from_goods},
	{NULL, NULL, NULL, NULL}
};

bool
may_break(const FactRequest *request, int slot, double measured)
{
	double		floor = request->floors[slot];

	if (isnan(measured))
		return false;
	return request->explain ||
		(!isnan(floor) && slot_broken(&request->control->slots[slot], measured, floor));
}

/* The clock may change by an hour. */
double
days_at_most(Timestamp from, Timestamp to)
{
	double		apart = (double) (to - from) + USECS_PER_HOUR;

	return apart < 0 ? 0 : floor(apart / USECS_PER_DAY) + 1;
}
