/*-------------------------------------------------------------------------
 * measure.c
 *		Arithmetic and number texts that every family of controls shares.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <float.h>
#include <math.h>

#include "controls/control.h"
#include "text/say.h"

/*
 * Quantities are sums of decimals kept in doubles; a limit of 10 % must not be
 * broken by 10.000000000000002. One part in 10^9 is far below any unit's
 * rounding and far above the error of a sum of thousands.
 */
#define RELATIVE_SLACK 1e-9

bool
slot_broken(const LimitSlot *slot, double measured, double limit)
{
	double		slack = RELATIVE_SLACK * Max(1.0, fabs(limit));

	return slot->minimum ? measured < limit - slack : measured > limit + slack;
}

Fact *
fact_new(const Control *control)
{
	Fact	   *fact = palloc0(sizeof(Fact));

	fact->control = control;
	for (int s = 0; s < MAX_SLOTS; s++)
		fact->measured[s] = NAN;
	return fact;
}

double
measure_given(const Fact *fact, int slot, const double *settings)
{
	return fact->measured[slot];
}

/* Half away from zero, as Odoo rounds. rounding 0 leaves qty as it is. */
double
round_to(double qty, double rounding)
{
	double		steps;

	if (rounding <= 0)
		return qty;
	steps = qty / rounding;
	/* nudge what lies a hair under a half step because of binary fractions */
	steps += copysign(RELATIVE_SLACK * Max(1.0, fabs(steps)), steps);
	return round(steps) * rounding;
}

/*
 * How far the fact deviates in the slot's direction and kind. Where nothing was
 * expected, any deviation is infinitely many percent: found stock must not slip
 * through a policy that knows percents only.
 */
double
measure_deviation(const Fact *fact, const LimitSlot *slot)
{
	double		size = fabs(fact->deviation);

	if (slot->direction != 0 && fact->deviation * slot->direction <= 0)
		return NAN;
	switch (slot->kind)
	{
		case LIMIT_PCT:
			return fact->expected == 0 ? (size > 0 ? INFINITY : 0)
				: size / fabs(fact->expected) * 100.0;
		case LIMIT_QTY:
			return size;
		case LIMIT_VALUE:
			return fabs(fact->value);
		default:
			return NAN;
	}
}

/* At most four decimals, no trailing zeros; a decimal point in every language. */
char *
format_number(double x)
{
	char	   *text = psprintf("%.4f", x);
	char	   *end = text + strlen(text) - 1;

	while (*end == '0')
		*end-- = '\0';
	if (*end == '.')
		*end = '\0';
	return strcmp(text, "-0") == 0 ? text + 1 : text;
}

char *
format_quantity(double x, const char *unit)
{
	return unit == NULL ? format_number(x) : psprintf("%s %s", format_number(x), unit);
}

char *
format_value(double x)
{
	return psprintf("%.2f", x);
}

char *
format_measure(LimitKind kind, double x, const char *unit, const char *lang)
{
	switch (kind)
	{
		case LIMIT_PCT:
			return psprintf("%s %%", format_number(x));
		case LIMIT_QTY:
			return format_quantity(x, unit);
		case LIMIT_VALUE:
			return say(lang, "%1$s in value", format_value(x));
		case LIMIT_DAYS:
			return say(lang, "%1$s days", format_number(x));
		case LIMIT_HOURS:
			return say(lang, "%1$s hours", format_number(x));
		case LIMIT_MINUTES:
			return say(lang, "%1$s minutes", format_number(x));
		case LIMIT_COUNT:
			return format_number(x);
	}
	return format_number(x);
}
