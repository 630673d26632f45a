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
#include "odoo/schema.h"

const Control *const controls[] = {
	&receipt_tolerance,
	&receipt_window,
	&unordered_receipt,
	&substitute_item,
	&receipt_price,
	&adjustment_limit,
	&done_edit,
	&backdating,
	&duties,
	&scrap_limit,
	&return_quantity,
	&return_window,
	&return_authorisation,
	&return_disposition,
	&refund_order,
	&cost_change,
	&quality_gate,
	&required_documents,
	&recount,
	&count_drift,
	&adjustment_window,
	&reason_required,
	&over_shipment,
	&backorder_cancel,
	&cancel_after_pick,
	&priority_change,
	&allocation_override,
	&maintenance_gate,
	&serial_custody,
	&negative_stock,
	&hold,
	&lot_substitution,
	&expiry,
	&product_location,
	&owner_crossing,
	&quarantine_exit,
	&customer_compliance,
	NULL
};

StaticAssertDecl(lengthof(controls) <= MAX_CONTROLS, "arrays by control have too few places");

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

int
control_index(const Control *c)
{
	int			i = 0;

	while (controls[i] != c)
		i++;
	return i;
}

int
control_slot(const Control *c, const char *name)
{
	for (int i = 0; i < c->nslots; i++)
	{
		if (strcmp(c->slots[i].name, name) == 0)
			return i;
	}
	return -1;
}

/* What the control lacked when Odoo's tables were last looked at. */
typedef struct KnownState
{
	uint64		epoch;
	const char *missing;
} KnownState;

/* Asked for every statement, so the answer is kept until some table has changed. */
const char *
control_missing(const Control *c)
{
	static KnownState known[MAX_CONTROLS];
	const OdooSchema *s = odoo_schema();
	int			i = control_index(c);

	if (s->missing != NULL)
		return s->missing;
	if (known[i].epoch != odoo_epoch())
	{
		known[i].epoch = odoo_epoch();
		known[i].missing = NULL;
		for (int r = 0; r < MAX_REQUIRED && c->requires[r] && !known[i].missing; r++)
			known[i].missing = odoo_lacks(c->requires[r]);
	}
	return known[i].missing;
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
		case LIMIT_DAYS:
			return "days";
		case LIMIT_HOURS:
			return "hours";
		case LIMIT_MINUTES:
			return "minutes";
		case LIMIT_COUNT:
			return "number";
	}
	return NULL;
}

PG_FUNCTION_INFO_V1(inventory_gov_control_catalog);

/*
 * control_catalog(): control, title, summary, parameter, unit, minimum,
 * maximum, meaning, standard (null but for settings); one row a parameter.
 * Validation reads the same structs.
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
			Datum		values[9];
			bool		nulls[9] = {0};

			values[0] = CStringGetTextDatum(c->name);
			values[1] = CStringGetTextDatum(c->title);
			values[2] = CStringGetTextDatum(c->summary);
			values[3] = CStringGetTextDatum(c->params[p].name);
			values[4] = CStringGetTextDatum(kind_unit(c->params[p].kind));
			values[5] = Float8GetDatum(0);
			values[6] = Float8GetDatum(c->params[p].max);
			values[7] = CStringGetTextDatum(c->params[p].meaning);
			values[8] = Float8GetDatum(c->params[p].standard);
			nulls[8] = c->params[p].slots != 0;
			tuplestore_putvalues(rsinfo->setResult, rsinfo->setDesc, values, nulls);
		}
	}
	return (Datum) 0;
}
