/*-------------------------------------------------------------------------
 * limits.c
 *		Limits of a policy: checked against the declaration of its control, and
 *		spread over the control's slots.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "odoo/query.h"
#include "policy/policy.h"

static const char *const enforcement_names[] = {"flag", "approve", "block"};

const char *
enforcement_name(Enforcement e)
{
	return enforcement_names[e];
}

bool
enforcement_parse(const char *text, Enforcement *e)
{
	for (int i = 0; i < lengthof(enforcement_names); i++)
	{
		if (strcmp(text, enforcement_names[i]) == 0)
		{
			*e = (Enforcement) i;
			return true;
		}
	}
	return false;
}

static char *
param_names(const Control *c, bool without_settings)
{
	StringInfoData buf;

	initStringInfo(&buf);
	for (int i = 0; i < c->nparams; i++)
	{
		if (c->params[i].slots != 0 || !without_settings)
			appendStringInfo(&buf, "%s%s", buf.len ? ", " : "", c->params[i].name);
	}
	return buf.data;
}

/* Is a the stricter limit of the slot? */
static bool
stricter(const LimitSlot *slot, double a, double b)
{
	return slot->minimum ? a > b : a < b;
}

/*
 * Spread "name=number name=number" over the slots. Where two parameters fill
 * one slot the stricter limit bounds it.
 */
void
limits_to_slots(const Control *control, const char *pairs, double *limits,
				const ControlParam **params)
{
	char	   *copy = pstrdup(pairs ? pairs : "");
	char	   *save = NULL;

	for (int s = 0; s < MAX_SLOTS; s++)
	{
		limits[s] = NAN;
		params[s] = NULL;
	}
	for (char *pair = strtok_r(copy, " ", &save); pair; pair = strtok_r(NULL, " ", &save))
	{
		char	   *eq = strchr(pair, '=');
		const ControlParam *param;
		double		value;

		if (eq == NULL)
			continue;
		*eq = '\0';
		param = control_param(control, pair);
		if (param == NULL)
			continue;
		value = strtod(eq + 1, NULL);
		for (int s = 0; s < control->nslots; s++)
		{
			if ((param->slots & (1 << s)) &&
				(isnan(limits[s]) || stricter(&control->slots[s], value, limits[s])))
			{
				limits[s] = value;
				params[s] = param;
			}
		}
	}
}

/* What the pairs say of the control's settings; the standard where they are silent. */
void
limits_to_settings(const Control *control, const char *pairs, double *settings)
{
	char	   *copy = pstrdup(pairs ? pairs : "");
	char	   *save = NULL;

	for (int i = 0; i < control->nparams; i++)
		settings[i] = control->params[i].standard;
	for (char *pair = strtok_r(copy, " ", &save); pair; pair = strtok_r(NULL, " ", &save))
	{
		char	   *eq = strchr(pair, '=');
		const ControlParam *param;

		if (eq == NULL)
			continue;
		*eq = '\0';
		param = control_param(control, pair);
		if (param != NULL)
			settings[param - control->params] = strtod(eq + 1, NULL);
	}
}

/* One limit: known, a number, in range. Returns the parameter. */
static const ControlParam *
check_limit(const char *policy, const Control *c, const char *key, const char *type,
			const char *text)
{
	const ControlParam *param = control_param(c, key);
	double		value;

	if (param == NULL)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": control %s has no limit \"%s\"", policy, c->name, key),
						errdetail("Its limits are: %s.", param_names(c, false))));
	if (strcmp(type, "number") != 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": limit %s must be a number, not %s", policy, key,
							   strcmp(type, "null") == 0 ? "null" : text),
						errhint("Leave a limit out where a wider policy is to decide; unset never means unlimited.")));
	value = strtod(text, NULL);
	if (value < 0 || value > param->max)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\": limit %s = %s is out of range", policy, key, text),
						errdetail("It must be between 0 and %s: %s.", format_number(param->max),
								  param->meaning)));
	return param;
}

/*
 * gain_pct above pct could never be reached: the wider parameter of the same
 * policy refuses first. Say so instead of keeping a limit that does nothing.
 */
static void
check_overlap(const char *policy, const Control *c, const char *pairs)
{
	double		limits[MAX_SLOTS];
	const ControlParam *params[MAX_SLOTS];

	limits_to_slots(c, pairs, limits, params);
	for (int i = 0; i < c->nparams; i++)
	{
		const ControlParam *p = &c->params[i];
		char	   *needle = psprintf("%s=", p->name);
		const char *at = strncmp(pairs, needle, strlen(needle)) == 0 ? pairs
			: strstr(pairs, psprintf(" %s", needle));
		bool		effective = false;
		const ControlParam *other = NULL;

		if (at == NULL || p->slots == 0)
			continue;
		for (int s = 0; s < c->nslots; s++)
		{
			if (!(p->slots & (1 << s)))
				continue;
			if (params[s] == p)
				effective = true;
			else
				other = params[s];
		}
		if (!effective)
			ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
							errmsg("policy \"%s\": limit %s contradicts %s", policy, p->name, other->name),
							errdetail("%s is the stricter one and is always reached first.", other->name),
							errhint("Make %s stricter than %s, or leave it out.", p->name, other->name)));
	}
}

char *
check_limits(const char *policy, const Control *c, Datum limits)
{
	static KeptQuery query;
	StringInfoData pairs;
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	uint64		n;
	int			nlimits = 0;

	initStringInfo(&pairs);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = JSONBOID;

		query_prepare(&query, 1,
					  "SELECT key, jsonb_typeof(value), value #>> '{}' FROM"
					  " jsonb_each(CASE WHEN jsonb_typeof($1) = 'object' THEN $1 END) ORDER BY key",
					  1, &type);
	}
	n = query_run(&query, &limits, NULL, SEE_LATEST);
	for (uint64 i = 0; i < n; i++)
	{
		char	   *key = result_text(i, 1, cxt);
		char	   *text = result_text(i, 3, cxt);

		if (check_limit(policy, c, key, result_text(i, 2, cxt), text ? text : "null")->slots != 0)
			nlimits++;
		appendStringInfo(&pairs, "%s%s=%s", pairs.len ? " " : "", key, text);
	}
	query_end(&scope);
	if (nlimits == 0)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("policy \"%s\" sets no limit", policy),
						errdetail("Limits of %s are: %s.", c->name, param_names(c, true)),
						errhint("Give at least one, as in '{\"%s\": 5}'.", c->params[0].name)));
	check_overlap(policy, c, pairs.data);
	return pairs.data;
}
