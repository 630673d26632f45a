/*-------------------------------------------------------------------------
 * hold_match.c
 *		Finds the holds that stand on what lines of goods reach, by one query
 *		for all lines, and which of them do not allow the operation.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "facts/hold_facts.h"
#include "facts/quarantine.h"
#include "odoo/query.h"

/* Something a hold could be on. */
typedef struct Target
{
	HoldKind	kind;
	int32		id;
} Target;

typedef struct TargetList
{
	Target	   *targets;
	int			n;
	int			size;
	uint32		kinds;			/* that are wanted */
} TargetList;

static void
add_target(TargetList *list, HoldKind kind, int32 id)
{
	if (id == 0 || (list->kinds & (1u << kind)) == 0)
		return;
	if (list->n > 0 && list->targets[list->n - 1].kind == kind && list->targets[list->n - 1].id == id)
		return;
	if (list->n == list->size)
	{
		list->size *= 2;
		list->targets = repalloc_huge(list->targets, sizeof(Target) * list->size);
	}
	list->targets[list->n++] = (Target) {kind, id};
}

static void
add_targets(TargetList *list, HoldKind kind, const int32 *ids, int n)
{
	for (int i = 0; i < n; i++)
		add_target(list, kind, ids[i]);
}

static void
add_reached(TargetList *list, ReachSource source, const Reached *r)
{
	add_targets(list, HOLD_CATEGORY, r->categories, r->ncategories);
	add_targets(list, HOLD_PARTNER, r->partners, r->npartners);
	add_target(list, source == REACH_PURCHASE ? HOLD_PURCHASE_ORDER : HOLD_SALE_ORDER, r->order_id);
	add_target(list, HOLD_CARRIER, r->carrier_id);
}

/* What the line before had as well is known. */
static void
add_line(TargetList *list, const HeldLine *h, const HeldLine *before)
{
	add_target(list, HOLD_LOT, h->line->lot_id);
	add_target(list, HOLD_PRODUCT, h->line->product_id);
	if (before == NULL || before->line->picking_id != h->line->picking_id)
		add_target(list, HOLD_PICKING, h->line->picking_id);
	for (int r = 0; r < REACHES; r++)
	{
		if (h->reached[r] != NULL && (before == NULL || before->reached[r] != h->reached[r]))
			add_reached(list, r, h->reached[r]);
		if (h->reached[r] != NULL)
			add_target(list, HOLD_COUNTRY, reached_country(h, r));
	}
	if ((list->kinds & (1u << HOLD_LOCATION)) == 0)
		return;
	if (before == NULL || before->from_id != h->from_id)
		add_targets(list, HOLD_LOCATION, h->from.path, h->from.path_length);
	if (before == NULL || before->to_id != h->to_id)
		add_targets(list, HOLD_LOCATION, h->to.path, h->to.path_length);
}

static int
compare_targets(const void *a, const void *b)
{
	const Target *x = a;
	const Target *y = b;

	if (x->kind != y->kind)
		return x->kind < y->kind ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

/* Each once. */
static TargetList
targets_of(const HeldLine *lines, int n, uint32 kinds)
{
	TargetList	list = {palloc(sizeof(Target) * 256), 0, 256, kinds};
	int			kept = 0;

	for (int i = 0; i < n; i++)
		add_line(&list, &lines[i], i > 0 ? &lines[i - 1] : NULL);
	qsort(list.targets, list.n, sizeof(Target), compare_targets);
	for (int i = 0; i < list.n; i++)
	{
		if (kept == 0 || compare_targets(&list.targets[kept - 1], &list.targets[i]) != 0)
			list.targets[kept++] = list.targets[i];
	}
	list.n = kept;
	return list;
}

/* Columns of the query. */
enum
{
	H_ID = 1, H_KIND, H_RECORD, H_DIRECTION, H_ALLOWS, H_NAME, H_REASON, H_BY, H_UNTIL, H_RELEASE,
	H_COMPANY
};

static HoldKind
kind_named(const char *name)
{
	int			k = 0;

	while (strcmp(hold_kind_names[k], name) != 0)
		k++;
	return k;
}

static uint32
operations_named(char *names)
{
	uint32		bits = 0;
	char	   *save = NULL;

	for (char *name = strtok_r(names, " ", &save); name; name = strtok_r(NULL, " ", &save))
	{
		for (int i = 0; i < HOLD_OPERATIONS; i++)
			bits |= strcmp(name, hold_operation_names[i]) == 0 ? 1u << i : 0;
	}
	return bits;
}

static StandingHold *
read_hold(uint64 row, MemoryContext cxt)
{
	StandingHold *h = MemoryContextAllocZero(cxt, sizeof(StandingHold));

	h->id = result_bigint(row, H_ID);
	h->kind = kind_named(result_text(row, H_KIND, cxt));
	h->record_id = result_int(row, H_RECORD);
	h->direction = result_isnull(row, H_DIRECTION) ? 0 : *result_text(row, H_DIRECTION, cxt);
	h->allows = operations_named(result_text(row, H_ALLOWS, cxt));
	h->name = result_text(row, H_NAME, cxt);
	h->reason = result_text(row, H_REASON, cxt);
	h->placed_by = result_text(row, H_BY, cxt);
	h->until = result_text(row, H_UNTIL, cxt);
	h->released_by = result_text(row, H_RELEASE, cxt);
	h->company_id = result_int(row, H_COMPANY);
	return h;
}

/* For each kind one walk along the index by the ids there are: there may be very many holds. */
static char *
holds_query(uint32 kinds)
{
	StringInfoData branches;

	initStringInfo(&branches);
	for (int k = 0; k < HOLD_KINDS; k++)
	{
		if (kinds & (1u << k))
			appendStringInfo(&branches, "%sSELECT * FROM inventory_gov.hold WHERE kind = '%s' AND record_id = ANY ($%d)"
							 " AND released_at IS NULL AND until > $%d", branches.len ? " UNION ALL " : "",
							 hold_kind_names[k], k + 1, HOLD_KINDS + 1);
	}
	return psprintf("SELECT h.id, h.kind, h.record_id, h.direction,"
					" COALESCE(array_to_string(r.allows, ' '), ''), COALESCE(h.name, '#' || h.record_id),"
					" h.reason_name, COALESCE(h.placed_by_name, h.placed_role),"
					" to_char(NULLIF(h.until, 'infinity'), 'YYYY-MM-DD HH24:MI'),"
					" inventory_gov.group_label(COALESCE(r.release_group, 'stock.group_stock_manager')),"
					" (h.detail ->> 'company_id')::int4"
					" FROM (%s) h LEFT JOIN inventory_gov.hold_reason r ON r.code = h.reason ORDER BY h.id",
					branches.data);
}

/* The ids of each kind, as arguments of that query; the targets are sorted by kind. */
static void
holds_args(const TargetList *list, Datum *args)
{
	int32	   *ids = palloc(sizeof(int32) * list->n);
	int			i = 0;

	for (int k = 0; k < HOLD_KINDS; k++)
	{
		int			n = 0;

		while (i < list->n && list->targets[i].kind == k)
			ids[n++] = list->targets[i++].id;
		args[k] = int_array(ids, n);
	}
	args[HOLD_KINDS] = TimestampTzGetDatum(GetCurrentTimestamp());
}

static List *
load_holds(const TargetList *list)
{
	static KeptQuery query;
	static uint32 worded = 0;	/* the kinds it was worded for */
	MemoryContext cxt = CurrentMemoryContext;
	List	   *holds = NIL;
	Datum		args[HOLD_KINDS + 1];
	QueryScope	scope;
	uint64		rows;

	holds_args(list, args);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1) || worded != list->kinds)
	{
		Oid			types[HOLD_KINDS + 1];

		for (int k = 0; k < HOLD_KINDS; k++)
			types[k] = INT4ARRAYOID;
		types[HOLD_KINDS] = TIMESTAMPTZOID;
		query_prepare(&query, 1, holds_query(list->kinds), HOLD_KINDS + 1, types);
		worded = list->kinds;
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		holds = lappend(holds, read_hold(i, cxt));
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return holds;
}

static bool
among(const int32 *ids, int n, int32 id)
{
	for (int i = 0; i < n; i++)
	{
		if (ids[i] == id)
			return true;
	}
	return false;
}

static bool
place_is_held(const StandingHold *hold, const HeldLine *h)
{
	bool		leaves = among(h->from.path, h->from.path_length, hold->record_id);
	bool		enters = among(h->to.path, h->to.path_length, hold->record_id);

	switch (hold->direction)
	{
		case 'i':
			return enters && !leaves;
		case 'o':
			return leaves && !enters;
		default:
			return leaves || enters;
	}
}

static bool
reaches(const StandingHold *hold, const HeldLine *h, ReachSource source)
{
	const Reached *r = h->reached[source];

	switch (hold->kind)
	{
		case HOLD_CATEGORY:
			return among(r->categories, r->ncategories, hold->record_id);
		case HOLD_PARTNER:
			return among(r->partners, r->npartners, hold->record_id);
		case HOLD_PURCHASE_ORDER:
			return source == REACH_PURCHASE && r->order_id == hold->record_id;
		case HOLD_SALE_ORDER:
			return source != REACH_PURCHASE && r->order_id == hold->record_id;
		case HOLD_CARRIER:
			return r->carrier_id == hold->record_id;
		case HOLD_COUNTRY:
			return reached_country(h, source) == hold->record_id;
		default:
			return false;
	}
}

static bool
is_on(const StandingHold *hold, const HeldLine *h)
{
	if (hold->company_id != 0 && hold->company_id != h->line->company_id)
		return false;
	switch (hold->kind)
	{
		case HOLD_LOT:
			return h->line->lot_id == hold->record_id;
		case HOLD_PRODUCT:
			return h->line->product_id == hold->record_id;
		case HOLD_LOCATION:
			return place_is_held(hold, h);
		case HOLD_PICKING:
			return h->line->picking_id == hold->record_id;
		default:
			break;
	}
	for (int r = 0; r < REACHES; r++)
	{
		if (h->reached[r] != NULL && reaches(hold, h, r))
			return true;
	}
	return false;
}

/* ---- all together ---- */

static int32
quarantine_at(const Quarantine *quarantine, int32 location_id)
{
	Location	loc;

	directory_location(location_id, &loc, CurrentMemoryContext);
	return quarantine_of(quarantine, &loc);
}

/* Transfers within stock that go into quarantine, of lines that some hold is on. */
static void
find_quarantined(HeldLine *lines, int n)
{
	bool		loaded = false;
	Quarantine	quarantine = {0};

	for (int i = 0; i < n; i++)
	{
		HeldLine   *h = &lines[i];

		if (h->against == NIL || h->operation != OP_INTERNAL)
			continue;
		if (!loaded)
			quarantine = quarantine_load();
		loaded = true;
		if (quarantine_at(&quarantine, h->to_id) != 0 && quarantine_at(&quarantine, h->from_id) == 0)
			h->operation = OP_QUARANTINE;
	}
}

static void
drop_allowed(HeldLine *h)
{
	List	   *against = NIL;
	ListCell   *lc;

	foreach(lc, h->against)
	{
		StandingHold *hold = lfirst(lc);

		if ((hold->allows & (1u << h->operation)) == 0)
			against = lappend(against, hold);
	}
	h->against = against;
}

void
match_holds(HeldLine *lines, int n, uint32 kinds)
{
	TargetList	list = targets_of(lines, n, kinds);
	List	   *holds = list.n > 0 ? load_holds(&list) : NIL;
	ListCell   *lc;

	foreach(lc, holds)
	{
		for (int i = 0; i < n; i++)
		{
			if (is_on(lfirst(lc), &lines[i]))
				lines[i].against = lappend(lines[i].against, lfirst(lc));
		}
	}
	if (holds == NIL)
		return;
	find_quarantined(lines, n);
	for (int i = 0; i < n; i++)
		drop_allowed(&lines[i]);
}
