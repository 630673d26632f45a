/*-------------------------------------------------------------------------
 * window_facts.c
 *		Facts of receipt_window: purchase lines whose goods come on another day
 *		than planned.
 *
 * The two moments alone tell how many days at most lie between them, in
 * whatever time zone. Only where that may break a limit is the place's zone,
 * and the company's calendar where a policy asks for it, looked up.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "controls/inbound.h"
#include "facts/inbound_facts.h"
#include "facts/receipt_lines.h"
#include "odoo/query.h"

/* Columns of receipt_days(). */
enum
{
	W_ORD = 1, W_PLANNED, W_CAME, W_DAYS, W_WORKING
};

#define NARGS 5

/*
 * When the goods came. Odoo dates a move when it does it, and says when it
 * wrote the row, which no user can set. A state written around it leaves the
 * date of the plan: then the other tells, so whichever is worse.
 */
static Timestamp
came_at(const ReceiptLine *line)
{
	const MoveEvent *e = line->brought;

	if (e->projected && !e->was_done)
		return (Timestamp) GetCurrentTimestamp();	/* both count from the same moment, in UTC */
	if (e->written == 0)
		return e->date;
	return Max(e->date, e->written) > line->planned ? Max(e->date, e->written)
		: Min(e->date, e->written);
}

static bool
is_suspect(const FactRequest *request, const ReceiptLine *line)
{
	double		late;
	double		early;

	if (line->brought == NULL || !line->found || !line->has_date)
		return false;
	late = days_at_most(line->planned, came_at(line));
	early = days_at_most(came_at(line), line->planned);
	return may_break(request, WINDOW_EARLY, early) || may_break(request, WINDOW_LATE, late) ||
		may_break(request, WINDOW_EARLY_WORKING, early) ||
		may_break(request, WINDOW_LATE_WORKING, late);
}

/* Lines to look at closely; what was returned and comes back is late by nature. */
static const ReceiptLine **
find_suspects(const FactRequest *request, const MoveEvent *events, int n, int *nsuspects)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, false, &nlines);
	const ReceiptLine **suspects = palloc(sizeof(ReceiptLine *) * Max(nlines, 1));
	const MoveEvent **brought = palloc(sizeof(MoveEvent *) * Max(nlines, 1));
	bool	   *genuine = palloc(sizeof(bool) * Max(nlines, 1));
	int			count = 0;

	for (int i = 0; i < nlines; i++)
	{
		if (!is_suspect(request, &lines[i]))
			continue;
		brought[count] = lines[i].brought;
		suspects[count++] = &lines[i];
	}
	genuine_returns(brought, count, genuine);
	*nsuspects = 0;
	for (int i = 0; i < count; i++)
	{
		if (!genuine[i])
			suspects[(*nsuspects)++] = suspects[i];
	}
	return suspects;
}

static Datum
timestamp_array(Datum *values, int n)
{
	return PointerGetDatum(construct_array(values, n, TIMESTAMPOID, sizeof(Timestamp),
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

static void
make_args(const ReceiptLine *const *lines, int n, bool working, Datum *args)
{
	Datum	   *planned = palloc(sizeof(Datum) * n);
	Datum	   *came = palloc(sizeof(Datum) * n);
	int32	   *types = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
	{
		planned[i] = TimestampGetDatum(lines[i]->planned);
		came[i] = TimestampGetDatum(came_at(lines[i]));
		types[i] = lines[i]->brought->picking_type_id;
		companies[i] = lines[i]->brought->company_id;
	}
	args[0] = timestamp_array(planned, n);
	args[1] = timestamp_array(came, n);
	args[2] = int_array(types, n);
	args[3] = int_array(companies, n);
	args[4] = BoolGetDatum(working);
}

static void
set_days(Fact *f, uint64 row, bool working)
{
	int			days = result_int(row, W_DAYS);
	int			working_days = result_int(row, W_WORKING);

	f->measured[WINDOW_EARLY] = Max(-days, 0);
	f->measured[WINDOW_LATE] = Max(days, 0);
	if (working)
	{
		f->measured[WINDOW_EARLY_WORKING] = Max(-working_days, 0);
		f->measured[WINDOW_LATE_WORKING] = Max(working_days, 0);
	}
	f->words[WINDOW_PLANNED] = result_text(row, W_PLANNED, CurrentMemoryContext);
	f->words[WINDOW_CAME] = result_text(row, W_CAME, CurrentMemoryContext);
}

/* Fills in the days of facts[i], which is about lines[i]. */
static void
measure_days(const ReceiptLine *const *lines, Fact **facts, int n, bool working)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[NARGS];
	QueryScope	scope;
	uint64		rows;

	make_args(lines, n, working, args);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[NARGS] = {TIMESTAMPARRAYOID, TIMESTAMPARRAYOID, INT4ARRAYOID, INT4ARRAYOID, BOOLOID};

		query_prepare(&query, 1,
					  "SELECT d.ord, to_char(d.planned_on, 'YYYY-MM-DD'),"
					  " to_char(d.came_on, 'YYYY-MM-DD'), d.days, d.working_days"
					  " FROM inventory_gov.receipt_days($1, $2, $3, $4, $5) d",
					  NARGS, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);

		set_days(facts[result_int(i, W_ORD) - 1], i, working);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
}

List *
window_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	const ReceiptLine **lines = find_suspects(request, events, n, &count);
	Fact	  **facts = palloc(sizeof(Fact *) * Max(count, 1));
	double	   *qty = palloc(sizeof(double) * Max(count, 1));
	bool		working = !isnan(request->floors[WINDOW_EARLY_WORKING]) ||
		!isnan(request->floors[WINDOW_LATE_WORKING]);
	List	   *all = NIL;

	if (count == 0)
		return NIL;
	exact_brought(lines, count, events, n, qty);
	for (int i = 0; i < count; i++)
	{
		facts[i] = goods_fact(request->control, lines[i]->brought, qty[i]);
		facts[i]->subject = psprintf("purchase.order.line:%d", lines[i]->line_id);
		all = lappend(all, facts[i]);
	}
	measure_days(lines, facts, count, working);
	facts_describe(all, request->want_groups);
	for (int i = 0; i < count; i++)
		facts[i]->value = facts[i]->deviation * facts[i]->unit_cost;
	return all;
}
