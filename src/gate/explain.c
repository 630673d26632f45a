/*-------------------------------------------------------------------------
 * explain.c
 *		Answers why: which policies apply to a move or a pending count, which
 *		won, how far it deviates from each limit, what would happen, who could
 *		approve, and what would make it pass. Same facts, same decision, no
 *		effect.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "funcapi.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/memutils.h"

#include "facts/facts.h"
#include "facts/groups.h"
#include "odoo/query.h"
#include "odoo/schema.h"
#include "policy/policy.h"
#include "policy/scope.h"
#include "policy/tier.h"
#include "text/say.h"

#define EXPLAIN_COLUMNS 14

typedef struct Explain
{
	ReturnSetInfo *rsinfo;
	const PolicySet *set;
} Explain;

static void
put_text(Datum *values, bool *nulls, int col, const char *text)
{
	nulls[col] = (text == NULL);
	if (text != NULL)
		values[col] = CStringGetTextDatum(text);
}

static void
put_float(Datum *values, bool *nulls, int col, double x)
{
	nulls[col] = isnan(x);
	if (!isnan(x))
		values[col] = Float8GetDatum(x);
}

static char *
scope_text(const Policy *p)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int k = 0; k < SCOPE_KEYS; k++)
	{
		if (p->scope[k] != 0)
			appendStringInfo(&buf, "%s%s %s", buf.len ? ", " : "", scope_key_names[k],
							 k == SCOPE_TIER ? tier_name(p->scope[k]) : psprintf("%d", p->scope[k]));
	}
	return buf.len ? buf.data : "everything";
}

static const char *
outcome_text(const Policy *p, const Exemption *exemption, bool exceeded, bool governs,
			 bool approvable)
{
	if (!governs)
		return "does not govern this";
	if (!exceeded)
		return "passes";
	if (!p->active)
		return "recorded only: the policy is in shadow";
	if (exemption != NULL)
		return exemption->is_pause ? "let through and recorded: enforcement is paused"
			: "let through and recorded: overridden";
	switch (p->enforcement)
	{
		case ENFORCE_FLAG:
			return "let through and recorded";
		case ENFORCE_APPROVE:
			return approvable ? "refused until approved"
				: "refused; no approval can be asked for yet";
		case ENFORCE_BLOCK:
			return "refused";
	}
	return NULL;
}

static bool
among(const Policy *p, const Policy **bands, int n)
{
	for (int i = 0; i < n; i++)
	{
		if (bands[i] == p)
			return true;
	}
	return false;
}

/* Why the policy governs the fact, or does not. */
static char *
reason_text(const Fact *fact, const Policy *p, bool matches, bool governs, const Policy *winner)
{
	char	   *reason = pstrdup(!matches ? "its scope does not match"
								 : governs ? "the narrowest scope that sets this limit"
								 : psprintf("policy \"%s\" has the narrower scope",
											winner ? winner->name : "?"));

	if (p->scope[SCOPE_TIER] == 0)
		return reason;
	return psprintf("%s; the risk tier is %s", reason, tier_text(&fact->scope));
}

/* One line of the answer: one policy, one limit. */
static void
explain_slot(Explain *ex, const Fact *fact, const Policy *p, int slot, bool matches, bool governs,
			 const Policy *winner)
{
	const Control *c = fact->control;
	const ControlParam *param = p->params[slot];
	double		measured = c->slots[slot].document ? NAN : c->measure(fact, slot, p->settings);
	double		shown = isnan(measured) ? 0 : measured;
	bool		exceeded = !isnan(measured) &&
		slot_broken(&c->slots[slot], measured, p->limits[slot]);
	const Exemption *exemption = governs && exceeded
		? find_exemption(ex->set, p, fact, GetCurrentTimestamp()) : NULL;
	bool		refused = governs && exceeded && exemption == NULL;
	bool		approvable = p->enforcement == ENFORCE_APPROVE &&
		finding_is_approvable(&(Finding) {.fact = fact, .policy = p});
	Datum		values[EXPLAIN_COLUMNS];
	bool		nulls[EXPLAIN_COLUMNS] = {0};

	values[0] = Int32GetDatum(p->id);
	put_text(values, nulls, 1, p->name);
	put_text(values, nulls, 2, c->name);
	put_text(values, nulls, 3, p->active ? "active" : "shadow");
	put_text(values, nulls, 4, enforcement_name(p->enforcement));
	put_text(values, nulls, 5, scope_text(p));
	values[6] = BoolGetDatum(governs);
	put_text(values, nulls, 7, reason_text(fact, p, matches, governs, winner));
	put_text(values, nulls, 8, param ? param->name : c->slots[slot].name);
	put_float(values, nulls, 9, c->slots[slot].document ? NAN : shown);
	put_float(values, nulls, 10, p->limits[slot]);
	put_text(values, nulls, 11, c->slots[slot].document
			 ? "judged with all lines applied together" : outcome_text(p, exemption, exceeded, governs, approvable));
	put_text(values, nulls, 12, refused && approvable
			 ? scope_group_label(p->approver_group) : NULL);
	put_text(values, nulls, 13, refused ? c->way_out(fact, slot, p->limits, ENGLISH) : NULL);
	tuplestore_putvalues(ex->rsinfo->setResult, ex->rsinfo->setDesc, values, nulls);
}

/* Each mode on its own: shadow policies never displace active ones. */
static void
explain_mode(Explain *ex, const Fact *fact, bool shadow)
{
	const PolicySet *set = ex->set;
	PolicyMatch *matches = palloc(sizeof(PolicyMatch) * Max(set->npolicies, 1));
	const Policy **bands = palloc(sizeof(Policy *) * Max(set->npolicies, 1));
	int			nmatches = resolve_matches(set, fact, shadow, matches);

	for (int slot = 0; slot < fact->control->nslots; slot++)
	{
		int			nbands = resolve_bands(matches, nmatches, slot, bands);

		for (int i = 0; i < set->npolicies; i++)
		{
			const Policy *p = &set->policies[i];
			int			rank[SCOPE_KEYS];

			if (p->control != fact->control || p->active == shadow || isnan(p->limits[slot]))
				continue;
			explain_slot(ex, fact, p, slot, policy_matches(p, &fact->scope, rank),
						 among(p, bands, nbands), nbands ? bands[0] : NULL);
		}
	}
}

static void
explain_fact(Explain *ex, const Fact *fact)
{
	tier_rate(ex->set, list_make1((void *) fact));
	explain_mode(ex, fact, false);
	explain_mode(ex, fact, true);
}

static void
explain_facts(Explain *ex, List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
		explain_fact(ex, lfirst(lc));
}

/* What the group's policies ask for, and all of it; NULL where they ask for nothing. */
static const FactRequest *
full_request(Explain *ex, const FactGroup *group)
{
	const FactRequest *wanted = policy_request(ex->set, group->control);
	FactRequest *full;

	if (wanted == NULL)
		return NULL;
	full = palloc(sizeof(FactRequest));
	*full = *wanted;
	full->explain = true;
	return full;
}

static void
explain_groups_of_move(Explain *ex, const MoveEvent *e)
{
	int			ngoods = 0;
	const GoodsLine *goods = NULL;

	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_moves ? full_request(ex, g) : NULL;

		if (request != NULL)
			explain_facts(ex, g->from_moves(request, e, 1));
		request = g->from_goods ? full_request(ex, g) : NULL;
		if (request != NULL && goods == NULL)
			goods = goods_of_events(e, 1, &ngoods);
		if (request != NULL && ngoods > 0)
			explain_facts(ex, g->from_goods(request, goods, ngoods));
	}
}

static void
explain_groups_of_line(Explain *ex, const AdjustLine *line, const AdjustFacts *facts, double book)
{
	AdjustedLine adjusted = {line, facts->fact, book, &facts->count};

	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_adjustments ? full_request(ex, g) : NULL;

		if (request != NULL)
			explain_facts(ex, g->from_adjustments(request, &adjusted, 1));
	}
}

/* The move as an event, as if it were done with what is entered now. */
#define MOVE_COLUMN(name) (s->move.name ? "m." #name : "NULL::int")

static bool
load_event(int32 move_id, MoveEvent *e)
{
	const OdooSchema *s = odoo_schema();
	QueryScope	scope;
	char	   *sql;
	bool		found;

	memset(e, 0, sizeof(*e));
	sql = psprintf("SELECT m.id, m.product_id, m.company_id, m.picking_id, m.picking_type_id,"
				   " %s, m.location_id, m.location_dest_id, %s, m.write_uid, m.%s::float8,"
				   " m.product_uom_qty::float8, m.state = 'done', m.product_uom, m.create_uid,"
				   " m.date, %s, %s, %s, %s, m.is_inventory"
				   " FROM " ODOO_SCHEMA ".stock_move m WHERE m.id = %d",
				   MOVE_COLUMN(purchase_line_id), MOVE_COLUMN(scrap_id), s->done_qty,
				   MOVE_COLUMN(origin_returned_move_id), MOVE_COLUMN(restrict_partner_id),
				   MOVE_COLUMN(sale_line_id), MOVE_COLUMN(bom_line_id), move_id);
	query_begin(&scope, s->owner);
	if (SPI_execute(sql, true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read stock_move %d", move_id);
	found = SPI_processed == 1;
	if (found)
	{
		e->move_id = result_int(0, 1);
		e->product_id = result_int(0, 2);
		e->company_id = result_int(0, 3);
		e->picking_id = result_int(0, 4);
		e->picking_type_id = result_int(0, 5);
		e->purchase_line_id = result_int(0, 6);
		e->location_id = result_int(0, 7);
		e->location_dest_id = result_int(0, 8);
		e->scrap_id = result_int(0, 9);
		e->actor_id = result_int(0, 10);
		e->done_qty = result_float(0, 11);
		e->demand = result_float(0, 12);
		e->was_done = result_bool(0, 13);
		e->product_uom = result_int(0, 14);
		e->creator_id = result_int(0, 15);
		e->date = result_timestamp(0, 16);
		e->returned_move_id = result_int(0, 17);
		e->owner_id = result_int(0, 18);
		e->sale_line_id = result_int(0, 19);
		e->bom_line_id = result_int(0, 20);
		e->is_count = result_bool(0, 21);
		e->done = true;
		e->projected = true;
	}
	query_end(&scope);
	event_locate(e);
	return found;
}

/* was_done: the books already contain it; take it out for "before". */
static void
explain_adjustment(Explain *ex, MoveEvent *e)
{
	bool		booked = e->was_done;
	AdjustLine *lines;
	AdjustFacts *facts;
	int			n;

	e->was_done = false;
	lines = facts_adjust_lines(e, 1, &n);
	facts = facts_adjust_load(lines, n, ex->set->uses_group, CurrentMemoryContext);
	for (int i = 0; i < n; i++)
	{
		if (facts[i].fact == NULL)
			continue;
		facts_adjust_measure(facts[i].fact, facts[i].book - (booked ? lines[i].delta : 0),
							 lines[i].delta, facts[i].unit_cost, facts[i].rounding);
		explain_fact(ex, facts[i].fact);
		explain_groups_of_line(ex, &lines[i], &facts[i], facts[i].fact->expected);
	}
}

static void
explain_move(Explain *ex, int32 move_id)
{
	List	   *undecided = NIL;
	List	   *orders = NIL;
	MoveEvent	e;

	if (!load_event(move_id, &e))
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
						errmsg("there is no stock.move with id %d", move_id)));
	if (odoo_schema()->has_purchase)
		explain_facts(ex, facts_receipts(&e, 1, false, ex->set->uses_group, &undecided, &orders));
	explain_groups_of_move(ex, &e);
	if (event_is_adjustment(&e))
		explain_adjustment(ex, &e);
}

/* A count that is entered but not applied yet. */
static void
explain_quant(Explain *ex, int32 quant_id)
{
	AdjustLine	line = {0};
	AdjustFacts *facts;
	QueryScope	scope;
	bool		found;

	query_begin(&scope, odoo_schema()->owner);
	if (SPI_execute(psprintf("SELECT product_id, location_id, lot_id, package_id, owner_id,"
							 " COALESCE(company_id, 0), COALESCE(user_id, write_uid),"
							 " (CASE WHEN inventory_quantity_set THEN COALESCE(inventory_quantity, 0)"
							 "  - COALESCE(quantity, 0) ELSE 0 END)::float8"
							 " FROM " ODOO_SCHEMA ".stock_quant WHERE id = %d", quant_id),
					true, 1) != SPI_OK_SELECT)
		elog(ERROR, "could not read stock_quant %d", quant_id);
	found = SPI_processed == 1;
	if (found)
	{
		line.key.product_id = result_int(0, 1);
		line.key.location_id = result_int(0, 2);
		line.key.lot_id = result_int(0, 3);
		line.key.package_id = result_int(0, 4);
		line.key.owner_id = result_int(0, 5);
		line.company_id = result_int(0, 6);
		line.actor_id = result_int(0, 7);
		line.delta = result_float(0, 8);
		line.is_count = true;
	}
	query_end(&scope);
	if (!found)
		ereport(ERROR, (errcode(ERRCODE_NO_DATA_FOUND),
						errmsg("there is no stock.quant with id %d", quant_id)));
	facts = facts_adjust_load(&line, 1, ex->set->uses_group, CurrentMemoryContext);
	if (facts[0].fact == NULL)
		return;
	facts_adjust_measure(facts[0].fact, facts[0].book, line.delta, facts[0].unit_cost,
						 facts[0].rounding);
	explain_fact(ex, facts[0].fact);
	explain_groups_of_line(ex, &line, &facts[0], facts[0].book);
}

PG_FUNCTION_INFO_V1(inventory_gov_explain);

/* explain(model, id): one row for each policy and limit that could apply */
Datum
inventory_gov_explain(PG_FUNCTION_ARGS)
{
	char	   *model = text_to_cstring(PG_GETARG_TEXT_PP(0));
	int32		id = PG_GETARG_INT32(1);
	Explain		ex;

	if (!odoo_schema()->has_stock)
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("Odoo's stock is not installed in this database: %s is missing",
							   odoo_schema()->missing)));
	IG_InitMaterializedSRF(fcinfo);
	ex.rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	ex.set = policy_set();
	if (strcmp(model, "stock.move") == 0)
		explain_move(&ex, id);
	else if (strcmp(model, "stock.quant") == 0)
		explain_quant(&ex, id);
	else
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("explain() does not know model \"%s\"", model),
						errdetail("It knows: stock.move, stock.quant.")));
	return (Datum) 0;
}

PG_FUNCTION_INFO_V1(inventory_gov_control_state);

/* control_state(control): NULL while it works, else what it waits for */
Datum
inventory_gov_control_state(PG_FUNCTION_ARGS)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const Control *c = control_by_name(name);
	const char *missing;

	if (c == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there is no control \"%s\"", name)));
	missing = control_missing(c);
	if (missing == NULL)
		PG_RETURN_NULL();
	if (missing != odoo_schema()->missing)
		missing = psprintf("%s %s", strchr(missing, '.') ? "column" : "table", missing);
	PG_RETURN_TEXT_P(cstring_to_text(psprintf("%s does not exist", missing)));
}
