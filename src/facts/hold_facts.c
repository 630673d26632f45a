/*-------------------------------------------------------------------------
 * hold_facts.c
 *		Facts about goods that meet holds: when they are done, corrected or
 *		written to stock without a move, when they are reserved, and once more
 *		before commit.
 *
 * While no hold stands on anything of the kinds that a statement touches,
 * nothing is asked. A hold counts from the moment its COMMIT has returned:
 * every judgement reads the latest state, whatever the transaction's own
 * snapshot, and what was judged before is looked at again when the transaction
 * is about to commit, if any hold was placed or released meanwhile. Only a
 * transaction that was already committing then passes, as if it had come first.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "lib/stringinfo.h"
#include "utils/json.h"

#include "facts/hold_facts.h"

/* More holds than this are counted, not named. */
#define MAX_NAMED 5

/* ---- what is said about them ---- */

static const char *
hold_ids(const List *against)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, against)
		appendStringInfo(&buf, "%s" INT64_FORMAT, buf.len ? "+" : "", ((StandingHold *) lfirst(lc))->id);
	return buf.data;
}

static const char *
release_words(const List *against)
{
	StringInfoData buf;
	int			named = 0;
	ListCell   *lc;

	initStringInfo(&buf);
	foreach(lc, against)
	{
		const StandingHold *hold = lfirst(lc);

		if (named++ == MAX_NAMED)
			break;
		appendStringInfo(&buf, "%s" INT64_FORMAT " (%s)", buf.len ? ", " : "", hold->id, hold->released_by);
	}
	if (list_length(against) > MAX_NAMED)
		appendStringInfo(&buf, " +%d", list_length(against) - MAX_NAMED);
	return buf.data;
}

static void
append_member(StringInfo buf, const char *key, const char *value)
{
	appendStringInfo(buf, ",\"%s\":", key);
	escape_json(buf, value);
}

static const char *
hold_details(const HeldLine *h)
{
	StringInfoData buf;
	ListCell   *lc;

	initStringInfo(&buf);
	appendStringInfo(&buf, "{\"operation\":\"%s\",\"holds\":[", hold_operation_names[h->operation]);
	foreach(lc, h->against)
	{
		const StandingHold *hold = lfirst(lc);

		appendStringInfo(&buf, "%s{\"hold\":" INT64_FORMAT ",\"kind\":\"%s\",\"record_id\":%d",
						 lc == list_head(h->against) ? "" : ",", hold->id, hold_kind_names[hold->kind],
						 hold->record_id);
		append_member(&buf, "name", hold->name);
		append_member(&buf, "reason", hold->reason);
		append_member(&buf, "placed_by", hold->placed_by);
		if (hold->until != NULL)
			append_member(&buf, "until", hold->until);
		appendStringInfoChar(&buf, '}');
	}
	appendStringInfoString(&buf, "]}");
	return buf.data;
}

static void
say_first(Fact *f, const HeldLine *h)
{
	const StandingHold *first;

	f->words[HELD_OPERATION] = hold_operation_names[h->operation];
	if (h->against == NIL)
		return;
	first = linitial(h->against);
	f->words[HELD_KIND] = hold_kind_names[first->kind];
	f->words[HELD_NAME] = first->name;
	f->words[HELD_REASON] = first->reason;
	f->words[HELD_HOLD] = psprintf(INT64_FORMAT, first->id);
	f->words[HELD_BY] = first->placed_by;
	f->words[HELD_UNTIL] = first->until;
	f->words[HELD_RELEASE] = release_words(h->against);
	f->details = hold_details(h);
}

/* ---- facts ---- */

/* The same at every attempt, however Odoo splits the lines. */
static const char *
subject_of(const FactRequest *request, const HeldLine *h)
{
	const GoodsLine *l = h->line;
	StringInfoData buf;

	initStringInfo(&buf);
	if (l->picking_id != 0)
		appendStringInfo(&buf, "stock.picking:%d", l->picking_id);
	else if (l->move_id != 0 && !l->is_count)
		appendStringInfo(&buf, "stock.move:%d", l->move_id);
	else
		appendStringInfo(&buf, "stock.quant:product=%d,location=%d", l->product_id,
						 usage_is_stock(l->from) ? l->location_id : l->location_dest_id);
	if (request->want_goods)
		appendStringInfo(&buf, ",product=%d,from=%d,to=%d", l->product_id, l->location_id, l->location_dest_id);
	appendStringInfo(&buf, ",%s,holds=%s", hold_operation_names[h->operation], hold_ids(h->against));
	return buf.data;
}

static bool
known(const List *facts, const char *subject)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		if (strcmp(((Fact *) lfirst(lc))->subject, subject) == 0)
			return true;
	}
	return false;
}

static Fact *
make_fact(const HeldLine *h, const char *subject, int slot)
{
	Fact	   *f = goods_line_fact(&hold, h->line, 0);

	f->subject = subject;
	f->measured[slot] = f->actual = f->deviation = list_length(h->against);
	say_first(f, h);
	return f;
}

static List *
facts_of(const FactRequest *request, const HeldLine *lines, int n, int slot)
{
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
	{
		const char *subject;

		if (!may_break(request, slot, list_length(lines[i].against)))
			continue;
		subject = subject_of(request, &lines[i]);
		if (!known(facts, subject))
			facts = lappend(facts, make_fact(&lines[i], subject, slot));
	}
	facts_describe(facts, request->want_groups);
	return facts;
}

static bool
wanted(const FactRequest *request, int slot)
{
	return request->explain || !isnan(request->floors[slot]);
}

/* Lines with the holds against them. No hold of any kind: nothing is looked up. */
static HeldLine *
judged_lines(const GoodsLine *lines, int n, int *count)
{
	uint32		kinds = holds_standing();
	HeldLine   *held = held_lines(lines, n, kinds, count);

	if (kinds != 0 && *count > 0)
		match_holds(held, *count, kinds);
	return held;
}

List *
hold_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	uint64		generation;
	HeldLine   *held;
	int			count;

	if (!wanted(request, HOLD_DONE))
		return NIL;
	generation = holds_generation();
	held = judged_lines(lines, n, &count);
	if (!request->explain && !isnan(request->active_floors[HOLD_DONE]))
		remember_judged(held, count, generation);
	return facts_of(request, held, count, HOLD_DONE);
}

List *
hold_from_reservations(const FactRequest *request, const GoodsLine *lines, int n)
{
	GoodsLine  *copy;
	HeldLine   *held;
	int			ncopied = 0;
	int			count;

	if (!wanted(request, HOLD_RESERVE) || (holds_standing() == 0 && !request->explain))
		return NIL;
	copy = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(GoodsLine) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		/* what is to come in, or back, reserves nothing */
		if (usage_is_stock(lines[i].from))
			copy[ncopied++] = lines[i];
	}
	goods_add_moves(copy, ncopied);
	held = judged_lines(copy, ncopied, &count);
	return facts_of(request, held, count, HOLD_RESERVE);
}

/* Stock that was written without a move, as if it came out of nowhere or went there. */
static void
unmoved_line(GoodsLine *line, const AdjustLine *adjusted)
{
	memset(line, 0, sizeof(GoodsLine));
	line->product_id = adjusted->key.product_id;
	line->lot_id = adjusted->key.lot_id;
	line->package_id = adjusted->key.package_id;
	line->owner_id = adjusted->key.owner_id;
	line->company_id = adjusted->company_id;
	line->actor_id = adjusted->actor_id;
	line->is_count = true;
	line->qty = fabs(adjusted->delta);
	if (adjusted->delta < 0)
		line->location_id = adjusted->key.location_id;
	else
		line->location_dest_id = adjusted->key.location_id;
	line->from = adjusted->delta < 0 ? USAGE_INTERNAL : USAGE_INVENTORY;
	line->to = adjusted->delta < 0 ? USAGE_INVENTORY : USAGE_INTERNAL;
}

List *
hold_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n)
{
	GoodsLine  *unmoved = palloc(sizeof(GoodsLine) * Max(n, 1));
	HeldLine   *held;
	int			nunmoved = 0;
	int			count;

	if (!wanted(request, HOLD_DONE) || request->explain || holds_standing() == 0)
		return NIL;
	for (int i = 0; i < n; i++)
	{
		/* what a move brings comes line by line */
		if (lines[i].line->move_id == 0)
			unmoved_line(&unmoved[nunmoved++], lines[i].line);
	}
	held = judged_lines(unmoved, nunmoved, &count);
	return facts_of(request, held, count, HOLD_DONE);
}

/* Only holds that did not stand when the line was judged: the others were told, or let through, then. */
static void
drop_known(HeldLine *h)
{
	ListCell   *lc;

	foreach(lc, h->against)
	{
		if (!stood_then(h->line, ((StandingHold *) lfirst(lc))->id))
			return;
	}
	h->against = NIL;
}

List *
hold_before_commit(const FactRequest *request)
{
	GoodsLine  *lines;
	HeldLine   *held;
	int			n;
	int			count;

	if (isnan(request->active_floors[HOLD_DONE]) || !holds_changed_since())
		return NIL;
	lines = judged_before(&n);
	held = judged_lines(lines, n, &count);
	for (int i = 0; i < count; i++)
		drop_known(&held[i]);
	return facts_of(request, held, count, HOLD_DONE);
}
