/*-------------------------------------------------------------------------
 * quality_facts.c
 *		Facts about goods that become available: which moves bring them out of
 *		where they are not (a supplier, a customer, transit, production,
 *		quarantine) into stock, and what the checks of these goods say.
 *
 * The way into quarantine (quarantine.h) is free; what was received there is
 * judged when it leaves.
 *
 * Checks are found where they are: in Odoo's quality_check (Enterprise), in
 * qc_inspection (OCA), in our own table. Those of Odoo are collected by one
 * query, with the lines of the moves read by another; what they mean, and what
 * our own checks and the register say, is SQL over our tables (63_quality.sql).
 * Where nobody asks for checks at all, one look at our tables ends it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"

#include "controls/quality.h"
#include "facts/groups.h"
#include "facts/quality_sources.h"
#include "facts/quarantine.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* What is asked for, of whom. */
typedef struct Asked
{
	Quarantine	quarantine;
	bool		ours;			/* the register or a check of ours asks for something */
} Asked;

/* A move that makes goods available. */
typedef struct Release
{
	const MoveEvent *event;
	int32		place;			/* quarantine that they come out of; 0: from elsewhere */
	int32		from_id;
	int32		to_id;
	double		qty;			/* in the product's unit */
	int32		lot_id;			/* where all have the same; else 0 */
	StringInfoData lots;		/* their ids, "3/7" */
} Release;

/* ---- collecting ---- */

/* May the move make goods available? Its lines decide where exactly. */
static bool
may_release(const FactRequest *request, const MoveEvent *e)
{
	if (e->to != USAGE_INTERNAL || e->from == USAGE_INVENTORY || !e->done)
		return false;
	return request->explain || e->done_qty > e->old_done_qty;
}

/* Places declared as quarantine, and whether the register or a check of ours may stand against anything. */
static Asked
load_asked(void)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	Asked		asked;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1,
					  "SELECT " SQL_QUARANTINE_DECLARED ","
					  " EXISTS (SELECT FROM inventory_gov.quality_need n WHERE n.ended_at IS NULL)"
					  " OR EXISTS (SELECT FROM inventory_gov.quality_check c WHERE c.passed IS NOT TRUE)",
					  0, NULL);
	(void) query_run(&query, NULL, NULL, SEE_LATEST);
	asked.quarantine.places = result_path(0, 1, cxt, &asked.quarantine.nplaces);
	asked.ours = result_bool(0, 2);
	query_end(&scope);
	return asked;
}

/* Do goods that go from one place to the other become available? *place is the quarantine they leave. */
static bool
releases(const Asked *asked, int32 from_id, int32 to_id, int32 *place)
{
	Location	from;
	Location	to;

	directory_location(from_id, &from, CurrentMemoryContext);
	directory_location(to_id, &to, CurrentMemoryContext);
	*place = quarantine_of(&asked->quarantine, &from);
	if (to.usage != USAGE_INTERNAL || quarantine_of(&asked->quarantine, &to) != 0)
		return false;
	return from.usage == USAGE_INTERNAL ? *place != 0 : from.usage != USAGE_INVENTORY;
}

/* ---- the lines of the moves ---- */

enum
{
	L_PLACES = 1, L_MOVE, L_LINE, L_FROM, L_TO, L_LOT, L_QTY, L_TOTAL
};

static char *
lines_query(const OdooSchema *s)
{
	return psprintf("SELECT %1$s,"
					" m.id, ml.id, ml.location_id, ml.location_dest_id, ml.lot_id, (%2$s)::float8, (%3$s)::float8"
					" FROM unnest($1) u(id)"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move_line ml ON ml.move_id = m.id AND ml.%4$s <> 0"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = ml.product_uom_id"
					" ORDER BY m.id, ml.id",
					sql_quarantine_of_warehouses(),
					sql_to_product_uom(s, psprintf("ml.%s", s->line_qty), "lu", "pu"),
					sql_to_product_uom(s, psprintf("COALESCE(m.%s, 0)", s->done_qty), "mu", "pu"),
					s->line_qty);
}

static int
compare_events(const void *a, const void *b)
{
	const MoveEvent *x = *(const MoveEvent *const *) a;
	const MoveEvent *y = *(const MoveEvent *const *) b;

	return (x->move_id > y->move_id) - (x->move_id < y->move_id);
}

static const MoveEvent *
find_event(const MoveEvent **events, int n, int32 move_id)
{
	MoveEvent	key = {.move_id = move_id};
	const MoveEvent *at = &key;
	const MoveEvent **found = bsearch(&at, events, n, sizeof(MoveEvent *), compare_events);

	return found == NULL ? NULL : *found;
}

static void
add_lot(Release *r, int32 lot_id, bool first)
{
	r->lot_id = first || r->lot_id == lot_id ? lot_id : 0;
	if (lot_id != 0)
		appendStringInfo(&r->lots, "%s%d", r->lots.len ? "/" : "", lot_id);
}

/*
 * One line of the current result, or the move itself where it has no lines:
 * part of the release that the move before it began, a new one, or none.
 */
static List *
add_line(List *found, const Asked *asked, const MoveEvent *e, uint64 row)
{
	bool		has_line = !result_isnull(row, L_LINE);
	int32		from_id = has_line ? result_int(row, L_FROM) : e->location_id;
	int32		to_id = has_line ? result_int(row, L_TO) : e->location_dest_id;
	Release    *r = found == NIL ? NULL : llast(found);
	int32		place;
	bool		first = (r == NULL || r->event != e);

	if (!releases(asked, from_id, to_id, &place))
		return found;
	if (first)
	{
		r = palloc0(sizeof(Release));
		r->event = e;
		r->place = place;
		r->from_id = from_id;
		r->to_id = to_id;
		initStringInfo(&r->lots);
		found = lappend(found, r);
	}
	r->qty += result_float(row, has_line ? L_QTY : L_TOTAL);
	add_lot(r, has_line ? result_int(row, L_LOT) : 0, first);
	return found;
}

static List *
load_releases(Asked *asked, const MoveEvent **events, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * n);
	List	   *found = NIL;
	QueryScope	scope;
	Datum		arg;
	uint64		rows;

	for (int i = 0; i < n; i++)
		ids[i] = events[i]->move_id;
	arg = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, lines_query(s), 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		if (i == 0)
		{
			int			nmore;
			int32	   *more = result_path(0, L_PLACES, cxt, &nmore);

			quarantine_add(&asked->quarantine, more, nmore);
		}
		found = add_line(found, asked, find_event(events, n, result_int(i, L_MOVE)), i);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return found;
}

/* ---- what the checks say ---- */

/* Where the goods came from, and the checks Odoo has of them: a JSON array. */
static Datum
load_checks(List *releases, QualitySources sources)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int			n = list_length(releases);
	int32	   *moves = palloc(sizeof(int32) * n);
	int32	   *places = palloc(sizeof(int32) * n);
	Datum	   *lots = palloc(sizeof(Datum) * n);
	uint64		generation = s->generation * QUALITY_SOURCE_SETS + sources;
	Datum		args[3];
	QueryScope	scope;
	char	   *checks;

	for (int i = 0; i < n; i++)
	{
		const Release *r = list_nth(releases, i);

		moves[i] = r->event->move_id;
		places[i] = r->place;
		lots[i] = CStringGetTextDatum(r->lots.data);
	}
	args[0] = int_array(moves, n);
	args[1] = int_array(places, n);
	args[2] = PointerGetDatum(construct_array(lots, n, TEXTOID, -1, false, TYPALIGN_INT));
	query_begin(&scope, s->owner);
	if (query_stale(&query, generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, TEXTARRAYOID};

		query_prepare(&query, generation, quality_checks_sql(sources), 3, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	checks = result_text(0, 1, cxt);
	query_end(&scope);
	return DirectFunctionCall1(jsonb_in, CStringGetDatum(checks));
}

enum
{
	Q_MOVE = 1, Q_FAILED, Q_FAILED_NAMES, Q_OPEN, Q_OPEN_NAMES, Q_MISSING, Q_MISSING_NAMES,
	Q_PARTNER, Q_DETAILS
};

static Release *
release_of(List *releases, int32 move_id)
{
	ListCell   *lc;

	foreach(lc, releases)
	{
		Release    *r = lfirst(lc);

		if (r->event->move_id == move_id)
			return r;
	}
	return NULL;
}

static Fact *
make_fact(const Release *r, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;
	Fact	   *f = fact_new(&quality_gate);

	for (int s = 0; s < QUALITY_SLOTS; s++)
	{
		f->measured[s] = result_int(row, Q_FAILED + 2 * s);
		f->words[s] = result_text(row, Q_FAILED_NAMES + 2 * s, cxt);
	}
	f->model = "stock.move";
	f->record_id = f->move_id = r->event->move_id;
	/* what was approved while checks were missing does not cover that they failed */
	f->subject = psprintf(f->measured[FAILED_CHECKS] > 0 ? "stock.move:%d,failed" : "stock.move:%d",
						  f->move_id);
	f->deviation = f->measured[FAILED_CHECKS] + f->measured[OPEN_CHECKS] + f->measured[MISSING_CHECKS];
	f->actual = r->qty;
	f->scope.product_id = r->event->product_id;
	f->scope.company_id = r->event->company_id;
	f->scope.operation_type_id = r->event->picking_type_id;
	f->picking_id = r->event->picking_id;
	f->order_line_id = r->event->purchase_line_id;
	f->partner_id = result_int(row, Q_PARTNER);
	f->location_id = r->to_id;
	f->lot_id = r->lot_id;
	f->actor_id = r->event->actor_id;
	f->details = result_text(row, Q_DETAILS, cxt);
	return f;
}

static bool
is_suspect(const FactRequest *request, const Fact *f)
{
	for (int s = 0; s < QUALITY_SLOTS; s++)
	{
		if (may_break(request, s, f->measured[s]))
			return true;
	}
	return false;
}

static List *
judge_checks(const FactRequest *request, List *releases, Datum checks)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	List	   *facts = NIL;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = JSONBOID;

		query_prepare(&query, 1, "SELECT s.move_id, s.failed, s.failed_names, s.open, s.open_names, s.missing,"
					  " s.missing_names, s.partner_id, s.details::text FROM inventory_gov.quality_state($1) s", 1, &type);
	}
	rows = query_run(&query, &checks, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		Fact	   *f = make_fact(release_of(releases, result_int(i, Q_MOVE)), i);

		if (is_suspect(request, f))
			facts = lappend(facts, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

/* What is counted are checks: the quantity of the goods is said in words, and weighs by its value. */
static void
size_up(List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->value = f->actual * f->unit_cost;
		f->words[RELEASED_QUANTITY] = format_quantity(f->actual, f->unit);
		f->actual = 0;
		f->unit = NULL;
	}
}

List *
facts_quality(const FactRequest *request, const MoveEvent *events, int n)
{
	const MoveEvent **candidates = palloc(sizeof(MoveEvent *) * Max(n, 1));
	QualitySources sources = quality_sources();
	int			count = 0;
	Asked		asked;
	List	   *releases;
	List	   *facts;

	for (int i = 0; i < n; i++)
	{
		if (may_release(request, &events[i]))
			candidates[count++] = &events[i];
	}
	if (count == 0)
		return NIL;
	asked = load_asked();
	if (!asked.ours && sources == 0)
		return NIL;
	qsort(candidates, count, sizeof(MoveEvent *), compare_events);
	releases = load_releases(&asked, candidates, count);
	if (releases == NIL)
		return NIL;
	facts = judge_checks(request, releases, load_checks(releases, sources));
	facts_describe(facts, request->want_groups);
	size_up(facts);
	return facts;
}
