/*-------------------------------------------------------------------------
 * scrap_facts.c
 *		Facts about scraps: which quant keys lost what, out of how much, and
 *		what the same user has scrapped within 24 hours.
 *
 * A scrap is a done move out of stock into a scrap location (16-18) or of a
 * scrap order (from 17 on; in 19 counts share its location).
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/scrap.h"
#include "facts/scrap_log.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

bool
event_is_scrap(const MoveEvent *e)
{
	Location	loc;

	if (!(e->done || e->was_done) || e->done_qty == e->old_done_qty || !usage_is_stock(e->from))
		return false;
	if (e->to_scrap)
	{
		directory_location(e->location_id, &loc, NULL);
		return !loc.scrap;
	}
	return e->scrap_id != 0 && !usage_is_stock(e->to);
}

/* Products without quantities, such as consumables: nothing is ever on hand of them. */
static void
find_uncounted(ScrapLine *lines, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc(sizeof(int32) * n);
	Datum		arg;
	QueryScope	scope;
	uint64		rows;
	bool		asked = false;

	for (int i = 0; i < n; i++)
	{
		products[i] = lines[i].book == 0 ? lines[i].line.key.product_id : 0;
		asked |= products[i] != 0;
	}
	if (!asked)
		return;
	arg = int_array(products, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4 FROM unnest($1) WITH ORDINALITY u(product_id, ord)"
							   " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
							   " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
							   " WHERE (%s) IS NOT TRUE", sql_is_storable(s, "pt")),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 r = 0; r < rows; r++)
		lines[result_int(r, 1) - 1].no_stock_kept = true;
	query_end(&scope);
}

static Fact *
make_fact(const ScrapLine *line)
{
	const AdjustLine *l = &line->line;
	Fact	   *f = fact_new(&scrap_limit);

	f->model = line->scrap_id ? "stock.scrap" : "stock.move";
	f->record_id = line->scrap_id ? line->scrap_id : l->move_id;
	f->move_id = l->move_id;
	f->subject = psprintf("stock.scrap:product=%d,location=%d,lot=%d,package=%d,owner=%d",
						  l->key.product_id, l->key.location_id, l->key.lot_id,
						  l->key.package_id, l->key.owner_id);
	f->scope.product_id = l->key.product_id;
	f->scope.company_id = l->company_id;
	f->scope.operation_type_id = l->picking_type_id;
	f->location_id = l->key.location_id;
	f->lot_id = l->key.lot_id;
	f->picking_id = l->picking_id;
	f->actor_id = l->actor_id;
	return f;
}

/* The figures; cost and rounding are known by now. */
static void
measure(ScrapLine *line)
{
	Fact	   *f = line->fact;

	f->expected = round_to(line->book, f->rounding);
	f->deviation = -round_to(line->qty, f->rounding);
	f->actual = round_to(line->book - line->qty, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[SCRAP_QTY] = fabs(f->deviation);
	f->measured[SCRAP_VALUE] = fabs(f->value);
	if (!line->no_stock_kept)
		f->measured[SCRAP_PCT] = f->expected == 0 ? INFINITY
			: fabs(f->deviation / f->expected) * 100.0;
	if (f->document == NULL)
		f->document = "Scrap";
	f->words[SCRAP_ACTOR] = f->actor_name;
}

static void
describe(const FactRequest *request, ScrapLine *lines, int n)
{
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
	{
		lines[i].fact = make_fact(&lines[i]);
		facts = lappend(facts, lines[i].fact);
	}
	facts_describe(facts, request->want_groups);
	for (int i = 0; i < n; i++)
		measure(&lines[i]);
}

/* One line a quant key: a statement may scrap from it by several moves. */
static ScrapLine *
add_up(const AdjustLine *lines, int n, int *count)
{
	ScrapLine  *out = palloc0(sizeof(ScrapLine) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		int			j = 0;

		if (lines[i].delta >= 0)
			continue;
		while (j < *count && (memcmp(&out[j].line.key, &lines[i].key, sizeof(QuantKey)) != 0 ||
							  out[j].line.actor_id != lines[i].actor_id))
			j++;
		if (j == *count)
			out[(*count)++].line = lines[i];
		out[j].qty -= lines[i].delta;
	}
	return out;
}

/* The order each line's move is of. */
static void
name_orders(ScrapLine *lines, int n, const MoveEvent *events, int nevents)
{
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < nevents && lines[i].scrap_id == 0; j++)
		{
			if (events[j].move_id == lines[i].line.move_id)
				lines[i].scrap_id = events[j].scrap_id;
		}
	}
}

/* On hand before the transaction; for explain() before the scrap, where it is done already. */
static void
load_books(ScrapLine *lines, int n, const MoveEvent *projected)
{
	AdjustLine *keys = palloc(sizeof(AdjustLine) * n);
	double	   *books;

	for (int i = 0; i < n; i++)
		keys[i] = lines[i].line;
	books = facts_adjust_books(keys, n);
	for (int i = 0; i < n; i++)
		lines[i].book = books[i] + (projected && projected->was_done ? lines[i].qty : 0);
}

static List *
scrap_facts(const FactRequest *request, const MoveEvent *scraps, int n)
{
	const MoveEvent *projected = request->explain ? scraps : NULL;
	MoveEvent  *events = palloc(sizeof(MoveEvent) * n);
	AdjustLine *split;
	ScrapLine  *lines;
	List	   *facts = NIL;
	int			nsplit;
	int			nlines;

	memcpy(events, scraps, sizeof(MoveEvent) * n);
	if (projected)
		events[0].was_done = false;
	split = facts_adjust_lines(events, n, &nsplit);
	lines = add_up(split, nsplit, &nlines);
	if (nlines > 0)
	{
		name_orders(lines, nlines, events, n);
		load_books(lines, nlines, projected);
		find_uncounted(lines, nlines);
		describe(request, lines, nlines);
		scrap_log_day(request, lines, nlines);
	}
	if (!request->explain)
		scrap_log_corrections(split, nsplit);
	for (int i = 0; i < nlines; i++)
	{
		bool		breaks = false;

		for (int s = 0; s < SCRAP_SLOTS; s++)
			breaks |= may_break(request, s, lines[i].fact->measured[s]);
		if (breaks)
			facts = lappend(facts, lines[i].fact);
	}
	return facts;
}

List *
facts_scraps(const FactRequest *request, const MoveEvent *events, int n)
{
	MoveEvent  *scraps = palloc(sizeof(MoveEvent) * n);
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		if (event_is_scrap(&events[i]))
			scraps[count++] = events[i];
	}
	return count > 0 ? scrap_facts(request, scraps, count) : NIL;
}
