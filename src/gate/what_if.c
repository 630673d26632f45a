/*-------------------------------------------------------------------------
 * what_if.c
 *		Puts a made-up fact to a control: the decision alone, without Odoo, for
 *		whoever writes policies, and for tests of every limit from both sides.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "policy/policy.h"
#include "record/details.h"
#include "text/say.h"

#define WHAT_IF_COLUMNS 5

static double
number_or_zero(Jsonb *object, const char *key)
{
	double		x = jsonb_number(object, key);

	return isnan(x) ? 0 : x;
}

/* Refused counts of the same before. */
static void
made_up_rounds(Fact *fact, Jsonb *rounds)
{
	CountRound *list = palloc0(sizeof(CountRound) * JB_ROOT_COUNT(rounds));
	Jsonb	   *round;

	fact->rounds = list;
	while ((round = jsonb_element(rounds, fact->nrounds)) != NULL)
	{
		CountRound *r = &list[fact->nrounds++];

		r->counter_id = (int32) number_or_zero(round, "counter_id");
		r->book = number_or_zero(round, "book");
		r->counted = number_or_zero(round, "counted");
		r->hours = number_or_zero(round, "hours");
	}
}

/* actual - expected where no deviation is given. */
static Fact *
made_up_fact(const Control *control, Jsonb *given)
{
	Fact	   *fact = fact_new(control);

	(void) details_to_fact(given, fact);
	fact->expected = number_or_zero(given, "expected");
	fact->actual = number_or_zero(given, "actual");
	fact->deviation = jsonb_number(given, "deviation");
	if (isnan(fact->deviation))
		fact->deviation = fact->actual - fact->expected;
	fact->value = number_or_zero(given, "value");
	fact->document_qty = number_or_zero(given, "document_qty");
	fact->document_value = number_or_zero(given, "document_value");
	fact->document_lines = (int) number_or_zero(given, "document_lines");
	fact->actor_id = (int32) number_or_zero(given, "actor_id");
	fact->counter_id = (int32) number_or_zero(given, "counter_id");
	if (jsonb_member(given, "rounds") != NULL)
		made_up_rounds(fact, jsonb_member(given, "rounds"));
	fact->unit = jsonb_text(given, "unit");
	fact->product_name = jsonb_text(given, "product");
	fact->document = jsonb_text(given, "document");
	fact->order_name = jsonb_text(given, "order");
	fact->location_name = jsonb_text(given, "location");
	fact->lot_name = jsonb_text(given, "lot");
	fact->partner_name = jsonb_text(given, "partner");
	fact->actor_name = jsonb_text(given, "actor");
	fact->counter_name = jsonb_text(given, "counter");
	if (fact->product_name == NULL)
		fact->product_name = "?";
	if (fact->document == NULL)
		fact->document = "?";
	return fact;
}

PG_FUNCTION_INFO_V1(inventory_gov_what_if);

/* what_if(control, limits, fact): one row for each limit that is set and applies to the fact */
Datum
inventory_gov_what_if(PG_FUNCTION_ARGS)
{
	char	   *name = text_to_cstring(PG_GETARG_TEXT_PP(0));
	const Control *c = control_by_name(name);
	double		limits[MAX_SLOTS];
	double		settings[MAX_PARAMS];
	const ControlParam *params[MAX_SLOTS];
	char	   *pairs;
	Fact	   *fact;
	ReturnSetInfo *rsinfo;

	if (c == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("there is no control \"%s\"", name)));
	if (!JB_ROOT_IS_OBJECT(PG_GETARG_JSONB_P(2)))
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("a fact must be a JSON object"),
						errhint("For example '{\"expected\": 100, \"actual\": 106}'.")));
	IG_InitMaterializedSRF(fcinfo);
	rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	pairs = check_limits("what if", c, PG_GETARG_DATUM(1));
	limits_to_slots(c, pairs, limits, params);
	limits_to_settings(c, pairs, settings);
	fact = made_up_fact(c, PG_GETARG_JSONB_P(2));
	for (int s = 0; s < c->nslots; s++)
	{
		double		measured = c->measure(fact, s, settings);
		Datum		values[WHAT_IF_COLUMNS];
		bool		nulls[WHAT_IF_COLUMNS] = {0};

		if (isnan(limits[s]) || isnan(measured))
			continue;
		values[0] = CStringGetTextDatum(params[s]->name);
		values[1] = Float8GetDatum(measured);
		values[2] = Float8GetDatum(limits[s]);
		values[3] = BoolGetDatum(slot_broken(&c->slots[s], measured, limits[s]));
		values[4] = CStringGetTextDatum(c->describe(fact, s, ENGLISH));
		tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
	}
	return (Datum) 0;
}
