/*-------------------------------------------------------------------------
 * date_facts.c
 *		Facts about effective dates: the day something is done as of, held
 *		against today and the closed periods, where its company is.
 *
 * What is dated within an hour of now is dated now: Odoo takes the time before
 * it writes it, and midnight may lie between. Whatever else cannot break a
 * limit in any time zone is innocent without a query.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "controls/correction.h"
#include "facts/groups.h"
#include "odoo/directory.h"
#include "odoo/query.h"

/* One date to be judged, and what is dated by it. */
typedef struct DateCase
{
	const char *model;
	int32		id;
	int32		move_id;
	int32		picking_id;
	int32		picking_type_id;
	int32		company_id;
	int32		product_id;
	int32		from;
	int32		to;
	int32		actor_id;
	double		qty;
	bool		scrap;
	bool		only_closed;	/* changed today, but in the books of that day */
	Timestamp	at;
	DateADT		day;			/* DATEVAL_NOBEGIN: the day of at */
} DateCase;

/* Into and out of stock, by what lies on the other side. */
static const char *
operation_of(const DateCase *c)
{
	Location	from;
	Location	to;

	directory_location(c->from, &from, NULL);
	directory_location(c->to, &to, NULL);
	if (c->scrap || to.scrap)
		return "scrap";
	if (from.usage == USAGE_INVENTORY || to.usage == USAGE_INVENTORY)
		return "adjustment";
	if (from.usage == USAGE_PRODUCTION || to.usage == USAGE_PRODUCTION)
		return "production";
	if (to.usage == USAGE_CUSTOMER || to.usage == USAGE_SUPPLIER)
		return "delivery";
	if (from.usage == USAGE_CUSTOMER || from.usage == USAGE_SUPPLIER)
		return "receipt";
	return usage_is_stock(from.usage) && usage_is_stock(to.usage) ? "internal" : "other";
}

static bool
near_closed_period(const FactRequest *request, const DateCase *c, DateADT day)
{
	for (int i = 0; i < request->nclosed; i++)
	{
		const ClosedPeriod *p = &request->closed[i];

		/* a day on either side, for the time zone */
		if ((p->company_id == 0 || p->company_id == c->company_id) &&
			day >= p->from - 1 && day <= p->until + 1)
			return true;
	}
	return false;
}

/* Could it break a limit? Days are counted generously here, most of all where only a day is given. */
static bool
is_suspect(const FactRequest *request, const DateCase *c)
{
	Timestamp	at = c->day == DATEVAL_NOBEGIN ? c->at : (Timestamp) c->day * USECS_PER_DAY;
	double		days = (double) (GetCurrentTimestamp() - at) / USECS_PER_DAY;
	DateADT		day = (DateADT) floor((double) at / USECS_PER_DAY);

	if (request->explain)
		return true;
	if (!isnan(request->floors[CLOSED]) && near_closed_period(request, c, day))
		return true;
	if (c->only_closed || (c->day == DATEVAL_NOBEGIN && fabs(days) <= 1.0 / 24))
		return false;
	if (c->day == DATEVAL_NOBEGIN)
	{
		Timestamp	now = (Timestamp) GetCurrentTimestamp();	/* both count from the same moment, in UTC */

		return may_break(request, DAYS_BACK, days_at_most(at, now)) ||
			may_break(request, DAYS_AHEAD, days_at_most(now, at));
	}
	return (!isnan(request->floors[DAYS_BACK]) && days + 2 > request->floors[DAYS_BACK] && days > -1) ||
		(!isnan(request->floors[DAYS_AHEAD]) && 2 - days > request->floors[DAYS_AHEAD] && days < 1);
}

static Datum
text_array(const char *const *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = CStringGetTextDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* The moments and the days of all cases; where one is given the other is NULL. */
static void
date_arrays(const DateCase *cases, int n, Datum *moments, Datum *days)
{
	Datum	   *m = palloc(sizeof(Datum) * n);
	Datum	   *d = palloc(sizeof(Datum) * n);
	bool	   *m_null = palloc(sizeof(bool) * n);
	bool	   *d_null = palloc(sizeof(bool) * n);
	int			lower = 1;

	for (int i = 0; i < n; i++)
	{
		m[i] = TimestampGetDatum(cases[i].at);
		d[i] = DateADTGetDatum(cases[i].day);
		d_null[i] = cases[i].day == DATEVAL_NOBEGIN;
		m_null[i] = !d_null[i];
	}
	*moments = PointerGetDatum(construct_md_array(m, m_null, 1, &n, &lower, TIMESTAMPOID, 8,
												  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	*days = PointerGetDatum(construct_md_array(d, d_null, 1, &n, &lower, DATEOID, 4, true,
											   TYPALIGN_INT));
}

/* One thing that is dated so: asked for again, it is asked for by the same words. */
static char *
subject_of(const DateCase *c, const char *day)
{
	char	   *what = c->picking_id ? psprintf("stock.picking:%d", c->picking_id)
		: strcmp(c->model, "stock.move") != 0 ? psprintf("%s:%d", c->model, c->id)
		: psprintf("stock.move:product=%d,from=%d,to=%d", c->product_id, c->from, c->to);

	return c->only_closed ? psprintf("%s,changed=%d,date=%s", what, c->id, day)
		: psprintf("%s,date=%s", what, day);
}

/* Columns of the query. */
enum
{
	J_ORD = 1, J_DAY, J_BACK, J_CLOSED, J_FROM, J_UNTIL, J_NOTE
};

static Fact *
make_fact(const DateCase *c, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;
	Fact	   *f = fact_new(&backdating);
	int32		back = result_int(row, J_BACK);
	Location	dest;

	f->model = c->model;
	f->record_id = c->id;
	f->move_id = c->move_id;
	f->words[DATE_WORD_DAY] = result_text(row, J_DAY, cxt);
	f->words[DATE_WORD_FROM] = result_text(row, J_FROM, cxt);
	f->words[DATE_WORD_UNTIL] = result_text(row, J_UNTIL, cxt);
	f->words[DATE_WORD_NOTE] = result_text(row, J_NOTE, cxt);
	f->subject = subject_of(c, f->words[DATE_WORD_DAY]);
	f->measured[CLOSED] = result_int(row, J_CLOSED);
	if (!c->only_closed)
	{
		f->measured[DAYS_BACK] = Max(back, 0);
		f->measured[DAYS_AHEAD] = Max(-back, 0);
	}
	f->scope.company_id = c->company_id;
	f->scope.product_id = c->product_id;
	f->scope.operation_type_id = c->picking_type_id;
	directory_location(c->to, &dest, NULL);
	f->location_id = c->to != 0 && usage_is_stock(dest.usage) ? c->to : c->from;
	f->picking_id = c->picking_id;
	f->actor_id = c->actor_id;
	f->deviation = 1;			/* one operation; the day is in the subject */
	f->value = c->qty;			/* times the cost, which is not known yet */
	return f;
}

static bool
breaks_something(const FactRequest *request, const Fact *f)
{
	for (int s = 0; s < DATE_SLOTS; s++)
	{
		if (may_break(request, s, f->measured[s]))
			return true;
	}
	return false;
}

static void
name_document(Fact *f)
{
	f->value = f->value * f->unit_cost;
	if (f->document == NULL)
		f->document = f->product_name ? f->product_name : psprintf("%s %d", f->model, f->record_id);
}

/* Suspects only; one query for all of them, one for their names where something breaks. */
static List *
judge_cases(const FactRequest *request, const DateCase *cases, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *companies = palloc(sizeof(int32) * Max(n, 1));
	const char **operations = palloc(sizeof(char *) * Max(n, 1));
	List	   *facts = NIL;
	ListCell   *lc;
	Datum		args[4];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return NIL;
	for (int i = 0; i < n; i++)
	{
		companies[i] = cases[i].company_id;
		operations[i] = operation_of(&cases[i]);
	}
	args[0] = int_array(companies, n);
	args[1] = text_array(operations, n);
	date_arrays(cases, n, &args[2], &args[3]);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[4] = {INT4ARRAYOID, TEXTARRAYOID, TIMESTAMPARRAYOID, DATEARRAYOID};

		query_prepare(&query, 1,
					  "SELECT ord, to_char(day, 'YYYY-MM-DD'), days_back, closed,"
					  " to_char(from_day, 'YYYY-MM-DD'), to_char(until_day, 'YYYY-MM-DD'), note"
					  " FROM inventory_gov.judge_dates($1, $2, $3, $4) ORDER BY ord",
					  4, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		const DateCase *c = &cases[result_int(i, J_ORD) - 1];
		Fact	   *f = make_fact(c, i);
		bool		of_document = strcmp(c->model, "stock.picking") == 0;

		/* a transfer's own date is its moves' once more */
		if (breaks_something(request, f) && !(corrections_said(f->subject) && of_document))
			facts = lappend(facts, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
		name_document(lfirst(lc));
	return facts;
}

static void
case_of_event(DateCase *c, const MoveEvent *e)
{
	memset(c, 0, sizeof(*c));
	c->model = "stock.move";
	c->id = c->move_id = e->move_id;
	c->picking_id = e->picking_id;
	c->picking_type_id = e->picking_type_id;
	c->company_id = e->company_id;
	c->product_id = e->product_id;
	c->from = e->location_id;
	c->to = e->location_dest_id;
	c->actor_id = e->actor_id;
	c->qty = e->done_qty;
	c->scrap = e->scrap_id != 0;
	c->at = e->date;
	c->day = DATEVAL_NOBEGIN;
}

List *
date_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	DateCase   *cases = palloc(sizeof(DateCase) * Max(n, 1));
	int			suspects = 0;

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];

		/* something is done that was not; a confirmed count moves nothing */
		if (!e->done || e->date == 0 || e->done_qty == 0 ||
			(e->old_done_qty != 0 && !request->explain))
			continue;
		case_of_event(&cases[suspects], e);
		if (is_suspect(request, &cases[suspects]))
			suspects++;
	}
	return judge_cases(request, cases, suspects);
}

static void
case_of_edit(DateCase *c, const DoneEdit *e, bool dated_anew)
{
	const DoneValues *v = dated_anew ? &e->after : &e->before;

	memset(c, 0, sizeof(*c));
	c->model = e->of_line ? "stock.move.line" : "stock.move";
	c->id = e->id;
	c->move_id = e->move_id;
	c->picking_id = e->picking_id;
	c->picking_type_id = e->picking_type_id;
	c->company_id = e->company_id;
	c->product_id = v->ids[FIELD_PRODUCT];
	c->from = v->ids[FIELD_SOURCE];
	c->to = v->ids[FIELD_DESTINATION];
	c->actor_id = e->actor_id;
	c->qty = v->qty;
	c->scrap = e->scrap_id != 0;
	c->only_closed = !dated_anew;
	c->at = v->date;
	c->day = DATEVAL_NOBEGIN;
}

/* The day a correction is dated to, and the day it takes something away from. */
static int
cases_of_edits(const FactRequest *request, const Corrections *all, DateCase *cases)
{
	int			n = 0;

	for (int i = 0; i < all->nedits; i++)
	{
		const DoneEdit *e = &all->edits[i];

		if (e->kind == EDIT_ADDED)
			continue;
		case_of_edit(&cases[n], e, false);
		if (e->before.date != 0 && is_suspect(request, &cases[n]))
			n++;
		/* lines follow their move's date */
		if (e->of_line || e->kind != EDIT_CHANGED || e->before.date == e->after.date)
			continue;
		case_of_edit(&cases[n], e, true);
		if (is_suspect(request, &cases[n]))
			n++;
	}
	return n;
}

List *
date_from_corrections(const FactRequest *request, const Corrections *all)
{
	DateCase   *cases = palloc_extended(sizeof(DateCase) * ((Size) all->nedits * 2 + all->ndates + 1),
										 MCXT_ALLOC_HUGE);
	int			n = cases_of_edits(request, all, cases);

	for (int i = 0; i < all->ndates; i++)
	{
		const DatedRow *d = &all->dates[i];
		DateCase   *c = &cases[n];

		memset(c, 0, sizeof(*c));
		c->model = d->model;
		c->id = d->id;
		c->picking_id = d->picking_id;
		c->picking_type_id = d->picking_type_id;
		c->company_id = d->company_id;
		c->product_id = d->product_id;
		c->from = d->location_id;
		c->to = d->location_dest_id;
		c->actor_id = d->actor_id;
		c->scrap = strcmp(d->model, "stock.scrap") == 0;
		c->at = d->at;
		c->day = d->day;
		if (is_suspect(request, c))
			n++;
	}
	return judge_cases(request, cases, n);
}
