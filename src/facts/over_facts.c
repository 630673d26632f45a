/*-------------------------------------------------------------------------
 * over_facts.c
 *		Facts of over_shipment: sale lines of which more has been delivered
 *		than was ordered.
 *
 * sale_lines() decides alone wherever all is in one unit and nothing deviates,
 * which is the daily case.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/outbound.h"
#include "facts/inbound_facts.h"
#include "facts/outbound_facts.h"
#include "facts/sale_lines.h"

/*
 * Could a policy have an objection? Exact where units agree, else "perhaps". A
 * line that orders nothing is what Odoo makes for goods that nobody ordered.
 */
static bool
is_suspect(const SaleLine *line)
{
	return line->found && line->over != NULL && line->ordered > 0 &&
		(line->mixed_units || line->over->projected || line->delivered > line->ordered);
}

static Fact *
make_fact(const SaleLine *line, const ExactSaleLine *exact)
{
	Fact	   *f = goods_fact(&over_shipment, line->over, 0);

	f->subject = psprintf("sale.order.line:%d", line->line_id);
	f->order_line_id = 0;		/* of a dropshipment the purchase's */
	f->order_name = exact->order_name;
	f->partner_id = exact->partner_id;
	f->expected = exact->ordered;
	f->actual = exact->delivered;
	return f;
}

static bool
limits_anything(const double *floors)
{
	for (int s = 0; s < SHIPPED_SLOTS; s++)
	{
		if (!isnan(floors[s]))
			return true;
	}
	return false;
}

/* Exact figures, in steps of the unit; what is not too much after all is dropped. */
static List *
finish(const FactRequest *request, List *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->expected = round_to(f->expected, f->rounding);
		f->actual = round_to(f->actual, f->rounding);
		f->deviation = round_to(f->actual - f->expected, f->rounding);
		f->value = f->deviation * f->unit_cost;
		if (f->deviation > 0 || request->explain)
			kept = lappend(kept, f);
	}
	return kept;
}

List *
over_shipment_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			nlines;
	const SaleLine *lines = sale_lines(events, n, limits_anything(request->active_floors), &nlines);
	const SaleLine **suspects = palloc(sizeof(SaleLine *) * Max(nlines, 1));
	ExactSaleLine *exact;
	List	   *facts = NIL;
	int			count = 0;

	for (int i = 0; i < nlines; i++)
	{
		if (is_suspect(&lines[i]))
			suspects[count++] = &lines[i];
	}
	exact = exact_sale_lines(suspects, count);
	for (int i = 0; i < count; i++)
	{
		if (exact[i].order_name != NULL)
			facts = lappend(facts, make_fact(suspects[i], &exact[i]));
	}
	return finish(request, facts);
}
