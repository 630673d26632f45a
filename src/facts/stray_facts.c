/*-------------------------------------------------------------------------
 * stray_facts.c
 *		Facts of unordered_receipt and substitute_item: what strays amount to,
 *		by transfer and product, since a line added to a done transfer is
 *		another move at every attempt.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "controls/inbound.h"
#include "facts/inbound_facts.h"
#include "facts/strays.h"

static const char *
stray_subject(const MoveEvent *e)
{
	if (e->picking_id != 0)
		return psprintf("stock.picking:%d product:%d", e->picking_id, e->product_id);
	return psprintf("stock.location:%d product:%d", e->location_dest_id, e->product_id);
}

/* One more of a fact that is there already, or a new fact. */
static List *
add_stray(List *facts, const FactRequest *request, const Stray *stray)
{
	const char *subject = stray_subject(stray->event);
	Fact	   *f;
	ListCell   *lc;

	foreach(lc, facts)
	{
		f = lfirst(lc);
		if (strcmp(f->subject, subject) == 0)
		{
			f->actual = f->deviation = f->deviation + stray->qty;
			return facts;
		}
	}
	f = goods_fact(request->control, stray->event, stray->qty);
	f->subject = subject;
	f->order_name = stray->order_name;
	f->partner_id = stray->partner_id;
	f->words[STRAY_REASON] = stray->line_not_in_force ? STRAY_NOT_IN_FORCE
		: stray->line_orders_nothing ? STRAY_ORDERS_NOTHING : NULL;
	f->words[STRAY_OUT] = stray->out ? "out" : NULL;
	f->words[STRAY_INSTEAD_OF] = stray->line_product_name;
	return lappend(facts, f);
}

/* Names and cost, and with them what the facts measure. */
static List *
finish(List *facts, const FactRequest *request)
{
	ListCell   *lc;

	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->actual = f->deviation = round_to(f->deviation, f->rounding);
		f->value = f->deviation * f->unit_cost;
		f->measured[STRAY_QTY] = f->deviation;
		f->measured[STRAY_VALUE] = f->value;
	}
	return facts;
}

/* The line of an order in force is enough, even for other goods: those are substitute_item's. */
List *
unordered_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	const Stray *strays = strays_in(events, n, &count);
	List	   *facts = NIL;

	for (int i = 0; i < count; i++)
	{
		if (strays[i].line_product_id == 0 && !strays[i].expected && !strays[i].declared)
			facts = add_stray(facts, request, &strays[i]);
	}
	return finish(facts, request);
}

static List *
add_substitutes(List *facts, const FactRequest *request, const Stray *strays, int n)
{
	for (int i = 0; i < n; i++)
	{
		const Stray *s = &strays[i];

		if (s->order_name != NULL && !s->expected && !s->declared && s->nordered > 0 &&
			!stray_is_ordered(s))
			facts = add_stray(facts, request, s);
	}
	return facts;
}

List *
substitute_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	const Stray *strays = strays_in(events, n, &count);
	List	   *facts = add_substitutes(NIL, request, strays, count);

	strays = strays_out(events, n, &count);
	return finish(add_substitutes(facts, request, strays, count), request);
}
