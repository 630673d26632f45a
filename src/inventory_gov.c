/*-------------------------------------------------------------------------
 * inventory_gov.c
 *		Entry of the library: the list of what is set up when it is loaded.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "facts/corrections.h"
#include "facts/lot_facts.h"
#include "facts/counter.h"
#include "facts/adjusted_sums.h"
#include "facts/outbound_facts.h"
#include "facts/releases.h"
#include "facts/hold_facts.h"
#include "gate/gate.h"
#include "facts/quant_journal.h"
#include "facts/stock_flows.h"
#include "facts/storage_rules.h"
#include "gate/journal.h"
#include "guc.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/schema.h"
#include "policy/policy.h"
#include "record/recorder.h"
#include "shared_area.h"
#include "worker/desk_call.h"
#include "worker/desk_state.h"
#include "worker/launcher.h"

PG_MODULE_MAGIC;

void		_PG_init(void);

void
_PG_init(void)
{
	guc_init();
	recorder_init();
	desk_state_init();
	shared_areas_init();
	desk_call_init();
	launcher_init();
	schema_init();
	directory_init();
	policy_cache_init();
	hold_watch_init();
	quants_init();
	flows_init();
	hold_memory_init();
	storage_rules_init();
	journal_init();
	counter_init();
	corrections_init();
	custody_init();
	expiry_init();
	collect_bill_init();
	advisory_init();
	remainders_init();
	releases_init();
	collect_priority_init();
	window_locks_init();
	gate_init();
	collect_cost_init();
}
