/*-------------------------------------------------------------------------
 * adjust_facts.c
 *		Facts about adjustments: which quant keys a done move or a plain write
 *		changed, by how much, and what was on their books before.
 *
 * An adjustment is a done move between stock and an inventory-loss location,
 * whether or not it calls itself a count; scrapping is none, as long as it goes
 * out. The book quantity
 * is read as of the transaction's start: Odoo writes the quant before the move
 * on one version and after it on another.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "facts/counter.h"
#include "facts/facts.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

bool
event_is_adjustment(const MoveEvent *e)
{
	if (!(e->done || e->was_done) || e->done_qty == e->old_done_qty)
		return false;
	return event_is_between_stock_and_loss(e);
}

bool
event_is_between_stock_and_loss(const MoveEvent *e)
{
	if (e->from == USAGE_INVENTORY)
		return usage_is_stock(e->to);
	return e->to == USAGE_INVENTORY && usage_is_stock(e->from) && !e->to_scrap && e->scrap_id == 0;
}

int
event_stock_direction(const MoveEvent *e)
{
	return usage_is_stock(e->to) - usage_is_stock(e->from);
}

/* +1: stock is found; -1: stock is lost. */
static int
event_direction(const MoveEvent *e)
{
	return e->from == USAGE_INVENTORY ? +1 : -1;
}

/* Columns of the query that splits moves into their lines. */
enum
{
	S_MOVE = 1, S_TOTAL, S_STEP, S_LINE, S_SRC, S_DST, S_LOT, S_PACKAGE, S_RESULT_PACKAGE, S_OWNER,
	S_QTY, S_CLOSED
};

static char *
split_query(const OdooSchema *s)
{
	return psprintf("SELECT m.id, (%1$s)::float8, (%2$s)::float8, ml.id, ml.location_id,"
					" ml.location_dest_id, ml.lot_id, ml.package_id, ml.result_package_id,"
					" ml.owner_id, (%3$s)::float8, m.state IN ('done', 'cancel')"
					" FROM " ODOO_SCHEMA ".stock_move m"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move_line ml ON ml.move_id = m.id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = ml.product_uom_id"
					" WHERE m.id = ANY ($1) ORDER BY m.id, ml.id",
					sql_to_product_uom(s, psprintf("COALESCE(m.%s, 0)", s->done_qty), "mu", "pu"),
					sql_uom_step(s, "mu", "pu"),
					sql_to_product_uom(s, psprintf("COALESCE(ml.%s, 0)", s->line_qty), "lu", "pu"));
}

/* The difference as a whole, on the move's own place. */
static void
whole_move(AdjustLine *line, const MoveEvent *e, double total)
{
	double		share = e->done_qty == 0 ? 1.0 : (e->done_qty - e->old_done_qty) / e->done_qty;
	int			direction = event_direction(e);

	line->key.product_id = e->product_id;
	line->key.location_id = direction > 0 ? e->location_dest_id : e->location_id;
	/* done_qty 0: only what was done before counts, and it is taken back */
	line->delta = direction * (e->done_qty == 0 ? -e->old_done_qty : total * share);
}

static void
common_fields(AdjustLine *line, const MoveEvent *e)
{
	line->is_count = e->is_count;
	line->company_id = e->company_id;
	line->move_id = e->move_id;
	line->picking_id = e->picking_id;
	line->picking_type_id = e->picking_type_id;
	line->actor_id = e->actor_id;
}

/*
 * Rows first..last of the current result belong to one move. Its lines carry
 * lot, package and owner, but may lag behind the move (Odoo promises no order
 * of flushing): they are used only when they add up to what the move says. A
 * move looked at ahead has no done quantity yet; there the lines are all.
 */
static int
split_move(const MoveEvent *e, uint64 first, uint64 last, AdjustLine *out)
{
	double		total = result_float(first, S_TOTAL);
	int			direction = event_direction(e);
	double		sum = 0;
	int			n = 0;

	if (e->ahead && (result_bool(first, S_CLOSED) || result_isnull(first, S_LINE)))
		return 0;
	for (uint64 i = first; i <= last; i++)
		sum += result_float(i, S_QTY);
	if (e->was_done || result_isnull(first, S_LINE) ||
		(!e->ahead && fabs(sum - total) > result_float(first, S_STEP) + 1e-9))
	{
		whole_move(&out[0], e, total);
		if (first == last && !result_isnull(first, S_LINE))
		{
			out[0].key.lot_id = result_int(first, S_LOT);
			out[0].key.owner_id = result_int(first, S_OWNER);
			out[0].key.package_id = result_int(first, direction > 0 ? S_RESULT_PACKAGE : S_PACKAGE);
		}
		common_fields(&out[0], e);
		return 1;
	}
	for (uint64 i = first; i <= last; i++)
	{
		AdjustLine *line = &out[n++];

		line->key.product_id = e->product_id;
		line->key.location_id = result_int(i, direction > 0 ? S_DST : S_SRC);
		line->key.lot_id = result_int(i, S_LOT);
		line->key.owner_id = result_int(i, S_OWNER);
		line->key.package_id = result_int(i, direction > 0 ? S_RESULT_PACKAGE : S_PACKAGE);
		line->delta = direction * result_float(i, S_QTY);
		common_fields(line, e);
	}
	return n;
}

/* Rows of the current result that belong to a move; they are sorted by it. */
static bool
find_rows(uint64 rows, int32 move_id, uint64 *first, uint64 *last)
{
	uint64		low = 0;
	uint64		high = rows;

	while (low < high)
	{
		uint64		middle = (low + high) / 2;

		if (result_int(middle, S_MOVE) < move_id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == rows || result_int(low, S_MOVE) != move_id)
		return false;
	*first = *last = low;
	while (*last + 1 < rows && result_int(*last + 1, S_MOVE) == move_id)
		(*last)++;
	return true;
}

/* The events' moves and their lines become the current result. */
static uint64
run_split_query(const MoveEvent *events, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	Datum		arg;

	for (int i = 0; i < n; i++)
		ids[i] = events[i].move_id;
	arg = int_array(ids, n);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, split_query(s), 1, &type);
	}
	return query_run(&query, &arg, NULL, SEE_LATEST);
}

/* How many lines the events' moves can be split into, at most. */
static int
count_split_rows(const MoveEvent *events, int n, uint64 rows)
{
	int			size = 0;

	for (int i = 0; i < n; i++)
	{
		uint64		first,
					last;

		if (find_rows(rows, events[i].move_id, &first, &last))
			size += (int) (last - first) + 1;
	}
	return size;
}

AdjustLine *
facts_adjust_lines(const MoveEvent *events, int n, int *nlines)
{
	MemoryContext cxt = CurrentMemoryContext;
	AdjustLine *lines;
	QueryScope	scope;
	uint64		rows;

	*nlines = 0;
	query_begin(&scope, odoo_schema()->owner);
	rows = run_split_query(events, n);
	lines = MemoryContextAllocZero(cxt, sizeof(AdjustLine) *
								   Max(count_split_rows(events, n, rows), 1));
	for (int i = 0; i < n; i++)
	{
		uint64		first,
					last;

		if (find_rows(rows, events[i].move_id, &first, &last))
			*nlines += split_move(&events[i], first, last, &lines[*nlines]);
	}
	query_end(&scope);
	return lines;
}

/* What a move has moved, in the product's unit: its lines where they agree. */
static double
exact_total(uint64 first, uint64 last)
{
	double		total = result_float(first, S_TOTAL);
	double		sum = 0;

	for (uint64 r = first; r <= last; r++)
		sum += result_float(r, S_QTY);
	if (!result_isnull(first, S_LINE) && fabs(sum - total) <= result_float(first, S_STEP) + 1e-9)
		return sum;
	return total;
}

/*
 * Exact, because a move of 8.33 dozen brings the 100 units of its lines. A move
 * that is gone, or done no longer, counts with what it was.
 */
double
facts_stock_flow(const MoveEvent *events, int n)
{
	QueryScope	scope;
	double		flow = 0;
	uint64		rows;

	query_begin(&scope, odoo_schema()->owner);
	rows = run_split_query(events, n);
	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];
		double		change = e->done_qty - e->old_done_qty;
		uint64		first,
					last;

		if (e->done_qty != 0 && find_rows(rows, e->move_id, &first, &last))
			change *= exact_total(first, last) / e->done_qty;
		flow += event_stock_direction(e) * change;
	}
	query_end(&scope);
	return flow;
}

/* Columns of the query that names keys. */
enum
{
	K_ORD = 1, K_ROUNDING, K_COST, K_WAREHOUSE, K_CATEGORY, K_UNIT, K_PRODUCT_NAME,
	K_LOCATION_NAME, K_LOT_NAME, K_PICKING_NAME, K_ACTOR_NAME, K_COUNTER, K_COUNTER_NAME
};

static char *
names_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, (%1$s)::float8, %2$s,"
					" COALESCE(kt.warehouse_id, l.warehouse_id), c.parent_path,"
					" COALESCE(pu.name ->> 'en_US', pu.name #>> '{}'),"
					" COALESCE('[' || NULLIF(pp.default_code, '') || '] ', '')"
					" || COALESCE(pt.name ->> 'en_US', pt.name #>> '{}'),"
					" l.complete_name, lot.name, k.name, ap.name, u.counter_id, cp.name"
					" FROM unnest($1, $2, $3, $4, $5, $6, $7, $8) WITH ORDINALITY"
					" u(product_id, company_id, location_id, lot_id, picking_id, type_id, actor_id,"
					" counter_id, ord)"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_location l ON l.id = u.location_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_lot lot ON lot.id = u.lot_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.picking_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking_type kt ON kt.id = u.type_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_users au ON au.id = u.actor_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner ap ON ap.id = au.partner_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_users cu ON cu.id = u.counter_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner cp ON cp.id = cu.partner_id",
					sql_uom_rounding(s, "pu"), sql_unit_cost(s, "u.product_id", "u.company_id"));
}

/* One int4[] out of a field of all lines. */
static Datum
pick_ids(const AdjustLine *lines, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &lines[i] + offset);
	return int_array(ids, n);
}

#define LINE_IDS(field) pick_ids(lines, n, offsetof(AdjustLine, field))

static Fact *
make_fact(const AdjustLine *line, uint64 row, bool want_groups, MemoryContext cxt)
{
	Fact	   *f = MemoryContextAllocZero(cxt, sizeof(Fact));
	MemoryContext old = MemoryContextSwitchTo(cxt);
	Location	loc;

	f->control = &adjustment_limit;
	f->model = line->move_id ? "stock.move" : "stock.quant";
	f->record_id = line->move_id;
	f->subject = psprintf("stock.quant:product=%d,location=%d,lot=%d,package=%d,owner=%d",
						  line->key.product_id, line->key.location_id, line->key.lot_id,
						  line->key.package_id, line->key.owner_id);
	f->scope.company_id = line->company_id;
	f->scope.operation_type_id = line->picking_type_id;
	f->scope.product_id = line->key.product_id;
	f->scope.warehouse_id = result_int(row, K_WAREHOUSE);
	f->scope.category_path = result_path(row, K_CATEGORY, cxt, &f->scope.category_path_length);
	directory_location(line->key.location_id, &loc, cxt);
	f->scope.location_path = loc.path;
	f->scope.location_path_length = loc.path_length;
	f->unit = result_text(row, K_UNIT, cxt);
	f->product_name = result_text(row, K_PRODUCT_NAME, cxt);
	f->location_name = result_text(row, K_LOCATION_NAME, cxt);
	f->lot_name = result_text(row, K_LOT_NAME, cxt);
	f->document = result_text(row, K_PICKING_NAME, cxt);
	if (f->document == NULL)
		f->document = line->move_id ? "Inventory adjustment" : "Quant written without a move";
	f->picking_id = line->picking_id;
	f->location_id = line->key.location_id;
	f->lot_id = line->key.lot_id;
	f->actor_id = line->actor_id;
	f->actor_name = result_text(row, K_ACTOR_NAME, cxt);
	f->counter_id = result_int(row, K_COUNTER);
	f->counter_name = result_text(row, K_COUNTER_NAME, cxt);
	if (want_groups)
		f->scope.actor = facts_actor(f->actor_id, cxt);
	MemoryContextSwitchTo(old);
	return f;
}

static void
load_names(const AdjustLine *lines, int n, const int32 *counters, bool want_groups,
		   MemoryContext cxt, AdjustFacts *out)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		args[8];
	QueryScope	scope;
	uint64		rows;

	args[0] = LINE_IDS(key.product_id);
	args[1] = LINE_IDS(company_id);
	args[2] = LINE_IDS(key.location_id);
	args[3] = LINE_IDS(key.lot_id);
	args[4] = LINE_IDS(picking_id);
	args[5] = LINE_IDS(picking_type_id);
	args[6] = LINE_IDS(actor_id);
	args[7] = int_array(counters, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[8];

		for (int i = 0; i < 8; i++)
			types[i] = INT4ARRAYOID;
		query_prepare(&query, s->generation, names_query(s), 8, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, K_ORD) - 1;

		out[ord].fact = make_fact(&lines[ord], i, want_groups, cxt);
		out[ord].rounding = result_float(i, K_ROUNDING);
		out[ord].unit_cost = result_float(i, K_COST);
	}
	query_end(&scope);
}

/* The quants of a line, before the transaction. */
typedef struct LineQuants
{
	int32	   *ids;
	int			n;
} LineQuants;

static void
load_books(const AdjustLine *lines, int n, MemoryContext cxt, AdjustFacts *out,
		   LineQuants *quants)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		args[5];
	QueryScope	scope;
	uint64		rows;

	args[0] = LINE_IDS(key.product_id);
	args[1] = LINE_IDS(key.location_id);
	args[2] = LINE_IDS(key.lot_id);
	args[3] = LINE_IDS(key.package_id);
	args[4] = LINE_IDS(key.owner_id);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[5];

		for (int i = 0; i < 5; i++)
			types[i] = INT4ARRAYOID;
		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4, sum(q.quantity)::float8, string_agg(q.id::text, '/')"
					  " FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
					  " u(product_id, location_id, lot_id, package_id, owner_id, ord)"
					  " JOIN " ODOO_SCHEMA ".stock_quant q ON q.product_id = u.product_id"
					  " AND q.location_id = u.location_id AND COALESCE(q.lot_id, 0) = u.lot_id"
					  " AND COALESCE(q.package_id, 0) = u.package_id"
					  " AND COALESCE(q.owner_id, 0) = u.owner_id"
					  " GROUP BY u.ord",
					  5, types);
	}
	rows = query_run(&query, args, NULL, SEE_BEFORE);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, 1) - 1;

		out[ord].book = result_float(i, 2);
		quants[ord].ids = result_path(i, 3, cxt, &quants[ord].n);
	}
	query_end(&scope);
}

/*
 * A key of several quants may be counted on each, and its moves come one by one:
 * then it cannot be told which count a move applies.
 */
static void
add_count(CountTaken *sum, const CountTaken *count)
{
	bool		another = sum->counter_id != 0;

	if (count->counter_id == 0)
		return;
	*sum = *count;
	if (another)
		sum->with_book = false;
}

/*
 * The counts of each line's quants. What is no count has only their counter; so
 * has what is counted and applied at once: nothing can have moved in between.
 */
static void
load_counts(const AdjustLine *lines, int n, const LineQuants *quants, AdjustFacts *out)
{
	int32	   *ids;
	CountTaken *found;
	int			total = 0;
	int			next = 0;

	for (int i = 0; i < n; i++)
		total += quants[i].n;
	if (total == 0)
		return;
	ids = palloc(sizeof(int32) * Max(total, 1));
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < quants[i].n; j++)
			ids[next++] = quants[i].ids[j];
	}
	found = counts_of(ids, total);
	next = 0;
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < quants[i].n; j++)
			add_count(&out[i].count, &found[next++]);
		if (!lines[i].is_count ||
			out[i].count.counted_at >= GetCurrentTransactionStartTimestamp())
			out[i].count.with_book = false;
	}
}

/* Who counted each line, where that was somebody else than who applies it; else 0. */
static int32 *
other_counters(const AdjustLine *lines, int n, const AdjustFacts *facts)
{
	int32	   *counters = palloc0(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
	{
		if (facts[i].count.counter_id != lines[i].actor_id)
			counters[i] = facts[i].count.counter_id;
	}
	return counters;
}

/* What was counted when the book said something else than now. */
static void
tell_count(AdjustFacts *facts, MemoryContext cxt)
{
	Fact	   *f = facts->fact;
	double		counted = facts->count.book + facts->count.difference;
	MemoryContext old;

	if (f == NULL)
		return;
	f->unit_cost = facts->unit_cost;
	f->rounding = facts->rounding;
	if (!facts->count.with_book || round_to(facts->count.book - facts->book, f->rounding) == 0)
		return;
	f->counted_book = round_to(facts->count.book, f->rounding);
	f->counted_difference = round_to(facts->count.difference, f->rounding);
	old = MemoryContextSwitchTo(cxt);
	f->words[0] = format_quantity(round_to(counted, f->rounding), f->unit);
	f->words[1] = format_quantity(f->counted_book, f->unit);
	MemoryContextSwitchTo(old);
}

AdjustFacts *
facts_adjust_load(const AdjustLine *lines, int n, bool want_groups, MemoryContext cxt)
{
	AdjustFacts *out = palloc0(sizeof(AdjustFacts) * Max(n, 1));
	LineQuants *quants = palloc0(sizeof(LineQuants) * Max(n, 1));

	if (n == 0)
		return out;
	load_books(lines, n, CurrentMemoryContext, out, quants);
	load_counts(lines, n, quants, out);
	load_names(lines, n, other_counters(lines, n, out), want_groups, cxt, out);
	for (int i = 0; i < n; i++)
		tell_count(&out[i], cxt);
	return out;
}

double *
facts_adjust_books(const AdjustLine *lines, int n)
{
	AdjustFacts *loaded = palloc0(sizeof(AdjustFacts) * Max(n, 1));
	LineQuants *quants = palloc0(sizeof(LineQuants) * Max(n, 1));
	double	   *books = palloc(sizeof(double) * Max(n, 1));

	load_books(lines, n, CurrentMemoryContext, loaded, quants);
	for (int i = 0; i < n; i++)
		books[i] = loaded[i].book;
	return books;
}

void
facts_adjust_measure(Fact *fact, double book, double net, double unit_cost, double rounding)
{
	fact->expected = round_to(book, rounding);
	fact->deviation = round_to(net, rounding);
	fact->actual = round_to(book + net, rounding);
	fact->value = fact->deviation * unit_cost;
}
