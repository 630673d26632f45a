/*-------------------------------------------------------------------------
 * empty_counts.c
 *		Counts that post nothing although they found a difference: what has moved
 *		since happens to be as much. No stock is adjusted, yet a loss is hidden.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "facts/groups.h"

static bool
is_empty_count(const MoveEvent *e)
{
	return e->is_count && e->done && !e->was_done && e->done_qty == 0 && !e->ahead &&
		event_is_between_stock_and_loss(e);
}

AdjustedLine *
facts_empty_counts(const FactRequest *request, const MoveEvent *events, int n, int *nlines)
{
	MoveEvent  *empty = palloc(sizeof(MoveEvent) * Max(n, 1));
	AdjustedLine *adjusted;
	AdjustLine *lines;
	AdjustFacts *facts;
	int			count = 0;
	int			loaded;

	*nlines = 0;
	for (int i = 0; i < n; i++)
	{
		if (is_empty_count(&events[i]))
			empty[count++] = events[i];
	}
	if (count == 0)
		return NULL;
	lines = facts_adjust_lines(empty, count, &loaded);
	facts = facts_adjust_load(lines, loaded, request->want_groups, CurrentMemoryContext);
	adjusted = palloc(sizeof(AdjustedLine) * Max(loaded, 1));
	for (int i = 0; i < loaded; i++)
	{
		if (facts[i].fact == NULL)
			continue;
		facts_adjust_measure(facts[i].fact, facts[i].book, 0, facts[i].unit_cost,
							 facts[i].rounding);
		adjusted[(*nlines)++] = (AdjustedLine) {&lines[i], facts[i].fact, facts[i].book,
		&facts[i].count};
	}
	return adjusted;
}
