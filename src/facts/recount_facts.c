/*-------------------------------------------------------------------------
 * recount_facts.c
 *		Facts about counts that somebody else has to repeat: what was found, and
 *		the refused counts of the same before it.
 *
 * Rounds are the refusals that are recorded; a count of the key that is applied
 * ends them, by a row in its own transaction. Who adjusts stock without a count
 * stands for it like a counter.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/json.h"

#include "controls/difference.h"
#include "facts/groups.h"
#include "odoo/query.h"

/* What of stock moved since hides in what is posted, or what is posted: the larger. */
static void
measure_recount(Fact *f, const AdjustedLine *line)
{
	const CountTaken *count = line->count;
	double		counted = count->with_book ? round_to(count->difference, f->rounding) : 0;

	if (fabs(counted) <= fabs(f->deviation))
		return;
	f->expected = round_to(count->book, f->rounding);
	f->deviation = counted;
	f->actual = round_to(count->book + count->difference, f->rounding);
	f->value = counted * f->unit_cost;
}

static Fact *
recount_fact(const AdjustedLine *line)
{
	Fact	   *f = fact_new(&recount);

	*f = *line->fact;
	f->control = &recount;
	memset(f->words, 0, sizeof(f->words));
	f->counted_difference = 0;
	measure_recount(f, line);
	return f;
}

static bool
may_be_due(const FactRequest *request, const Fact *f)
{
	for (int s = 0; s < DIFFERENCE_SLOTS; s++)
	{
		if (may_break(request, s, difference_measure(f, s)))
			return true;
	}
	return false;
}

/* ---- rounds ---- */

static Datum
subject_array(const List *facts)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(list_length(facts), 1));
	int			n = 0;
	ListCell   *lc;

	foreach(lc, facts)
		elems[n++] = CStringGetTextDatum(((Fact *) lfirst(lc))->subject);
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* The largest age at which a round stands, by any policy. */
static double
longest_hours(const FactRequest *request)
{
	return request->largest[control_param(&recount, "hours") - recount.params];
}

/* Rounds of each fact, in the facts' order; they are sorted by it. */
static void
load_rounds(const FactRequest *request, List *facts)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[2];
	CountRound *rounds;
	uint64		n;
	QueryScope	scope;

	args[0] = subject_array(facts);
	args[1] = Float8GetDatum(longest_hours(request));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTARRAYOID, FLOAT8OID};

		query_prepare(&query, 1,
					  "SELECT ord, counter_id, counter_name, book, counted, age"
					  " FROM inventory_gov.open_rounds($1, $2)", 2, types);
	}
	n = query_run(&query, args, NULL, SEE_LATEST);
	rounds = MemoryContextAlloc(cxt, sizeof(CountRound) * Max(n, 1));
	for (uint64 i = 0; i < n; i++)
	{
		Fact	   *f = list_nth(facts, result_int(i, 1) - 1);

		rounds[i].counter_id = result_int(i, 2);
		rounds[i].counter_name = result_text(i, 3, cxt);
		rounds[i].book = result_float(i, 4);
		rounds[i].counted = result_float(i, 5);
		rounds[i].hours = result_float(i, 6);
		if (f->nrounds++ == 0)
			f->rounds = &rounds[i];
	}
	query_end(&scope);
}

/* Their keys are counted now: it comes to an end with them, unless this is refused. */
static void
end_rounds(List *facts)
{
	static KeptQuery query;
	List	   *ended = NIL;
	ListCell   *lc;
	Datum		args[2];
	QueryScope	scope;

	foreach(lc, facts)
	{
		if (((Fact *) lfirst(lc))->nrounds > 0)
			ended = lappend(ended, lfirst(lc));
	}
	if (ended == NIL)
		return;
	args[0] = subject_array(ended);
	args[1] = Int32GetDatum(((Fact *) linitial(ended))->actor_id);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {TEXTARRAYOID, INT4OID};

		query_prepare(&query, 1, "INSERT INTO inventory_gov.recount_end (subject, actor_id)"
					  " SELECT s, $2 FROM unnest($1) s", 2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/* ---- words and record ---- */

static int32
counter_of(const Fact *f)
{
	return f->counter_id != 0 ? f->counter_id : f->actor_id;
}

static const char *
name_of(const Fact *f)
{
	const char *name = f->counter_id != 0 ? f->counter_name : f->actor_name;

	return name != NULL ? name : "?";
}

static void
word_rounds(Fact *f)
{
	StringInfoData rounds;
	StringInfoData counters;

	initStringInfo(&rounds);
	initStringInfo(&counters);
	for (int i = 0; i < f->nrounds; i++)
	{
		const CountRound *r = &f->rounds[i];
		const char *name = r->counter_name ? r->counter_name : "?";

		appendStringInfo(&rounds, "%s%s %s / %s", i > 0 ? ", " : "", name,
						 format_number(r->counted), format_number(r->book));
		if (r->counter_id == counter_of(f))
			f->words[2] = "again";
		else
			appendStringInfo(&counters, "%s, ", name);
	}
	appendStringInfoString(&counters, name_of(f));
	f->words[0] = f->nrounds > 0 ? rounds.data : NULL;
	f->words[1] = counters.data;
}

static void
append_round(StringInfo buf, int32 counter_id, const char *name, double book, double counted)
{
	appendStringInfo(buf, "{\"counter_id\":%d,\"counter\":", counter_id);
	escape_json(buf, name ? name : "?");
	appendStringInfo(buf, ",\"book\":%.6f,\"counted\":%.6f}", book, counted);
}

/* This count, which becomes a round if it is refused, and those before it. */
static char *
rounds_record(const Fact *f)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfoString(&buf, "{\"count\":");
	append_round(&buf, counter_of(f), name_of(f), f->expected, f->actual);
	appendStringInfoString(&buf, ",\"rounds\":[");
	for (int i = 0; i < f->nrounds; i++)
	{
		if (i > 0)
			appendStringInfoChar(&buf, ',');
		append_round(&buf, f->rounds[i].counter_id, f->rounds[i].counter_name, f->rounds[i].book,
					 f->rounds[i].counted);
	}
	appendStringInfoString(&buf, "]}");
	return buf.data;
}

/* ---- the group ---- */

List *
recount_from_lines(const FactRequest *request, const AdjustedLine *lines, int n)
{
	List	   *all = NIL;
	List	   *due = NIL;
	ListCell   *lc;

	/* in the order of the count: the lines come with the last one first */
	for (int i = n - 1; i >= 0; i--)
		all = lappend(all, recount_fact(&lines[i]));
	if (all == NIL)
		return NIL;
	load_rounds(request, all);
	if (!request->explain)
		end_rounds(all);
	foreach(lc, all)
	{
		Fact	   *f = lfirst(lc);

		if (!may_be_due(request, f))
			continue;
		word_rounds(f);
		f->details = rounds_record(f);
		due = lappend(due, f);
	}
	return due;
}

List *
recount_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	AdjustedLine *lines = facts_empty_counts(request, events, n, &count);

	return recount_from_lines(request, lines, count);
}
