/*-------------------------------------------------------------------------
 * gate.c
 *		Takes what a statement has collected through facts and decision to its
 *		effect; and looks once more before commit.
 *
 * Two moments. At the end of a statement moves are judged: an error raised
 * there reaches Odoo's user as a dialog. Before commit, quants that changed
 * without any move are judged: nothing earlier can tell, since Odoo promises no
 * order between a move and its quants. That error reaches the user as a
 * technical message; only writes around Odoo's own screens ever meet it.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "gate/gate.h"
#include "gate/journal.h"
#include "controls/correction.h"
#include "controls/duties.h"
#include "guc.h"
#include "odoo/query.h"
#include "facts/duty_facts.h"
#include "facts/facts.h"
#include "facts/groups.h"
#include "facts/releases.h"
#include "facts/hold_facts.h"
#include "odoo/schema.h"
#include "policy/tier.h"
#include "record/violation.h"

/* ---- decision ---- */

static List *
judge_facts(const PolicySet *set, List *facts, List *findings)
{
	ListCell   *lc;

	tier_rate(set, facts);
	foreach(lc, facts)
		findings = resolve_fact(set, lfirst(lc), findings);
	return findings;
}

/* Does an active policy, not one in shadow, limit what comes of a purchase line? */
static bool
limits_receipts(const PolicySet *set)
{
	for (int slot = 0; slot < receipt_tolerance.nslots; slot++)
	{
		if (policy_set_limits(set, &receipt_tolerance, slot))
			return true;
	}
	return false;
}

static List *
judge_receipts(const PolicySet *set, const MoveEvent *events, int n, List *findings)
{
	List	   *undecided = NIL;
	List	   *orders = NIL;
	List	   *facts;
	MoveEvent  *waiting;
	int			nwaiting;
	bool		lock = limits_receipts(set);
	ListCell   *lc;

	if (!odoo_schema()->has_purchase || !policy_set_has(set, &receipt_tolerance))
		return findings;
	facts = facts_receipts(events, n, lock, set->uses_group, &undecided, &orders);
	foreach(lc, undecided)
		journal_wait(lfirst(lc));
	waiting = journal_waiting(orders, &nwaiting);
	if (nwaiting > 0)
		facts = list_concat(facts, facts_receipts(waiting, nwaiting, lock, set->uses_group,
												  &undecided, &orders));
	return judge_facts(set, facts, findings);
}

/*
 * The journal's entry for a line, its fact up to date with the net difference.
 * The fact is the newest: actor and policies may have changed since the last.
 */
static AdjustEntry *
touch_entry(const AdjustLine *line, const AdjustFacts *loaded)
{
	AdjustEntry *entry = journal_adjust(&line->key, line->delta);

	if (loaded->fact == NULL)
		return entry;			/* no such product: nothing can be said */
	entry->fact = loaded->fact;
	entry->unit_cost = loaded->unit_cost;
	entry->rounding = loaded->rounding;
	facts_adjust_measure(entry->fact, loaded->book, entry->net, entry->unit_cost,
						 entry->rounding);
	return entry;
}

/* Sums over the entries that one document limit governs. */
typedef struct DocumentTotal
{
	DocumentRule *rule;
	Fact	   *fact;
	List	   *members;
} DocumentTotal;

static void
add_to_total(AdjustEntry *entry, void *arg)
{
	DocumentTotal *total = arg;

	if (entry->fact == NULL)
		return;
	for (int i = 0; i < entry->nrules; i++)
	{
		if (entry->rules[i].policy_id != total->rule->policy->id ||
			entry->rules[i].slot != total->rule->slot)
			continue;
		/* a savepoint may have taken back a part since the line was measured */
		facts_adjust_measure(entry->fact, entry->fact->expected, entry->net, entry->unit_cost,
							 entry->rounding);
		if (entry->fact->deviation == 0)
			return;
		total->fact->document_lines++;
		total->fact->document_qty += fabs(entry->fact->deviation);
		total->fact->document_value += fabs(entry->fact->value);
		total->members = lappend(total->members, entry->fact);
	}
}

/* The document fact carries what its lines have in common with the last one. */
static Finding *
judge_total(DocumentRule *rule)
{
	DocumentTotal total = {.rule = rule};
	const Fact *last;
	Finding    *finding;

	total.fact = palloc0(sizeof(Fact));
	journal_each_adjustment(add_to_total, &total);
	if (total.members == NIL)
		return NULL;
	last = llast(total.members);
	total.fact->control = last->control;
	total.fact->model = last->model;
	total.fact->subject = psprintf("document:policy=%d", rule->policy->id);
	total.fact->scope.company_id = last->scope.company_id;
	total.fact->scope.warehouse_id = last->scope.warehouse_id;
	total.fact->document = last->document;
	total.fact->actor_id = last->actor_id;
	total.fact->actor_name = last->actor_name;
	total.fact->deviation = total.fact->document_qty;
	total.fact->value = total.fact->document_value;
	finding = resolve_total(rule, total.fact);
	if (finding != NULL)
		finding->members = total.members;
	return finding;
}

/* Of the bands of one scope only the most severe one broken counts. */
static bool
milder_band(const Finding *a, const List *findings)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Finding *b = lfirst(lc);

		if (b->members != NIL && b->slot == a->slot && b->shadow == a->shadow &&
			b->policy->enforcement > a->policy->enforcement &&
			memcmp(a->policy->scope, b->policy->scope, sizeof(a->policy->scope)) == 0)
			return true;
	}
	return false;
}

static List *
judge_totals(List *rules, List *findings)
{
	List	   *broken = NIL;
	ListCell   *lc;

	foreach(lc, rules)
	{
		Finding    *f = judge_total(lfirst(lc));

		if (f != NULL)
			broken = lappend(broken, f);
	}
	foreach(lc, broken)
	{
		if (!milder_band(lfirst(lc), broken))
			findings = lappend(findings, lfirst(lc));
	}
	return findings;
}

static List *
add_rule(List *rules, DocumentRule *rule)
{
	ListCell   *lc;

	foreach(lc, rules)
	{
		DocumentRule *known = lfirst(lc);

		if (known->policy == rule->policy && known->slot == rule->slot)
			return rules;
	}
	return lappend(rules, rule);
}

/* What the other controls make of the moves. */
static List *
judge_moves(const PolicySet *set, const MoveEvent *events, int n, List *findings)
{
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_moves ? policy_request(set, g->control) : NULL;

		List	   *facts = request != NULL ? g->from_moves(request, events, n) : NIL;

		findings = judge_facts(set, facts, findings);
		if (g->rely != NULL)
			keep_reliance(set, g, facts);
	}
	return findings;
}

/* Does any control look at adjustments? */
static bool
adjustments_wanted(const PolicySet *set)
{
	if (policy_set_has(set, &adjustment_limit))
		return true;
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		if (g->from_adjustments && policy_request(set, g->control) != NULL)
			return true;
	}
	return false;
}

/* The line of a quant key among those there are, added where it is not: *count grows. */
static AdjustedLine *
line_of_key(AdjustedLine *adjusted, int *count, const AdjustLine *line, const AdjustFacts *loaded,
			const Fact *fact)
{
	for (int i = 0; i < *count; i++)
	{
		if (adjusted[i].fact == fact)
			return &adjusted[i];
	}
	adjusted[*count] = (AdjustedLine) {line, fact, loaded->book, &loaded->count};
	return &adjusted[(*count)++];
}

/* What the other controls make of the adjusted lines; a quant key once, however often it was touched. */
static List *
judge_adjusted(const PolicySet *set, const AdjustLine *lines, const AdjustFacts *loaded,
			   AdjustEntry **entries, int n, List *findings)
{
	AdjustedLine *adjusted = palloc(sizeof(AdjustedLine) * Max(n, 1));
	AdjustedLine *back = palloc(sizeof(AdjustedLine) * Max(n, 1));
	int			count = 0;
	int			nback = 0;

	for (int i = n - 1; i >= 0; i--)
	{
		const Fact *fact = entries[i]->fact;
		AdjustedLine *line;

		if (fact == NULL)
			continue;
		line = fact->deviation == 0 ? line_of_key(back, &nback, &lines[i], &loaded[i], fact)
			: line_of_key(adjusted, &count, &lines[i], &loaded[i], fact);
		if (lines[i].move_id != 0 && lines[i].delta != 0)
			line->moves = list_append_unique_int(line->moves, lines[i].move_id);
	}
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_adjustments ? policy_request(set, g->control) : NULL;

		if (request != NULL && nback > 0 && g->adjusted_back)
			g->adjusted_back(request, back, nback);
		if (request != NULL && count > 0)
			findings = judge_facts(set, g->from_adjustments(request, adjusted, count), findings);
	}
	return findings;
}

static List *
judge_adjust_lines(const PolicySet *set, const AdjustLine *lines, int n, List *findings)
{
	AdjustFacts *loaded = facts_adjust_load(lines, n, set->uses_group, journal_context());
	AdjustEntry **entries = palloc(sizeof(AdjustEntry *) * Max(n, 1));
	List	   *rules = NIL;
	List	   *facts = NIL;

	/* first all sums, then the judgement: two lines may share a key */
	for (int i = 0; i < n; i++)
	{
		entries[i] = touch_entry(&lines[i], &loaded[i]);
		if (entries[i]->fact != NULL && entries[i]->fact->deviation != 0)
			facts = lappend(facts, entries[i]->fact);
	}
	tier_rate(set, facts);
	for (int i = 0; i < n; i++)
	{
		Fact	   *fact = entries[i]->fact;
		ListCell   *lc;

		if (fact == NULL || fact->deviation == 0)
			continue;
		findings = resolve_fact(set, fact, findings);
		if (!guc_document_totals)
			continue;
		foreach(lc, resolve_document(set, fact))
		{
			DocumentRule *rule = lfirst(lc);

			journal_add_rule(entries[i], rule->policy->id, rule->slot);
			rules = add_rule(rules, rule);
		}
	}
	findings = judge_adjusted(set, lines, loaded, entries, n, findings);
	return judge_totals(rules, findings);
}

/* What is still to come counts for whoever needs it all at once. */
static void
prepare_adjustments(const PolicySet *set)
{
	int			n;
	MoveEvent  *drafts = journal_drafts(&n);

	for (const FactGroup *g = fact_groups; g->control != NULL && n > 0; g++)
	{
		const FactRequest *request = g->before_adjustments ? policy_request(set, g->control) : NULL;

		if (request != NULL)
			g->before_adjustments(request, drafts, n);
	}
}

static List *
judge_adjustments(const PolicySet *set, const MoveEvent *events, int n, List *findings)
{
	MoveEvent  *adjusting = palloc(sizeof(MoveEvent) * n);
	AdjustLine *lines;
	int			count = 0;
	int			nlines;

	if (!adjustments_wanted(set))
		return findings;
	for (int i = 0; i < n; i++)
	{
		if (event_is_adjustment(&events[i]))
			adjusting[count++] = events[i];
	}
	if (count == 0)
		return findings;
	prepare_adjustments(set);
	lines = facts_adjust_lines(adjusting, count, &nlines);
	return judge_adjust_lines(set, lines, nlines, findings);
}

/* Is the same policy broken by the same total, or the same subject, among these? */
static bool
told_again(const List *findings, const Finding *before)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Finding *f = lfirst(lc);

		if (f->policy == before->policy && strcmp(f->fact->subject, before->fact->subject) == 0 &&
			(f->members == NIL ? before->members == NIL : f->slot == before->slot))
			return true;
	}
	return false;
}

/* Of a count that is corrected, the lines; their move follows, and would be refused in its turn. */
static int
corrected_counts(const List *findings, AdjustLine *lines)
{
	int			n = 0;
	const Fact *last = NULL;
	ListCell   *lc;

	foreach(lc, findings)
	{
		const Fact *fact = ((Finding *) lfirst(lc))->fact;

		/* findings of one fact stand together */
		if (fact != last && edit_adjusts(fact, &lines[n]))
			n++;
		last = fact;
	}
	return n;
}

/*
 * Lines of the same count that Odoo has created but not finished yet, or has
 * corrected but not their move. What is added to the journal here goes with the
 * refusal that is about to be raised.
 */
static List *
look_ahead(const PolicySet *set, List *findings)
{
	int			n;
	int			nlines;
	MoveEvent  *drafts = journal_drafts(&n);
	AdjustLine *lines;
	List	   *ahead;
	List	   *kept = NIL;
	ListCell   *lc;

	if (!adjustments_wanted(set))
		return findings;
	if (n > 0)
		lines = facts_adjust_lines(drafts, n, &nlines);
	else
	{
		lines = palloc(sizeof(AdjustLine) * (list_length(findings) + 1));
		nlines = corrected_counts(findings, lines);
	}
	if (nlines == 0)
		return findings;
	ahead = judge_adjust_lines(set, lines, nlines, NIL);
	/* sums over all lines take the place of the sums so far */
	foreach(lc, findings)
	{
		Finding    *f = lfirst(lc);

		if (!told_again(ahead, f))
			kept = lappend(kept, f);
	}
	return list_concat(kept, ahead);
}

/* ---- effect ---- */

/* Those that refuse: of active policies, to approve or block, and not exempt now. */
static List *
standing_findings(const List *findings)
{
	List	   *standing = NIL;
	ListCell   *lc;

	foreach(lc, findings)
	{
		Finding    *f = lfirst(lc);

		if (!f->shadow && f->exemption == NULL && f->policy->enforcement != ENFORCE_FLAG)
			standing = lappend(standing, f);
	}
	return standing;
}

static bool
has_block(const List *findings)
{
	ListCell   *lc;

	foreach(lc, findings)
	{
		if (!finding_is_approvable(lfirst(lc)))
			return true;
	}
	return false;
}

/*
 * Totals grow with every statement of a transaction. They refuse as soon as
 * they are too large; those that refuse nothing are recorded once, at its end.
 */
static List *
line_findings(const List *findings)
{
	List	   *lines = NIL;
	ListCell   *lc;

	foreach(lc, findings)
	{
		if (((Finding *) lfirst(lc))->members == NIL)
			lines = lappend(lines, lfirst(lc));
	}
	return lines;
}

/*
 * Approvals spare nothing that is blocked, and are spent only when they spare
 * everything: an operation is let through whole or not at all.
 */
static void
take_effect(const PolicySet *set, List *findings)
{
	TimestampTz now = GetCurrentTimestamp();
	List	   *standing;

	exempt_findings(set, findings, now);
	standing = standing_findings(findings);
	if (standing != NIL)
	{
		char	   *detail = NULL;
		GrantVerdict verdict = has_block(standing) ? GRANTS_MISSING
			: grants_use(standing, &detail);

		if (verdict == GRANTS_MISSING)
		{
			findings = look_ahead(set, findings);
			exempt_findings(set, findings, now);
			refuse(standing_findings(findings));
		}
		grants_mark(standing);
		if (verdict != GRANTS_COVER)
			refuse_use(standing, verdict, detail);
	}
	violation_record(line_findings(findings));
}

typedef List *(*Judge) (const PolicySet *set, void *arg);

/*
 * Our own queries run restricted. Whoever changes stock from within one (a
 * function behind a view that took a table's place) gets no judgement, and so
 * no stock.
 */
static void
refuse_restricted(void)
{
	if (InSecurityRestrictedOperation())
		ereport(ERROR, (errcode(ERRCODE_INSUFFICIENT_PRIVILEGE),
						errmsg("stock moves cannot be changed within a security-restricted operation")));
}

/* Which entrances of fact groups have policies; asked for every row, so kept until something changes. */
typedef struct Wanted
{
	uint64		generation;		/* of the policies; 0: not known */
	uint64		epoch;			/* of Odoo's tables */
	bool		corrections;
	bool		reservations;
	bool		goods;
} Wanted;

static const Wanted *
wanted(void)
{
	static Wanted known;
	const PolicySet *set;

	refuse_restricted();		/* a judgement may be using the set it asked for */
	set = policy_set();
	if (known.generation == set->generation && known.epoch == odoo_epoch())
		return &known;
	known = (Wanted) {set->generation, odoo_epoch()};
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		if (policy_request(set, g->control) == NULL)
			continue;
		known.corrections |= g->from_corrections != NULL || g->from_goods != NULL;
		known.reservations |= g->from_reservations != NULL;
		known.goods |= g->from_goods != NULL;
	}
	return &known;
}

bool
gate_wants_corrections(void)
{
	return wanted()->corrections;
}

bool
gate_wants_goods(void)
{
	return wanted()->goods;
}

bool
gate_wants_reservations(void)
{
	return wanted()->reservations;
}

/* Runs a judgement in a memory context of its own. */
static void
judge_apart(Judge judge, void *arg)
{
	MemoryContext cxt;
	MemoryContext old;
	const PolicySet *set;

	refuse_restricted();
	cxt = AllocSetContextCreate(CurrentMemoryContext, "inventory_gov judgement",
								ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(cxt);
	set = policy_set();
	if (set->npolicies > 0)
	{
		List	   *findings = judge(set, arg);

		if (findings != NIL)
			take_effect(set, findings);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(cxt);
}

/* What is written about what is done already. */
static List *
judge_corrections(const PolicySet *set, const Corrections *c, List *findings)
{
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_corrections ? policy_request(set, g->control) : NULL;

		if (request != NULL)
			findings = judge_facts(set, g->from_corrections(request, c), findings);
	}
	return findings;
}

/* What a statement has moved and reserved, line by line; read where a group asks for it. */
typedef struct StatementGoods
{
	const MoveEvent *events;
	int			nevents;
	const Corrections *corrections;
	bool		read;
	GoodsLine  *moved;			/* then those relocated by corrections */
	int			nmoved;
	int			nrelocated;
	GoodsLine  *reserved;
	int			nreserved;
	bool		any_late;		/* lines that became done, perhaps after their move */
} StatementGoods;

static void
split_noted(StatementGoods *goods)
{
	const Corrections *c = goods->corrections;

	goods->reserved = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(GoodsLine) * Max(c->nreserved, 1));
	for (int i = 0; i < c->nreserved; i++)
	{
		if (c->reserved[i].late)
			goods->any_late = true;
		else
			goods->reserved[goods->nreserved++] = c->reserved[i];
	}
}

static int
append_lines(GoodsLine *to, int at, const GoodsLine *lines, int n)
{
	if (n > 0)
		memcpy(to + at, lines, sizeof(GoodsLine) * n);
	return at + n;
}

/* Goods of done moves, of corrected lines and of those that came after their move, as one. */
static void
read_moved(StatementGoods *goods)
{
	const Corrections *c = goods->corrections;
	int			nmoved = 0;
	int			nedited;
	int			nlate;
	const GoodsLine *moved = goods->nevents > 0
		? goods_of_events(goods->events, goods->nevents, &nmoved) : NULL;
	const GoodsLine *edited = goods_of_edits(c->edits, c->nedits, &nedited);
	const GoodsLine *late = goods_of_late_lines(c->reserved, c->nreserved, &nlate);
	const GoodsLine *relocated = goods_relocated(c->edits, c->nedits, &goods->nrelocated);

	goods->read = true;
	goods->moved = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(GoodsLine) *
										  Max(nmoved + nedited + nlate + goods->nrelocated, 1));
	goods->nmoved = append_lines(goods->moved, 0, moved, nmoved);
	goods->nmoved = append_lines(goods->moved, goods->nmoved, edited, nedited);
	goods->nmoved = append_lines(goods->moved, goods->nmoved, late, nlate);
	(void) append_lines(goods->moved, goods->nmoved, relocated, goods->nrelocated);
}

static bool
goods_concern(const FactGroup *g, const FactRequest *request, const StatementGoods *goods)
{
	return g->from_goods != NULL &&
		(goods->corrections->nedits > 0 || goods->any_late || g->goods_wanted == NULL ||
		 g->goods_wanted(request, goods->events, goods->nevents));
}

static List *
judge_moved(const PolicySet *set, const FactGroup *g, const FactRequest *request,
			StatementGoods *goods, List *findings)
{
	int			n;

	if (!goods_concern(g, request, goods))
		return findings;
	if (!goods->read)
		read_moved(goods);
	n = goods->nmoved + (g->relocations ? goods->nrelocated : 0);
	return n == 0 ? findings : judge_facts(set, g->from_goods(request, goods->moved, n), findings);
}

static List *
judge_goods(const PolicySet *set, const MoveEvent *events, int n, const Corrections *c,
			List *findings)
{
	StatementGoods goods = {.events = events,.nevents = n,.corrections = c};

	split_noted(&goods);
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_goods || g->from_reservations
			? policy_request(set, g->control) : NULL;

		if (request == NULL)
			continue;
		findings = judge_moved(set, g, request, &goods, findings);
		if (g->from_reservations && goods.nreserved > 0)
			findings = judge_facts(set, g->from_reservations(request, goods.reserved,
															 goods.nreserved), findings);
	}
	return findings;
}

static List *
judge_releases(const PolicySet *set, List *findings)
{
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->from_releases ? policy_request(set, g->control) : NULL;

		if (request != NULL)
			findings = judge_facts(set, g->from_releases(request), findings);
	}
	return findings;
}

typedef struct EventList
{
	MoveEvent  *events;
	int			n;
	Corrections corrections;
	bool		released;		/* reservations, after goods were taken */
} EventList;

static List *
judge_events(const PolicySet *set, void *arg)
{
	EventList  *list = arg;
	List	   *findings = NIL;

	if (list->n > 0)
	{
		/* before the locks of lines */
		if (odoo_schema()->has_purchase && policy_set_limits(set, &duties, RECEIVER_BILLER))
			duty_lock_moved(list->events, list->n);
		findings = judge_receipts(set, list->events, list->n, findings);
		findings = judge_adjustments(set, list->events, list->n, findings);
		findings = judge_moves(set, list->events, list->n, findings);
	}
	findings = judge_goods(set, list->events, list->n, &list->corrections, findings);
	if (list->released)
		findings = judge_releases(set, findings);
	return judge_corrections(set, &list->corrections, findings);
}

void
gate_judge_statement(void)
{
	EventList	list;
	bool		corrections = corrections_take(&list.corrections);

	list.events = journal_take_moves(&list.n);
	list.released = releases_late();
	if (list.n > 0 || corrections || list.released)
		judge_apart(judge_events, &list);
}

typedef struct LoaderCall
{
	FactLoader	load;
	void	   *arg;
} LoaderCall;

static List *
judge_loaded(const PolicySet *set, void *arg)
{
	LoaderCall *call = arg;

	return judge_facts(set, call->load(set, call->arg), NIL);
}

void
gate_judge_facts(FactLoader load, void *arg)
{
	LoaderCall	call = {load, arg};

	judge_apart(judge_loaded, &call);
}

static const Policy *
policy_by_id(const PolicySet *set, int32 id)
{
	for (int i = 0; i < set->npolicies; i++)
	{
		if (set->policies[i].id == id)
			return &set->policies[i];
	}
	return NULL;
}

typedef struct RuleList
{
	const PolicySet *set;
	List	   *rules;
} RuleList;

/* The document limits that govern an entry, as far as they still stand. */
static void
collect_rules(AdjustEntry *entry, void *arg)
{
	RuleList   *list = arg;

	for (int i = 0; i < entry->nrules; i++)
	{
		const Policy *p = policy_by_id(list->set, entry->rules[i].policy_id);
		DocumentRule *rule;

		if (p == NULL || isnan(p->limits[entry->rules[i].slot]))
			continue;
		rule = palloc(sizeof(DocumentRule));
		rule->policy = p;
		rule->slot = entry->rules[i].slot;
		list->rules = add_rule(list->rules, rule);
	}
}

/* What an active policy had to approve has been approved, or we would not be here. */
static void
record_totals(const PolicySet *set)
{
	RuleList	list = {.set = set};
	List	   *findings;
	List	   *standing;

	journal_each_adjustment(collect_rules, &list);
	findings = judge_totals(list.rules, NIL);
	exempt_findings(set, findings, GetCurrentTimestamp());
	standing = standing_findings(findings);
	if (standing != NIL)
		grants_mark(standing);
	violation_record(findings);
}

/* Scraps that became done, and no move of theirs did; the array is palloc'd. */
static DoneScrap *
scraps_without_move(int *n)
{
	int			all;
	const DoneScrap *scraps = corrections_scraps(&all);
	DoneScrap  *lonely = palloc(sizeof(DoneScrap) * Max(all, 1));
	Location	loc;

	*n = 0;
	for (int i = 0; i < all; i++)
	{
		directory_location(scraps[i].location_id, &loc, NULL);
		if (usage_is_stock(loc.usage) &&
			!journal_has_scrap_move(scraps[i].id, odoo_schema()->move.scrap_id != 0))
			lonely[(*n)++] = scraps[i];
	}
	return lonely;
}

/* Stock, moves and scraps that lack their counterpart, as far as policies ask. */
static List *
judge_unbooked(const PolicySet *set, const AdjustLine *stock, int nstock, List *findings)
{
	const FactRequest *request = policy_request(set, &done_edit);
	AdjustLine *moves;
	DoneScrap  *scraps;
	int			nmoves;
	int			nscraps;

	if (request == NULL || (isnan(request->floors[UNBOOKED_QTY]) && isnan(request->floors[UNBOOKED_VALUE])))
		return findings;
	nmoves = journal_unbooked(&moves);
	scraps = scraps_without_move(&nscraps);
	if (nstock + nmoves + nscraps == 0)
		return findings;
	return judge_facts(set, unbooked_facts(request, stock, nstock, moves, nmoves, scraps, nscraps),
					   findings);
}

/* Does any control ask whether stock and moves agree? */
static bool
balance_wanted(const PolicySet *set)
{
	return adjustments_wanted(set) || policy_request(set, &done_edit) != NULL;
}

/* Does any control ask for what only the end of the transaction can tell? */
static bool
commit_wanted(const PolicySet *set)
{
	if (balance_wanted(set))
		return true;
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		if (g->before_commit && policy_request(set, g->control) != NULL)
			return true;
	}
	return false;
}

static List *
judge_at_last(const PolicySet *set, List *findings)
{
	for (const FactGroup *g = fact_groups; g->control != NULL; g++)
	{
		const FactRequest *request = g->before_commit ? policy_request(set, g->control) : NULL;

		if (request != NULL)
			findings = judge_facts(set, g->before_commit(request), findings);
	}
	return findings;
}

/*
 * What was written around Odoo's moves is an adjustment like any other, and it
 * lacks its move: both are told in one refusal. And totals are final now. Does
 * nothing where Odoo or this extension has been removed by the very transaction.
 */
static void
judge_before_commit(void)
{
	MemoryContext cxt;
	MemoryContext old;
	const PolicySet *set;

	if (!OidIsValid(extension_namespace()) || !odoo_schema()->has_stock)
		return;
	cxt = AllocSetContextCreate(CurrentMemoryContext, "inventory_gov judgement",
								ALLOCSET_DEFAULT_SIZES);
	old = MemoryContextSwitchTo(cxt);
	PushActiveSnapshot(GetTransactionSnapshot());
	set = policy_set();
	if (commit_wanted(set))
	{
		AdjustLine *stock = NULL;
		int			n = balance_wanted(set) ? journal_unbalanced(&stock) : 0;
		List	   *findings = judge_unbooked(set, stock, n, NIL);

		if (n > 0 && adjustments_wanted(set))
			findings = judge_adjust_lines(set, stock, n, findings);
		findings = judge_at_last(set, findings);
		if (findings != NIL)
			take_effect(set, findings);
		if (adjustments_wanted(set))
			record_totals(set);
	}
	PopActiveSnapshot();
	MemoryContextSwitchTo(old);
	MemoryContextDelete(cxt);
}

static void
gate_xact_callback(XactEvent event, void *arg)
{
	/* A prepared transaction is judged like a committed one, when it is prepared. */
	if ((event == XACT_EVENT_PRE_COMMIT || event == XACT_EVENT_PRE_PREPARE) &&
		(journal_has_stock_changes() || corrections_any_scraps() || holds_changed_since()))
		judge_before_commit();
}

void
gate_init(void)
{
	RegisterXactCallback(gate_xact_callback, NULL);
}
