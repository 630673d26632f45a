/*-------------------------------------------------------------------------
 * scrap_facts.c
 *		Facts about scraps: which quant keys lost what, out of how much, and
 *		what the same user has scrapped within 24 hours.
 *
 * A scrap is a done move out of stock into a scrap location (16-18) or of a
 * scrap order (from 17 on; in 19 counts share its location). Sums of a day are
 * kept in scrap_log: Odoo's rows name who wrote them last, and their dates can
 * be written. Whoever scraps takes a lock, so that two transactions see each
 * other's; with it the latest snapshot adds up right.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "controls/scrap.h"
#include "facts/groups.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* One scrapped quant key; several moves of a statement may share it. */
typedef struct ScrapLine
{
	AdjustLine	line;			/* of the first move */
	int32		scrap_id;
	double		qty;			/* scrapped by the statement */
	double		book;
	bool		no_stock_kept;	/* a product Odoo keeps no quantities of */
	Fact	   *fact;
} ScrapLine;

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

/* ---- the log ---- */

static Datum
float_array(const double *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, FLOAT8OID, 8, FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

#define LOG_ARGS 6

static void
log_scraps(const ScrapLine *lines, int n)
{
	static KeptQuery query;
	Datum		args[LOG_ARGS];
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	double	   *figures = palloc(sizeof(double) * Max(n, 1));
	QueryScope	scope;

	for (int a = 0; a < LOG_ARGS; a++)
	{
		for (int i = 0; i < n; i++)
		{
			const Fact *f = lines[i].fact;

			if (a >= 4)
				figures[i] = fabs(a == 4 ? f->deviation : f->value);
			else
				ids[i] = a == 0 ? f->actor_id : a == 1 ? f->scope.company_id
					: a == 2 ? lines[i].line.move_id : f->scope.product_id;
		}
		args[a] = a >= 4 ? float_array(figures, n) : int_array(ids, n);
	}
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[LOG_ARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
		FLOAT8ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.scrap_log (actor_id, company_id, move_id, product_id, qty, value)"
					  " SELECT * FROM unnest($1, $2, $3, $4, $5, $6)", LOG_ARGS, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/*
 * A scrap that was corrected downwards, or undone: less was scrapped by whom,
 * and when, it was scrapped. What was never logged cannot be taken back.
 */
static void
log_corrections(const AdjustLine *lines, int n)
{
	static KeptQuery query;
	Datum		args[2];
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	double	   *back = palloc(sizeof(double) * Max(n, 1));
	int			count = 0;
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (lines[i].delta <= 0)
			continue;
		ids[count] = lines[i].move_id;
		back[count++] = lines[i].delta;
	}
	if (count == 0)
		return;
	args[0] = int_array(ids, count);
	args[1] = float_array(back, count);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.scrap_log (at, actor_id, company_id, move_id, product_id, qty, value)"
					  " SELECT l.at, l.actor_id, l.company_id, l.move_id, l.product_id, -u.qty, -u.qty * l.value / l.qty"
					  " FROM unnest($1, $2) u(move_id, qty)"
					  " CROSS JOIN LATERAL (SELECT * FROM inventory_gov.scrap_log s"
					  "  WHERE s.move_id = u.move_id AND s.qty > 0 ORDER BY s.id DESC LIMIT 1) l",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/* ---- sums of a day ---- */

static int
compare_ids(const void *a, const void *b)
{
	int32		x = *(const int32 *) a;
	int32		y = *(const int32 *) b;

	return (x > y) - (x < y);
}

/* In ascending order, which prevents deadlocks; a lock that is held is taken again. */
static void
lock_users(const ScrapLine *lines, int n)
{
	int32	   *users = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		users[i] = lines[i].line.actor_id;
	qsort(users, n, sizeof(int32), compare_ids);
	for (int i = 0; i < n; i++)
	{
		if (i == 0 || users[i] != users[i - 1])
			advisory_lock(LOCK_SCRAPS_OF_USER, (uint32) users[i], ExclusiveLock);
	}
}

/* What the users have scrapped within 24 hours, by the log, without these moves. */
static void
sum_log(ScrapLine *lines, int n, Datum without)
{
	static KeptQuery query;
	int32	   *users = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		users[i] = lines[i].line.actor_id;
		companies[i] = lines[i].fact->scope.company_id;
	}
	args[0] = int_array(users, n);
	args[1] = int_array(companies, n);
	args[2] = without;
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, 1,
					  "SELECT u.ord::int4, COALESCE(d.qty, 0)::float8, COALESCE(d.value, 0)::float8"
					  " FROM unnest($1, $2) WITH ORDINALITY u(actor_id, company_id, ord)"
					  " CROSS JOIN LATERAL (SELECT sum(l.qty) AS qty, sum(l.value) AS value"
					  "  FROM inventory_gov.scrap_log l"
					  "  WHERE l.actor_id = u.actor_id AND l.company_id = u.company_id"
					  "  AND l.at > clock_timestamp() - interval '24 hours' AND l.move_id <> ALL ($3)) d",
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 r = 0; r < rows; r++)
	{
		Fact	   *f = lines[result_int(r, 1) - 1].fact;

		f->measured[SCRAP_DAY_QTY] = result_float(r, 2);
		f->measured[SCRAP_DAY_VALUE] = result_float(r, 3);
	}
	query_end(&scope);
}

/* explain(): a scrap that is not done is in no log, and one that is must not count twice. */
static void
project_day(ScrapLine *lines, int n)
{
	int32	   *moves = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		moves[i] = lines[i].line.move_id;
	sum_log(lines, n, int_array(moves, n));
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < n; j++)
		{
			lines[i].fact->measured[SCRAP_DAY_QTY] += fabs(lines[j].fact->deviation);
			lines[i].fact->measured[SCRAP_DAY_VALUE] += fabs(lines[j].fact->value);
		}
	}
}

static void
measure_day(const FactRequest *request, ScrapLine *lines, int n)
{
	bool		limited = !isnan(request->floors[SCRAP_DAY_QTY]) ||
		!isnan(request->floors[SCRAP_DAY_VALUE]);

	if (request->explain)
	{
		if (limited)
			project_day(lines, n);
		return;
	}
	if (limited)
		lock_users(lines, n);
	log_scraps(lines, n);
	if (limited)
		sum_log(lines, n, int_array(NULL, 0));
}

/* ---- facts ---- */

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
		measure_day(request, lines, nlines);
	}
	if (!request->explain)
		log_corrections(split, nsplit);
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
