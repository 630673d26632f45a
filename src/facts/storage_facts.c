/*-------------------------------------------------------------------------
 * storage_facts.c
 *		Facts of product_location and quarantine_exit: lines that bring goods to
 *		where a rule forbids them, and lines that take goods out of a declared
 *		place of quarantine.
 *
 * Places are told from the lines without a query. Only where a place has rules
 * are the goods looked up; only what a rule forbids is measured.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "controls/storage.h"
#include "facts/storage_facts.h"
#include "facts/storage_rules.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

bool
some_setting_is(const FactRequest *request, int param, double value)
{
	ListCell   *lc;

	foreach(lc, request->settings)
	{
		if (((const double *) lfirst(lc))[param] == value)
			return true;
	}
	return request->explain;
}

void
name_words(List *facts, int word, const char *table, const char *column, const int32 *ids)
{
	MemoryContext cxt = CurrentMemoryContext;
	Oid			type = INT4ARRAYOID;
	Datum		arg = int_array(ids, list_length(facts));
	QueryScope	scope;

	query_begin(&scope, odoo_schema()->owner);
	if (SPI_execute_with_args(psprintf("SELECT u.ord::int4, t.%s FROM unnest($1) WITH ORDINALITY u(id, ord)"
									   " JOIN " ODOO_SCHEMA ".%s t ON t.id = u.id", column, table),
							  1, &type, &arg, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read %s", table);
	for (uint64 i = 0; i < SPI_processed; i++)
		((Fact *) list_nth(facts, result_int(i, 1) - 1))->words[word] = result_text(i, 2, cxt);
	query_end(&scope);
}

static void
measure(Fact *f, int qty_slot, int value_slot)
{
	f->actual = f->deviation = round_to(f->deviation, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[qty_slot] = f->deviation;
	f->measured[value_slot] = f->value;
}

/* One more of a fact that is there already. */
static bool
added_to(List *facts, const char *subject, double qty)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		if (strcmp(f->subject, subject) != 0)
			continue;
		f->deviation += qty;
		return true;
	}
	return false;
}

/* What the goods are identified by across attempts: a transfer, or whoever moves them by hand. */
static const char *
goods_subject(const GoodsLine *line, const char *what)
{
	return line->picking_id != 0
		? psprintf("stock.picking:%d product:%d lot:%d %s", line->picking_id, line->product_id, line->lot_id, what)
		: psprintf("product:%d lot:%d user:%d %s", line->product_id, line->lot_id, line->actor_id, what);
}

/* ---- product_location ---- */

/* Lines that bring goods to a place that has rules. */
static const GoodsLine **
ruled_lines(const FactRequest *request, const StorageRules *rules, const GoodsLine *lines, int n,
			int *count)
{
	const GoodsLine **ruled = palloc(sizeof(GoodsLine *) * Max(n, 1));
	bool		counts = some_setting_is(request, PLACED_PARAM_COUNTS, 1);

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		Location	to;

		if (lines[i].qty <= 0 || !usage_is_stock(lines[i].to) ||
			lines[i].location_id == lines[i].location_dest_id ||
			(lines[i].from == USAGE_INVENTORY && !counts))
			continue;
		directory_location(lines[i].location_dest_id, &to, CurrentMemoryContext);
		if (place_has_rules(rules, &to))
			ruled[(*count)++] = &lines[i];
	}
	return ruled;
}

/* The rule that forbids the goods where the line brings them; none where they lay under the same one. */
static const PlaceRule *
forbidding_rule(const StorageRules *rules, const GoodsLine *line, const ScopeFacts *goods)
{
	const PlaceRule *rule;
	Location	to;
	Location	from;

	directory_location(line->location_dest_id, &to, CurrentMemoryContext);
	rule = place_rule_of(rules, &to, goods);
	if (rule == NULL || !rule->deny)
		return NULL;
	directory_location(line->location_id, &from, CurrentMemoryContext);
	return usage_is_stock(from.usage) && place_rule_of(rules, &from, goods) == rule ? NULL : rule;
}

static Fact *
placed_fact(const GoodsLine *line)
{
	Fact	   *f = goods_line_fact(&product_location, line, 0);

	f->location_id = line->location_dest_id;
	return f;
}

static List *
add_placed(List *facts, Fact *f, const GoodsLine *line, const PlaceRule *rule, double qty)
{
	f->subject = goods_subject(line, psprintf("to:%d rule:%d", line->location_dest_id, rule->id));
	if (added_to(facts, f->subject, qty))
		return facts;
	f->deviation = qty;
	f->words[PLACED_RULE] = psprintf("%d", rule->id);
	f->words[PLACED_WHY] = pstrdup(rule->why);
	f->words[PLACED_BY_COUNT] = line->from == USAGE_INVENTORY ? "count" : NULL;
	return lappend(facts, f);
}

List *
placed_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	const StorageRules *rules = storage_rules();
	const GoodsLine **ruled;
	List	   *all = NIL;
	List	   *facts = NIL;
	int			count;
	double	   *qty;
	ListCell   *lc;

	if (rules->nplaces == 0)
		return NIL;
	ruled = ruled_lines(request, rules, lines, n, &count);
	if (count == 0)
		return NIL;
	for (int i = 0; i < count; i++)
		all = lappend(all, placed_fact(ruled[i]));
	facts_describe(all, request->want_groups);
	qty = palloc(sizeof(double) * count);
	goods_quantities(ruled, count, qty);
	for (int i = 0; i < count; i++)
	{
		Fact	   *f = list_nth(all, i);
		const PlaceRule *rule = forbidding_rule(rules, ruled[i], &f->scope);

		if (rule != NULL)
			facts = add_placed(facts, f, ruled[i], rule, qty[i]);
	}
	foreach(lc, facts)
		measure(lfirst(lc), PLACED_QTY, PLACED_VALUE);
	return facts;
}

/* ---- quarantine_exit ---- */

/* How the goods leave: a word of its own for what settings may free. */
static const char *
way_out_of(const GoodsLine *line)
{
	Location	to;

	directory_location(line->location_dest_id, &to, NULL);
	if (to.scrap || (line->scrap_id != 0 && line->to == USAGE_INVENTORY) ||
		(line->event != NULL && line->event->to_scrap))
		return EXIT_BY_SCRAP;
	if (line->to == USAGE_SUPPLIER)
		return EXIT_BY_RETURN;
	return line->to == USAGE_INVENTORY ? EXIT_BY_COUNT : NULL;
}

static bool
is_free(const FactRequest *request, const char *way)
{
	if (way == NULL)
		return false;
	return !some_setting_is(request, strcmp(way, EXIT_BY_SCRAP) == 0 ? EXIT_PARAM_SCRAP
							: strcmp(way, EXIT_BY_RETURN) == 0 ? EXIT_PARAM_SUPPLIER : EXIT_PARAM_COUNTS, 0);
}

/* Lines that take goods out of quarantine and bring them to none. */
static const GoodsLine **
leaving_lines(const FactRequest *request, const StorageRules *rules, const GoodsLine *lines, int n,
			  int *count)
{
	const GoodsLine **leaving = palloc(sizeof(GoodsLine *) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		Location	from;
		Location	to;

		if (lines[i].qty <= 0 || !usage_is_stock(lines[i].from))
			continue;
		directory_location(lines[i].location_id, &from, CurrentMemoryContext);
		if (quarantine_around(rules, &from) == NULL)
			continue;
		directory_location(lines[i].location_dest_id, &to, CurrentMemoryContext);
		if (quarantine_around(rules, &to) == NULL && !is_free(request, way_out_of(&lines[i])))
			leaving[(*count)++] = &lines[i];
	}
	return leaving;
}

static Fact *
exit_fact(const StorageRules *rules, const GoodsLine *line)
{
	Fact	   *f = goods_line_fact(&quarantine_exit, line, 0);
	const QuarantinePlace *place;
	Location	from;

	directory_location(line->location_id, &from, CurrentMemoryContext);
	place = quarantine_around(rules, &from);
	f->subject = goods_subject(line, psprintf("from:%d to:%d", place->location_id,
											  line->location_dest_id));
	f->words[EXIT_PLACE] = place->name ? pstrdup(place->name) : NULL;
	f->words[EXIT_WAY] = way_out_of(line);
	return f;
}

List *
exit_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	const StorageRules *rules = storage_rules();
	const GoodsLine **leaving;
	List	   *facts = NIL;
	int32	   *places;
	double	   *qty;
	int			count;
	ListCell   *lc;

	if (rules->nquarantine == 0)
		return NIL;
	leaving = leaving_lines(request, rules, lines, n, &count);
	if (count == 0)
		return NIL;
	qty = palloc(sizeof(double) * count);
	goods_quantities(leaving, count, qty);
	places = palloc(sizeof(int32) * count);
	for (int i = 0; i < count; i++)
	{
		Fact	   *f = exit_fact(rules, leaving[i]);

		if (added_to(facts, f->subject, qty[i]))
			continue;
		f->deviation = qty[i];
		places[list_length(facts)] = leaving[i]->location_dest_id;
		facts = lappend(facts, f);
	}
	facts_describe(facts, request->want_groups);
	name_words(facts, EXIT_TO, "stock_location", "complete_name", places);
	foreach(lc, facts)
		measure(lfirst(lc), EXIT_QTY, EXIT_VALUE);
	return facts;
}
