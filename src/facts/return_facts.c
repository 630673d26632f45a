/*-------------------------------------------------------------------------
 * return_facts.c
 *		Facts of return_quantity and return_window: goods that come back which
 *		the customer does not have, or has had for too long.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "utils/timestamp.h"

#include "controls/returns.h"
#include "facts/returned.h"

#define SLACK 1e-9				/* of sums of decimals */

/* A fact, and what it is held against. */
typedef struct OverFact
{
	Fact	   *fact;
	double		delivered;
} OverFact;

/* The fact of this subject among those there are. */
static OverFact *
find_over(OverFact *facts, int n, const char *subject)
{
	for (int i = 0; i < n; i++)
	{
		if (strcmp(facts[i].fact->subject, subject) == 0)
			return &facts[i];
	}
	return NULL;
}

/* ---- return_quantity ---- */

static bool
is_locked(const FactRequest *request)
{
	if (request->explain)
		return false;
	for (int s = 0; s < RETURN_QUANTITY_SLOTS; s++)
	{
		if (!isnan(request->active_floors[s]))
			return true;
	}
	return false;
}

/* Lines of one transfer and product add up. */
static void
add_over(OverFact *facts, int *n, const FactRequest *request, const Returned *r, double over,
		 double left, double delivered)
{
	OverFact   *known = find_over(facts, *n, returned_subject(r));
	Fact	   *f;

	if (known == NULL)
	{
		known = &facts[(*n)++];
		*known = (OverFact) {returned_fact(request->control, r, 0), delivered};
		if (r->taken_back)
			known->fact->words[RETURN_TAKEN_BACK] = "taken back";
	}
	f = known->fact;
	if (f->lot_id != r->line->lot_id)
		f->lot_id = 0;
	f->actual += r->qty;
	f->deviation += over;
	f->expected += isnan(left) ? 0 : Min(left, r->qty);
}

static void
measure_over(Fact *f, double delivered)
{
	f->deviation = round_to(f->deviation, f->rounding);
	f->actual = round_to(f->actual, f->rounding);
	f->expected = round_to(f->expected, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[RETURN_OVER_QTY] = f->deviation;
	f->measured[RETURN_OVER_VALUE] = f->value;
	f->measured[RETURN_OVER_PCT] = f->deviation == 0 ? 0 : delivered == 0 ? INFINITY
		: f->deviation / delivered * 100.0;
}

static List *
describe_over(const FactRequest *request, const OverFact *overs, int n)
{
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
		facts = lappend(facts, overs[i].fact);
	facts_describe(facts, request->want_groups);
	for (int i = 0; i < n; i++)
		measure_over(overs[i].fact, overs[i].delivered);
	return facts;
}

List *
return_quantity_facts(const FactRequest *request, const GoodsLine *lines, int n)
{
	int			count;
	const Returned *goods = returned_goods(lines, n, &count);
	OverFact   *overs;
	int			novers = 0;
	bool		any = request->explain;
	double	   *over;
	double	   *left;
	double	   *delivered;

	if (count == 0)
		return NIL;
	overs = palloc(sizeof(OverFact) * count);
	over = palloc(sizeof(double) * count);
	left = palloc(sizeof(double) * count);
	delivered = palloc(sizeof(double) * count);
	returned_balance(goods, count, is_locked(request), over, left, delivered);
	for (int i = 0; i < count; i++)
		any |= over[i] > SLACK;
	for (int i = 0; i < count && any; i++)
	{
		if (goods[i].qty > 0)
			add_over(overs, &novers, request, &goods[i], over[i], left[i], delivered[i]);
	}
	return describe_over(request, overs, novers);
}

/* ---- return_window ---- */

/* When the goods came: what is written around Odoo may leave an old date, but never the time of writing. */
static Timestamp
came_at(const GoodsLine *line)
{
	const MoveEvent *e = line->event;
	Timestamp	now = (Timestamp) GetCurrentTimestamp();	/* both count from the same moment, in UTC */

	if (e == NULL || e->projected)
		return now;
	return Max(e->date, e->written) > 0 ? Max(e->date, e->written) : now;
}

static double
whole_days(Timestamp from, Timestamp to)
{
	return to <= from ? 0 : floor((double) (to - from) / USECS_PER_DAY);
}

static char *
day_text(Timestamp at)
{
	struct pg_tm tm;
	fsec_t		fsec;

	if (timestamp2tm(at, NULL, &tm, &fsec, NULL, NULL) != 0)
		return NULL;
	return psprintf("%04d-%02d-%02d", tm.tm_year, tm.tm_mon, tm.tm_mday);
}

/* Approved is that so much comes back: the days go on while somebody decides. */
static Fact *
window_fact(const FactRequest *request, const Returned *r)
{
	Fact	   *f = returned_fact(request->control, r, r->qty);

	if (r->delivered == 0)
		f->measured[RETURN_UNKNOWN] = 1;
	else
	{
		f->measured[RETURN_DAYS] = whole_days(r->delivered, came_at(r->line));
		f->words[RETURN_DELIVERED_AT] = day_text(r->delivered);
	}
	return f;
}

static List *
add_late(List *facts, const FactRequest *request, const Returned *r)
{
	Fact	   *f = window_fact(request, r);
	ListCell   *lc;

	foreach(lc, facts)
	{
		Fact	   *known = lfirst(lc);

		if (strcmp(known->subject, f->subject) == 0)
		{
			known->actual += r->qty;
			return facts;
		}
	}
	return may_break(request, RETURN_DAYS, f->measured[RETURN_DAYS]) ||
		may_break(request, RETURN_UNKNOWN, f->measured[RETURN_UNKNOWN]) ? lappend(facts, f) : facts;
}

List *
return_window_facts(const FactRequest *request, const GoodsLine *lines, int n)
{
	int			count;
	const Returned *goods = returned_goods(lines, n, &count);
	List	   *facts = NIL;
	ListCell   *lc;

	for (int i = 0; i < count; i++)
	{
		if (!goods[i].taken_back && !goods[i].of_customer && goods[i].qty > 0)
			facts = add_late(facts, request, &goods[i]);
	}
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->actual = f->deviation = round_to(f->actual, f->rounding);
		f->value = f->actual * f->unit_cost;
	}
	return facts;
}
