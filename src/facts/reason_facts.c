/*-------------------------------------------------------------------------
 * reason_facts.c
 *		Facts of reason_required: adjustments, scraps and returns large enough
 *		for some policy, that have no reason in Odoo and none given beforehand.
 *
 * What a reason was given for on its request is still a fact, with the reason
 * in its words: the request's approval lets it pass, once.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/json.h"

#include "controls/reason.h"
#include "facts/reason_facts.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static char *
reason_details(const Reason *reason)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "{\"reason\":");
	escape_json(&buf, reason->code);
	if (reason->note != NULL)
	{
		appendStringInfoString(&buf, ",\"note\":");
		escape_json(&buf, reason->note);
	}
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

/* explain() shows what has a reason as measuring nothing. */
static void
measure_nothing(Fact *fact)
{
	for (int s = 0; s < REASON_SLOTS; s++)
	{
		if (!isnan(fact->measured[s]))
			fact->measured[s] = 0;
	}
}

/* Those of the facts that lack a reason: asks[i] asks for the i-th. */
static List *
without_reason(const FactRequest *request, List *facts, const ReasonAsk *asks)
{
	Reason	   *reasons = reasons_find(asks, list_length(facts), !request->explain);
	List	   *lacking = NIL;
	int			i = 0;
	ListCell   *lc;

	foreach(lc, facts)
	{
		Fact	   *fact = lfirst(lc);
		const Reason *reason = &reasons[i++];

		if (reason->code != NULL)
		{
			fact->words[REASON_WORD_NAME] = reason->name;
			fact->details = reason_details(reason);
			if (!reason->on_request)
				measure_nothing(fact);
		}
		if (request->explain || reason->code == NULL || reason->on_request)
			lacking = lappend(lacking, fact);
	}
	return lacking;
}

/* Set what the fact measures by quantity and value; can it break any policy? */
static bool
measure_size(const FactRequest *request, Fact *fact, int qty_slot, int value_slot)
{
	fact->measured[qty_slot] = fabs(fact->deviation);
	fact->measured[value_slot] = fabs(fact->value);
	return may_break(request, qty_slot, fact->measured[qty_slot]) ||
		may_break(request, value_slot, fact->measured[value_slot]);
}

/* ---- adjustments ---- */

/* The fact of adjustment_limit turned into one of reason_required. */
static Fact *
adjustment_fact(const AdjustedLine *line)
{
	Fact	   *fact = palloc(sizeof(Fact));

	*fact = *line->fact;
	fact->control = &reason_required;
	fact->details = NULL;
	memset(fact->words, 0, sizeof(fact->words));
	for (int s = 0; s < MAX_SLOTS; s++)
		fact->measured[s] = NAN;
	return fact;
}

static ReasonAsk
adjustment_ask(const AdjustedLine *line)
{
	ReasonAsk	ask = {.operation = "adjustment", .sign = line->fact->deviation > 0 ? 1 : -1,
		.subject = line->fact->subject, .picking_id = line->line->picking_id,
	.key = &line->line->key, .actor_id = line->line->actor_id};

	return ask;
}

List *
reason_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n)
{
	ReasonAsk  *asks = palloc(sizeof(ReasonAsk) * Max(n, 1));
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
	{
		Fact	   *fact = adjustment_fact(&lines[i]);
		bool		gain = fact->deviation > 0;

		if (!measure_size(request, fact, gain ? REASON_GAIN_QTY : REASON_LOSS_QTY,
						  gain ? REASON_GAIN_VALUE : REASON_LOSS_VALUE))
			continue;
		asks[list_length(facts)] = adjustment_ask(&lines[i]);
		facts = lappend(facts, fact);
	}
	return without_reason(request, facts, asks);
}

char **
reason_codes(const AdjustedLine *lines, int n, bool use)
{
	ReasonAsk  *asks = palloc(sizeof(ReasonAsk) * Max(n, 1));
	char	  **codes = palloc0(sizeof(char *) * Max(n, 1));
	Reason	   *reasons;

	for (int i = 0; i < n; i++)
		asks[i] = adjustment_ask(&lines[i]);
	reasons = reasons_find(asks, n, use);
	for (int i = 0; i < n; i++)
		codes[i] = unconstify(char *, reasons[i].code);
	return codes;
}

/* ---- scraps and returns ---- */

static bool
is_scrap(const MoveEvent *e)
{
	return e->scrap_id != 0 || e->to_scrap;
}

/* Did it scrap or return something more? */
static bool
concerns(const MoveEvent *e)
{
	return e->done && (e->done_qty > e->old_done_qty || e->projected) &&
		(is_scrap(e) || e->returned_move_id != 0);
}

static Fact *
move_fact(const MoveEvent *e)
{
	Fact	   *fact = fact_new(&reason_required);

	fact->model = "stock.move";
	fact->record_id = fact->move_id = e->move_id;
	fact->scope.product_id = e->product_id;
	fact->scope.company_id = e->company_id;
	fact->scope.operation_type_id = e->picking_type_id;
	fact->picking_id = e->picking_id;
	fact->location_id = usage_is_stock(e->from) ? e->location_id : e->location_dest_id;
	fact->actor_id = e->actor_id;
	fact->subject = is_scrap(e)
		? psprintf("stock.scrap:product=%d,location=%d", e->product_id, e->location_id)
		: psprintf("stock.move:%d", e->move_id);
	return fact;
}

static ReasonAsk
move_ask(const MoveEvent *e, const Fact *fact)
{
	ReasonAsk	ask = {.operation = is_scrap(e) ? "scrap" : "return", .subject = fact->subject,
		.picking_id = is_scrap(e) ? 0 : e->picking_id, .scrap_id = e->scrap_id,
	.actor_id = e->actor_id};

	return ask;
}

/* Done quantities in the products' units, in the order of the moves' ids given. */
static double *
done_quantities(const int32 *ids, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	double	   *qtys = palloc0(sizeof(double) * Max(n, 1));
	Datum		arg = int_array(ids, n);
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, (%s)::float8 FROM unnest($1) WITH ORDINALITY u(id, ord)"
							   " JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id"
							   " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
							   " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
							   " JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
							   " JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom",
							   sql_to_product_uom(s, psprintf("COALESCE(m.%s, 0)", s->done_qty),
												  "mu", "pu")),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		qtys[result_int(i, 1) - 1] = result_float(i, 2);
	query_end(&scope);
	return qtys;
}

/* Scrapped stock is gone; a return says by its places which way it went. */
static void
size_move(Fact *fact, const MoveEvent *e, double qty)
{
	double		sign = is_scrap(e) || !usage_is_stock(e->to) ? -1 : +1;

	fact->deviation = fact->actual = sign * round_to(qty, fact->rounding);
	fact->value = fact->deviation * fact->unit_cost;
}

static List *
moved_facts(const FactRequest *request, const MoveEvent *events, const int32 *ids, int n)
{
	double	   *qtys = done_quantities(ids, n);
	List	   *facts = NIL;
	int			i = 0;
	ListCell   *lc;

	for (int e = 0; e < n; e++)
		facts = lappend(facts, move_fact(&events[e]));
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		size_move(lfirst(lc), &events[i], qtys[i]);
		i++;
	}
	return facts;
}

List *
reason_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	MoveEvent  *moved = palloc(sizeof(MoveEvent) * Max(n, 1));
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	ReasonAsk  *asks = palloc(sizeof(ReasonAsk) * Max(n, 1));
	List	   *facts = NIL;
	int			count = 0;
	int			i = 0;
	ListCell   *lc;

	for (int e = 0; e < n; e++)
	{
		if (!concerns(&events[e]))
			continue;
		ids[count] = events[e].move_id;
		moved[count++] = events[e];
	}
	if (count == 0)
		return NIL;
	foreach(lc, moved_facts(request, moved, ids, count))
	{
		Fact	   *fact = lfirst(lc);
		const MoveEvent *e = &moved[i++];

		if (!measure_size(request, fact, is_scrap(e) ? REASON_SCRAP_QTY : REASON_RETURN_QTY,
						  is_scrap(e) ? REASON_SCRAP_VALUE : REASON_RETURN_VALUE))
			continue;
		asks[list_length(facts)] = move_ask(e, fact);
		facts = lappend(facts, fact);
	}
	return without_reason(request, facts, asks);
}
