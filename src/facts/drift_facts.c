/*-------------------------------------------------------------------------
 * drift_facts.c
 *		Facts about counts that are applied after stock has moved, or late.
 *
 * What is counted and applied in one transaction leaves no time for either.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/drift.h"
#include "facts/groups.h"

/* How much of what has moved since the applied count undoes; signed, rounded. */
static double
undone(const AdjustedLine *line)
{
	return round_to(line->fact->deviation - line->count->difference, line->fact->rounding);
}

static void
measure_drift(Fact *f, const AdjustedLine *line)
{
	double		book = round_to(line->count->book, f->rounding);
	double		size = fabs(f->deviation);
	double		hours = (GetCurrentTimestamp() - line->count->counted_at) / (double) USECS_PER_HOUR;

	f->measured[DRIFT_PCT] = size == 0 ? 0 : book == 0 ? INFINITY : size / fabs(book) * 100.0;
	f->measured[DRIFT_QTY] = size;
	f->measured[DRIFT_VALUE] = fabs(f->value);
	f->measured[DRIFT_HOURS] = hours;
}

static void
word_drift(Fact *f, const AdjustedLine *line)
{
	double		moved = round_to(line->book - line->count->book, f->rounding);
	double		counted = line->count->book + line->count->difference;

	f->words[0] = format_quantity(round_to(counted, f->rounding), f->unit);
	f->words[1] = format_quantity(round_to(line->count->book, f->rounding), f->unit);
	f->words[2] = moved == 0 ? NULL : format_quantity(fabs(moved), f->unit);
	f->words[3] = moved == 0 ? NULL : moved > 0 ? "in" : "out";
}

static Fact *
drift_fact(const AdjustedLine *line)
{
	Fact	   *f = fact_new(&count_drift);

	*f = *line->fact;
	f->control = &count_drift;
	memset(f->words, 0, sizeof(f->words));
	f->counted_difference = 0;
	f->deviation = undone(line);
	f->value = f->deviation * f->unit_cost;
	f->expected = round_to(f->actual - f->deviation, f->rounding);
	for (int s = 0; s < MAX_SLOTS; s++)
		f->measured[s] = NAN;
	measure_drift(f, line);
	return f;
}

/* A count that found nothing and posts nothing may be as old as it likes. */
static bool
says_something(const AdjustedLine *line)
{
	return line->count->with_book &&
		(line->fact->deviation != 0 || round_to(line->count->difference, line->fact->rounding) != 0);
}

List *
drift_from_lines(const FactRequest *request, const AdjustedLine *lines, int n)
{
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
	{
		bool		wanted = false;
		Fact	   *f;

		if (!says_something(&lines[i]))
			continue;
		f = drift_fact(&lines[i]);
		for (int s = 0; s < DRIFT_SLOTS && !wanted; s++)
			wanted = may_break(request, s, f->measured[s]);
		if (!wanted)
			continue;
		word_drift(f, &lines[i]);
		facts = lappend(facts, f);
	}
	return facts;
}

List *
drift_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	AdjustedLine *lines = facts_empty_counts(request, events, n, &count);

	return drift_from_lines(request, lines, count);
}
