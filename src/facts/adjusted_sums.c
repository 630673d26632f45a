/*-------------------------------------------------------------------------
 * adjusted_sums.c
 *		Facts of adjustment_window: what the subjects of adjusted lines (who
 *		applied and who counted, product, location, reason, quant key) add up to
 *		over the windows that policies have.
 *
 * The lines are remembered first, under the locks; one query then adds up all
 * that is remembered, this transaction included. explain() remembers nothing:
 * there the line is added to the sums by itself.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/timestamp.h"

#include "controls/window.h"
#include "facts/reason_facts.h"
#include "facts/adjusted_sums.h"
#include "odoo/query.h"

typedef enum SumKind
{
	SUM_USER, SUM_PRODUCT, SUM_LOCATION, SUM_REASON, SUM_QUANT, SUM_KINDS
} SumKind;

typedef struct Sum
{
	double		qty;
	double		value;
	double		times;
} Sum;

/* Subjects of one kind, each once, and their sums by window. */
typedef struct Subjects
{
	bool		wanted;			/* some policy limits them */
	int			n;
	int32	   *ids;			/* users, products, locations; of quants: the line */
	char	  **names;			/* reasons */
	Sum		   *sums;			/* [subject * nwindows + window] */
} Subjects;

typedef struct WindowSums
{
	int			nwindows;
	double	   *days;
	Subjects	of[SUM_KINDS];
} WindowSums;

static const struct
{
	SumKind		kind;
	bool		times;			/* measured by number, not by size */
	bool		value;
}			slot_sums[WINDOW_SLOTS] = {
	[WINDOW_USER_QTY] = {SUM_USER, false, false},
	[WINDOW_USER_VALUE] = {SUM_USER, false, true},
	[WINDOW_PRODUCT_QTY] = {SUM_PRODUCT, false, false},
	[WINDOW_PRODUCT_VALUE] = {SUM_PRODUCT, false, true},
	[WINDOW_LOCATION_VALUE] = {SUM_LOCATION, false, true},
	[WINDOW_REASON_VALUE] = {SUM_REASON, false, true},
	[WINDOW_QUANT_TIMES] = {SUM_QUANT, true, false},
};

/* ---- subjects ---- */

static int
subject_of(const Subjects *s, int32 id)
{
	for (int i = 0; i < s->n; i++)
	{
		if (s->ids[i] == id)
			return i;
	}
	return -1;
}

static void
add_subject(Subjects *s, int32 id)
{
	if (s->wanted && id != 0 && subject_of(s, id) < 0)
		s->ids[s->n++] = id;
}

static int
reason_of(const Subjects *s, const char *name)
{
	for (int i = 0; name != NULL && i < s->n; i++)
	{
		if (strcmp(s->names[i], name) == 0)
			return i;
	}
	return -1;
}

/* Limits are rarely set for all: nothing is asked about what nobody limits. */
static void
find_wanted(const FactRequest *request, WindowSums *w)
{
	for (int s = 0; s < WINDOW_SLOTS; s++)
	{
		if (!isnan(request->floors[s]))
			w->of[slot_sums[s].kind].wanted = true;
	}
}

static void
find_windows(const FactRequest *request, WindowSums *w)
{
	ListCell   *lc;

	w->days = palloc(sizeof(double) * Max(list_length(request->settings), 1));
	foreach(lc, request->settings)
		w->days[w->nwindows++] = ((const double *) lfirst(lc))[WINDOW_DAYS];
}

static void
find_subjects(WindowSums *w, const AdjustedLine *lines, int n, char **codes)
{
	for (int k = 0; k < SUM_KINDS; k++)
	{
		w->of[k].ids = palloc(sizeof(int32) * 2 * Max(n, 1));
		w->of[k].names = palloc(sizeof(char *) * Max(n, 1));
	}
	for (int i = 0; i < n; i++)
	{
		add_subject(&w->of[SUM_USER], lines[i].line->actor_id);
		add_subject(&w->of[SUM_USER], lines[i].fact->counter_id);
		add_subject(&w->of[SUM_PRODUCT], lines[i].line->key.product_id);
		add_subject(&w->of[SUM_LOCATION], lines[i].line->key.location_id);
		if (w->of[SUM_REASON].wanted && codes[i] && reason_of(&w->of[SUM_REASON], codes[i]) < 0)
			w->of[SUM_REASON].names[w->of[SUM_REASON].n++] = codes[i];
		if (w->of[SUM_QUANT].wanted)
			w->of[SUM_QUANT].ids[w->of[SUM_QUANT].n++] = i;
	}
	for (int k = 0; k < SUM_KINDS; k++)
		w->of[k].sums = palloc0(sizeof(Sum) * Max(w->of[k].n * w->nwindows, 1));
}

/* ---- sums ---- */

static Datum
names_array(char **names, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = CStringGetTextDatum(names[i]);
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

static Datum
times_array(const WindowSums *w, TimestampTz *earliest)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(w->nwindows, 1));
	TimestampTz now = GetCurrentTimestamp();

	*earliest = now;
	for (int i = 0; i < w->nwindows; i++)
	{
		TimestampTz from = now - (TimestampTz) (w->days[i] * USECS_PER_DAY);

		elems[i] = TimestampTzGetDatum(from);
		*earliest = Min(*earliest, from);
	}
	return PointerGetDatum(construct_array(elems, w->nwindows, TIMESTAMPTZOID, 8,
										   FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* The part of a quant key at offset, of the lines that are subjects. */
static Datum
key_part(const Subjects *quants, const AdjustedLine *lines, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(quants->n, 1));

	for (int i = 0; i < quants->n; i++)
		ids[i] = *(const int32 *) ((const char *) &lines[quants->ids[i]].line->key + offset);
	return int_array(ids, quants->n);
}

#define SUM_ARGS 12

#define KEY_COLUMNS "a.txn, a.product_id, a.location_id, a.lot_id, a.package_id, a.owner_id"
#define NETTED(kind, subjects, condition) \
	"SELECT " kind ", u.n, max(a.at), sum(a.qty), sum(a.value) FROM " subjects \
	" JOIN inventory_gov.adjustment a ON " condition " AND a.at > $11" \
	" AND NOT COALESCE(a.move_id = ANY ($12), false) GROUP BY u.n, " KEY_COLUMNS

/* Rows of one key and transaction are one adjustment; adjustments add up without their signs. */
static const char *const sums_query =
"WITH netted (kind, subject, at, qty, value) AS ("
NETTED("0", "unnest($1) WITH ORDINALITY u(id, n)", "a.actor_id = u.id")
" UNION ALL "
NETTED("0", "unnest($1) WITH ORDINALITY u(id, n)",
	   "a.counter_id = u.id AND a.counter_id <> a.actor_id")
" UNION ALL "
NETTED("1", "unnest($2) WITH ORDINALITY u(id, n)", "a.product_id = u.id")
" UNION ALL "
NETTED("2", "unnest($3) WITH ORDINALITY u(id, n)", "a.location_id = u.id")
" UNION ALL "
NETTED("3", "unnest($4) WITH ORDINALITY u(name, n)", "a.reason = u.name")
" UNION ALL "
NETTED("4", "unnest($5, $6, $7, $8, $9) WITH ORDINALITY"
	   " u(product_id, location_id, lot_id, package_id, owner_id, n)",
	   "a.product_id = u.product_id AND a.location_id = u.location_id AND a.lot_id = u.lot_id"
	   " AND a.package_id = u.package_id AND a.owner_id = u.owner_id")
") SELECT kind, subject::int4, w.n::int4, sum(abs(qty)), sum(abs(value)),"
" count(*)::float8 FROM netted, unnest($10) WITH ORDINALITY w(since, n)"
" WHERE at > w.since AND abs(qty) > 1e-9 GROUP BY 1, 2, 3";

static void
sum_args(Datum *args, const WindowSums *w, const AdjustedLine *lines, const int32 *without,
		 int nwithout)
{
	const Subjects *quants = &w->of[SUM_QUANT];
	TimestampTz earliest;

	args[0] = int_array(w->of[SUM_USER].ids, w->of[SUM_USER].n);
	args[1] = int_array(w->of[SUM_PRODUCT].ids, w->of[SUM_PRODUCT].n);
	args[2] = int_array(w->of[SUM_LOCATION].ids, w->of[SUM_LOCATION].n);
	args[3] = names_array(w->of[SUM_REASON].names, w->of[SUM_REASON].n);
	args[4] = key_part(quants, lines, offsetof(QuantKey, product_id));
	args[5] = key_part(quants, lines, offsetof(QuantKey, location_id));
	args[6] = key_part(quants, lines, offsetof(QuantKey, lot_id));
	args[7] = key_part(quants, lines, offsetof(QuantKey, package_id));
	args[8] = key_part(quants, lines, offsetof(QuantKey, owner_id));
	args[9] = times_array(w, &earliest);
	args[10] = TimestampTzGetDatum(earliest);
	args[11] = int_array(without, nwithout);
}

static void
prepare_sums(KeptQuery *query)
{
	Oid			types[SUM_ARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, TEXTARRAYOID,
		INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
	TIMESTAMPTZARRAYOID, TIMESTAMPTZOID, INT4ARRAYOID};

	query_prepare(query, 1, sums_query, SUM_ARGS, types);
}

/* without: moves whose rows are left out. */
static void
load_sums(WindowSums *w, const AdjustedLine *lines, const int32 *without, int nwithout)
{
	static KeptQuery query;
	Datum		args[SUM_ARGS];
	QueryScope	scope;
	uint64		rows;

	sum_args(args, w, lines, without, nwithout);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		prepare_sums(&query);
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Subjects   *s = &w->of[result_int(i, 1)];
		Sum		   *sum = &s->sums[(result_int(i, 2) - 1) * w->nwindows + result_int(i, 3) - 1];

		sum->qty = result_float(i, 4);
		sum->value = result_float(i, 5);
		sum->times = result_float(i, 6);
	}
	query_end(&scope);
}

static void
add_to_sums(WindowSums *w, SumKind kind, int subject, const Fact *fact)
{
	for (int i = 0; subject >= 0 && i < w->nwindows; i++)
	{
		Sum		   *sum = &w->of[kind].sums[subject * w->nwindows + i];

		sum->qty += fabs(fact->deviation);
		sum->value += fabs(fact->value);
		sum->times += 1;
	}
}

/* explain(): as if the lines were done now; what they have left behind already does not count twice. */
static void
imagine(WindowSums *w, const AdjustedLine *lines, int n, char **codes)
{
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		moves[i] = lines[i].line->move_id;
	load_sums(w, lines, moves, n);
	for (int i = 0; i < n; i++)
	{
		const AdjustLine *line = lines[i].line;
		const Fact *fact = lines[i].fact;

		add_to_sums(w, SUM_USER, subject_of(&w->of[SUM_USER], line->actor_id), fact);
		if (fact->counter_id != line->actor_id)
			add_to_sums(w, SUM_USER, subject_of(&w->of[SUM_USER], fact->counter_id), fact);
		add_to_sums(w, SUM_PRODUCT, subject_of(&w->of[SUM_PRODUCT], line->key.product_id), fact);
		add_to_sums(w, SUM_LOCATION, subject_of(&w->of[SUM_LOCATION], line->key.location_id), fact);
		add_to_sums(w, SUM_REASON, reason_of(&w->of[SUM_REASON], codes[i]), fact);
		add_to_sums(w, SUM_QUANT, subject_of(&w->of[SUM_QUANT], i), fact);
	}
}

/* ---- facts ---- */

static double
amount(int slot, const Sum *sum)
{
	return slot_sums[slot].times ? sum->times : slot_sums[slot].value ? sum->value : sum->qty;
}

static bool
measure_sum(const FactRequest *request, Fact *fact, SumKind kind, const Sum *sum)
{
	bool		may = false;

	for (int s = 0; s < WINDOW_SLOTS; s++)
	{
		if (slot_sums[s].kind != kind)
			continue;
		fact->measured[s] = amount(s, sum);
		may |= may_break(request, s, fact->measured[s]);
	}
	return may;
}

/* An approval covers these: what the subject adds up to, or the how manieth adjustment it is. */
static void
size_sum(Fact *fact, SumKind kind, const Sum *sum)
{
	fact->deviation = kind == SUM_QUANT ? sum->times : sum->qty;
	fact->value = kind == SUM_QUANT ? 0 : sum->value;
	fact->expected = 0;
	fact->actual = fact->deviation;
	if (kind != SUM_PRODUCT)
		fact->unit = NULL;
}

/* The line's fact turned into one of the window: scope and names are the line's. */
static Fact *
window_fact(const AdjustedLine *line, double days)
{
	Fact	   *fact = palloc(sizeof(Fact));

	*fact = *line->fact;
	fact->control = &adjustment_window;
	fact->window = days;
	fact->details = NULL;
	memset(fact->words, 0, sizeof(fact->words));
	fact->words[WINDOW_WORD_DAYS] = format_number(days);
	for (int s = 0; s < MAX_SLOTS; s++)
		fact->measured[s] = NAN;
	return fact;
}

/* Facts of one subject that a line belongs to, a window each. */
static List *
add_facts(List *facts, const FactRequest *request, const WindowSums *w, const AdjustedLine *line,
		  SumKind kind, int subject, const char *identity, const char *whose)
{
	for (int i = 0; subject >= 0 && i < w->nwindows; i++)
	{
		const Sum  *sum = &w->of[kind].sums[subject * w->nwindows + i];
		Fact	   *fact = window_fact(line, w->days[i]);

		if (!measure_sum(request, fact, kind, sum))
			continue;
		size_sum(fact, kind, sum);
		fact->subject = identity;
		fact->words[WINDOW_WORD_WHOSE] = whose;
		facts = lappend(facts, fact);
	}
	return facts;
}

static const char *
quant_words(const Fact *fact)
{
	return psprintf("%s%s%s, %s", fact->product_name, fact->lot_name ? ", " : "",
					fact->lot_name ? fact->lot_name : "",
					fact->location_name ? fact->location_name : "?");
}

static List *
facts_of_line(List *facts, const FactRequest *request, const WindowSums *w,
			  const AdjustedLine *lines, int i, const char *code)
{
	const AdjustedLine *l = &lines[i];
	const Fact *f = l->fact;
	const QuantKey *key = &l->line->key;

	facts = add_facts(facts, request, w, l, SUM_USER,
					  subject_of(&w->of[SUM_USER], l->line->actor_id),
					  psprintf("adjusted:user=%d", l->line->actor_id), f->actor_name);
	if (f->counter_id != 0)		/* who, as the line's counter, cannot approve it */
		facts = add_facts(facts, request, w, l, SUM_USER,
						  subject_of(&w->of[SUM_USER], f->counter_id),
						  psprintf("adjusted:user=%d", f->counter_id), f->counter_name);
	facts = add_facts(facts, request, w, l, SUM_PRODUCT,
					  subject_of(&w->of[SUM_PRODUCT], key->product_id),
					  psprintf("adjusted:product=%d", key->product_id), f->product_name);
	facts = add_facts(facts, request, w, l, SUM_LOCATION,
					  subject_of(&w->of[SUM_LOCATION], key->location_id),
					  psprintf("adjusted:location=%d", key->location_id), f->location_name);
	facts = add_facts(facts, request, w, l, SUM_REASON, reason_of(&w->of[SUM_REASON], code),
					  psprintf("adjusted:reason=%s", code ? code : ""), code);
	return add_facts(facts, request, w, l, SUM_QUANT, subject_of(&w->of[SUM_QUANT], i),
					 f->subject, quant_words(f));
}

/* explain() tells all limits of a line in one fact a window; of two users the one with more counts. */
static List *
facts_to_explain(List *facts, const WindowSums *w, const AdjustedLine *lines, int i,
				 const char *code)
{
	const AdjustedLine *l = &lines[i];
	int			subjects[SUM_KINDS] = {
		[SUM_USER] = subject_of(&w->of[SUM_USER], l->line->actor_id),
		[SUM_PRODUCT] = subject_of(&w->of[SUM_PRODUCT], l->line->key.product_id),
		[SUM_LOCATION] = subject_of(&w->of[SUM_LOCATION], l->line->key.location_id),
		[SUM_REASON] = reason_of(&w->of[SUM_REASON], code),
		[SUM_QUANT] = subject_of(&w->of[SUM_QUANT], i),
	};
	int			counter = subject_of(&w->of[SUM_USER], l->fact->counter_id);

	for (int d = 0; d < w->nwindows; d++)
	{
		Fact	   *fact = window_fact(l, w->days[d]);

		for (int s = 0; s < WINDOW_SLOTS; s++)
		{
			SumKind		kind = slot_sums[s].kind;

			if (subjects[kind] >= 0)
				fact->measured[s] = amount(s, &w->of[kind].sums[subjects[kind] * w->nwindows + d]);
			if (kind == SUM_USER && counter >= 0)
				fact->measured[s] = Max(fact->measured[s],
										amount(s, &w->of[kind].sums[counter * w->nwindows + d]));
		}
		facts = lappend(facts, fact);
	}
	return facts;
}

/* What was remembered of them is taken back. */
void
window_adjusted_back(const FactRequest *request, const AdjustedLine *lines, int n)
{
	adjustments_remember(lines, n, palloc0(sizeof(char *) * n));
}

List *
window_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n)
{
	WindowSums	w = {0};
	List	   *facts = NIL;
	char	  **codes;

	if (!request->explain)
		window_lock_lines(request, lines, n);
	codes = reason_codes(lines, n, !request->explain);
	find_windows(request, &w);
	find_wanted(request, &w);
	find_subjects(&w, lines, n, codes);
	if (request->explain)
		imagine(&w, lines, n, codes);
	else
	{
		adjustments_remember(lines, n, codes);
		load_sums(&w, lines, NULL, 0);
	}
	for (int i = 0; i < n; i++)
		facts = request->explain ? facts_to_explain(facts, &w, lines, i, codes[i])
			: facts_of_line(facts, request, &w, lines, i, codes[i]);
	return facts;
}
