/*-------------------------------------------------------------------------
 * return_disposition_facts.c
 *		Facts of return_disposition: goods that come back to a place where, by
 *		the reason and the condition that were given, they may not go.
 *
 * Quarantine takes in any goods. Everywhere else it takes a reason (the same
 * that reason_required asks for; else the one that the return was authorised
 * for), and a rule that leads there. Of the rules that fit, those that name
 * most decide.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/json.h"

#include "controls/returns.h"
#include "facts/corrections.h"
#include "facts/quarantine.h"
#include "facts/reason_facts.h"
#include "facts/returned.h"
#include "odoo/directory.h"
#include "odoo/query.h"

typedef struct Rule
{
	const char *reason;			/* NULL: any */
	const char *condition;		/* NULL: any, or none */
	int32		location_id;
	const char *location_name;
} Rule;

/* What speaks for one line of goods. */
typedef struct Disposition
{
	const Returned *goods;
	Location	place;
	const char *reason;			/* NULL: none was given */
	const char *condition;
	const char *allowed;		/* names of the places its rules lead to; NULL: no rule fits */
} Disposition;

static Rule *
load_rules(int *n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	Rule	   *rules;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT d.reason_code, d.condition, d.location_id, d.location_name"
					  " FROM inventory_gov.disposition_rule d WHERE d.ended_at IS NULL ORDER BY d.id", 0, NULL);
	*n = (int) query_run(&query, NULL, NULL, SEE_LATEST);
	rules = MemoryContextAlloc(cxt, sizeof(Rule) * Max(*n, 1));
	for (int i = 0; i < *n; i++)
		rules[i] = (Rule) {result_text(i, 1, cxt), result_text(i, 2, cxt), result_int(i, 3),
		result_text(i, 4, cxt)};
	query_end(&scope);
	return rules;
}

/* How much the rule names of what was given; -1 where it does not fit. */
static int
fit_of(const Rule *rule, const Disposition *d)
{
	if (rule->reason != NULL && strcmp(rule->reason, d->reason) != 0)
		return -1;
	if (rule->condition != NULL && (d->condition == NULL || strcmp(rule->condition, d->condition) != 0))
		return -1;
	return (rule->reason != NULL) + (rule->condition != NULL);
}

static bool
lies_in(const Location *place, int32 location_id)
{
	for (int i = 0; i < place->path_length; i++)
	{
		if (place->path[i] == location_id)
			return true;
	}
	return false;
}

/* May the goods go where they go? Notes the places where they may. */
static bool
is_disposed(Disposition *d, const Rule *rules, int n)
{
	int			best = -1;
	bool		allowed = false;
	StringInfoData names;

	if (d->reason == NULL)
		return false;
	for (int i = 0; i < n; i++)
		best = Max(best, fit_of(&rules[i], d));
	if (best < 0)
		return false;
	initStringInfo(&names);
	for (int i = 0; i < n; i++)
	{
		if (fit_of(&rules[i], d) != best)
			continue;
		allowed |= lies_in(&d->place, rules[i].location_id);
		appendStringInfo(&names, "%s%s", names.len ? ", " : "",
						 rules[i].location_name ? rules[i].location_name : "?");
	}
	d->allowed = names.data;
	return allowed;
}

/* Where no reason was given: the one that the return was authorised for. */
static void
take_authorised_reasons(Disposition *ds, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *moves = palloc(sizeof(int32) * n);
	bool		any = false;
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		moves[i] = ds[i].reason == NULL ? ds[i].goods->line->move_id : 0;
		any |= moves[i] != 0;
	}
	if (!any)
		return;
	arg = int_array(moves, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1,
					  "SELECT DISTINCT ON (u.ord) u.ord::int4, a.reason_code, a.condition"
					  " FROM unnest($1) WITH ORDINALITY u(move_id, ord)"
					  " JOIN inventory_gov.return_authorised w ON w.move_id = u.move_id AND w.source = 'ours' AND w.qty > 0"
					  " JOIN inventory_gov.return_authorisation a ON a.id = w.source_id"
					  " WHERE a.reason_code IS NOT NULL ORDER BY u.ord, w.id DESC", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Disposition *d = &ds[result_int(i, 1) - 1];

		d->reason = result_text(i, 2, cxt);
		d->condition = result_text(i, 3, cxt);
	}
	query_end(&scope);
}

/* A policy in shadow uses no reason up that others ask for. */
static bool
uses_reasons(const FactRequest *request)
{
	for (int s = 0; s < RETURN_DISPOSITION_SLOTS; s++)
	{
		if (!request->explain && !isnan(request->active_floors[s]))
			return true;
	}
	return false;
}

static void
take_reasons(const FactRequest *request, Disposition *ds, int n)
{
	ReasonAsk  *asks = palloc0(sizeof(ReasonAsk) * n);
	Reason	   *reasons;

	for (int i = 0; i < n; i++)
	{
		const GoodsLine *l = ds[i].goods->line;

		asks[i] = (ReasonAsk) {.operation = "return",.subject = psprintf("stock.move:%d", l->move_id),
			.picking_id = l->picking_id,.actor_id = l->actor_id};
	}
	reasons = reasons_find(asks, n, uses_reasons(request));
	for (int i = 0; i < n; i++)
	{
		ds[i].reason = reasons[i].code;
		ds[i].condition = reasons[i].condition;
	}
	take_authorised_reasons(ds, n);
}

/* What has been put to where it is just now: all that a correction puts elsewhere. */
static double
placed_qty(const Returned *r)
{
	const DoneEdit *e = r->before != 0 ? corrections_line_edit(r->line->line_id) : NULL;
	bool		moved = e != NULL && e->before.ids[FIELD_DESTINATION] != e->after.ids[FIELD_DESTINATION];

	return moved ? r->all : r->qty;
}

/* Goods that come back to places that are not quarantine. */
static Disposition *
outside_quarantine(const Returned *goods, int count, int *n)
{
	Disposition *ds = palloc0(sizeof(Disposition) * count);
	Quarantine	quarantine = quarantine_load();

	*n = 0;
	for (int i = 0; i < count; i++)
	{
		Disposition *d = &ds[*n];

		if (goods[i].taken_back || !usage_is_stock(goods[i].line->to) || placed_qty(&goods[i]) <= 0)
			continue;
		d->goods = &goods[i];
		directory_location(goods[i].line->location_dest_id, &d->place, CurrentMemoryContext);
		if (quarantine_of(&quarantine, &d->place) == 0)
			(*n)++;
	}
	return ds;
}

static const char *
disposition_details(const Disposition *d)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "{\"reason\":");
	escape_json(&buf, d->reason);
	if (d->condition != NULL)
	{
		appendStringInfoString(&buf, ",\"condition\":");
		escape_json(&buf, d->condition);
	}
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

static List *
add_fact(List *facts, const FactRequest *request, const Disposition *d, bool disposed)
{
	const Returned *r = d->goods;
	char	   *subject = psprintf("%s to:%d", returned_subject(r), r->line->location_dest_id);
	Fact	   *f = NULL;
	ListCell   *lc;

	foreach(lc, facts)
	{
		if (strcmp(((Fact *) lfirst(lc))->subject, subject) == 0)
			f = lfirst(lc);
	}
	if (f == NULL)
	{
		f = returned_fact(request->control, r, 0);
		f->subject = subject;
		f->words[DISPOSITION_REASON] = d->reason;
		f->words[DISPOSITION_CONDITION] = d->condition;
		f->words[DISPOSITION_ALLOWED] = d->allowed;
		f->details = d->reason ? disposition_details(d) : NULL;
		facts = lappend(facts, f);
	}
	f->actual += placed_qty(r);
	f->deviation += disposed ? 0 : placed_qty(r);
	return facts;
}

static void
measure(Fact *f)
{
	bool		placed = f->words[DISPOSITION_ALLOWED] != NULL;

	f->actual = round_to(f->actual, f->rounding);
	f->deviation = round_to(f->deviation, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[placed ? MISPLACED_QTY : UNDISPOSED_QTY] = f->deviation;
	f->measured[placed ? MISPLACED_VALUE : UNDISPOSED_VALUE] = f->value;
}

List *
return_disposition_facts(const FactRequest *request, const GoodsLine *lines, int n)
{
	int			count;
	const Returned *goods = returned_goods(lines, n, &count);
	Disposition *ds;
	Rule	   *rules;
	int			nrules;
	int			nds;
	List	   *facts = NIL;
	ListCell   *lc;

	if (count == 0)
		return NIL;
	ds = outside_quarantine(goods, count, &nds);
	if (nds == 0)
		return NIL;
	take_reasons(request, ds, nds);
	rules = load_rules(&nrules);
	for (int i = 0; i < nds; i++)
	{
		bool		disposed = is_disposed(&ds[i], rules, nrules);

		if (!disposed || request->explain)
			facts = add_fact(facts, request, &ds[i], disposed);
	}
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
		measure(lfirst(lc));
	return facts;
}
