/*-------------------------------------------------------------------------
 * registry.c
 *		The list of controls, and what SQL can ask about them.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "funcapi.h"
#include "utils/builtins.h"

#include "controls/control.h"

const Control *const controls[] = {
	&receipt_tolerance,
	&adjustment_limit,
	NULL
};

const Control *
control_by_name(const char *name)
{
	for (int i = 0; controls[i] != NULL; i++)
	{
		if (strcmp(controls[i]->name, name) == 0)
			return controls[i];
	}
	return NULL;
}

const ControlParam *
control_param(const Control *c, const char *name)
{
	for (int i = 0; i < c->nparams; i++)
	{
		if (strcmp(c->params[i].name, name) == 0)
			return &c->params[i];
	}
	return NULL;
}

static const char *
kind_unit(LimitKind kind)
{
	switch (kind)
	{
		case LIMIT_PCT:
			return "percent";
		case LIMIT_QTY:
			return "product unit";
		case LIMIT_VALUE:
			return "company currency";
	}
	return NULL;
}

PG_FUNCTION_INFO_V1(inventory_gov_control_catalog);

/*
 * control_catalog(): control, title, summary, parameter, unit, minimum,
 * maximum, meaning; one row a parameter. Validation reads the same structs.
 */
Datum
inventory_gov_control_catalog(PG_FUNCTION_ARGS)
{
	ReturnSetInfo *rsinfo;

	IG_InitMaterializedSRF(fcinfo);
	rsinfo = (ReturnSetInfo *) fcinfo->resultinfo;
	for (int i = 0; controls[i] != NULL; i++)
	{
		const Control *c = controls[i];

		for (int p = 0; p < c->nparams; p++)
		{
			Datum		values[8];
			bool		nulls[8] = {0};

			values[0] = CStringGetTextDatum(c->name);
			values[1] = CStringGetTextDatum(c->title);
			values[2] = CStringGetTextDatum(c->summary);
			values[3] = CStringGetTextDatum(c->params[p].name);
			values[4] = CStringGetTextDatum(kind_unit(c->params[p].kind));
			values[5] = Float8GetDatum(0);
			values[6] = Float8GetDatum(c->params[p].max);
			values[7] = CStringGetTextDatum(c->params[p].meaning);
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	}
	return (Datum) 0;
}
