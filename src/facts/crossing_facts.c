/*-------------------------------------------------------------------------
 * crossing_facts.c
 *		Facts of owner_crossing: goods of an owner that are taken for something
 *		else, goods that go from one company to another, and quants that change
 *		their owner.
 *
 * Goods that belong to somebody else come in with their owner, lie in stock, move
 * within it and go back to him or to customers: that is a consignment day. What
 * uses them up, scraps them, hands them to another supplier or makes them
 * another's is not. Between companies goods go by sale and purchase; a line
 * whose two places are of different companies, or that goes into or out of the
 * transit between companies, needs a rule.
 *
 * Lines tell it without a query. A quant that is given another owner without a
 * line is found before commit, by what was written for the same goods at the
 * same place under another name.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "controls/storage.h"
#include "facts/quant_journal.h"
#include "facts/stock_keys.h"
#include "facts/storage_facts.h"
#include "facts/storage_rules.h"
#include "odoo/directory.h"

#define NOISE 1e-6				/* sums of decimals */

/* One line, or quant, that may cross. */
typedef struct Crossing
{
	const GoodsLine *line;
	const char *purpose;		/* NULL: between companies */
	int32		from;			/* owner, or company */
	int32		to;				/* new owner, or company; 0: nobody */
	double		qty;			/* in the product's unit, once that is known */
} Crossing;

static bool
rule_allows(const StorageRules *rules, const Crossing *c)
{
	for (int i = 0; i < rules->ncrossings; i++)
	{
		const CrossingRule *r = &rules->crossings[i];

		if (c->purpose == NULL
			? r->between_companies && (r->from_company_id == 0 || c->from == 0 || r->from_company_id == c->from) &&
			(r->to_company_id == 0 || c->to == 0 || r->to_company_id == c->to)
			: !r->between_companies && (r->owner_id == 0 || r->owner_id == c->from || r->owner_id == c->to) &&
			(r->purpose == NULL || strcmp(r->purpose, c->purpose) == 0))
			return true;
	}
	return false;
}

/* ---- lines ---- */

/* What is done with an owner's goods, where that is not keeping them; NULL where it is. */
static const char *
purpose_of(const GoodsLine *line)
{
	Location	to;

	if (line->to == USAGE_PRODUCTION)
		return "production";
	if (line->to == USAGE_CUSTOMER)
		return "customer";
	if (line->to == USAGE_SUPPLIER)
		return "supplier";
	directory_location(line->location_dest_id, &to, NULL);
	return to.scrap || (line->scrap_id != 0 && line->to == USAGE_INVENTORY) ? "scrap" : NULL;
}

static bool
owner_crosses(const GoodsLine *line, Crossing *c)
{
	const char *purpose = line->owner_id == 0 || !usage_is_stock(line->from) ? NULL : purpose_of(line);

	*c = (Crossing) {line, purpose, line->owner_id, 0};
	return purpose != NULL;
}

static bool
company_crosses(const GoodsLine *line, Crossing *c)
{
	Location	from;
	Location	to;

	if (!usage_is_stock(line->from) || !usage_is_stock(line->to))
		return false;
	directory_location(line->location_id, &from, NULL);
	directory_location(line->location_dest_id, &to, NULL);
	*c = (Crossing) {line, NULL, from.company_id, to.company_id};
	if (from.company_id == 0)
		return from.usage == USAGE_TRANSIT && to.company_id != 0;
	if (to.company_id == 0)
		return to.usage == USAGE_TRANSIT;
	return from.company_id != to.company_id;
}

/* ---- facts ---- */

static Fact *
make_fact(const Crossing *c)
{
	Fact	   *f = goods_line_fact(&owner_crossing, c->line, c->qty);

	f->subject = psprintf("%s:%d product:%d lot:%d from:%d to:%d for:%s",
						  c->line->picking_id ? "stock.picking" : "user",
						  c->line->picking_id ? c->line->picking_id : c->line->actor_id,
						  c->line->product_id, c->line->lot_id, c->from, c->to,
						  c->purpose ? c->purpose : "company");
	f->words[CROSSING_PURPOSE] = c->purpose;
	if (c->line->move_id == 0)
	{
		f->model = "stock.quant";
		f->record_id = 0;
		f->words[STORAGE_STRAY] = "quant";
	}
	return f;
}

static void
measure(Fact *f)
{
	bool		between = f->words[CROSSING_PURPOSE] == NULL;

	f->actual = f->deviation = round_to(f->deviation, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[between ? COMPANY_QTY : OWNER_QTY] = f->deviation;
	f->measured[between ? COMPANY_VALUE : OWNER_VALUE] = f->value;
}

/* Names of owners and companies. */
static void
name_parties(List *facts, const List *crossings, bool between)
{
	int			n = list_length(facts);
	int32	   *from = palloc0(sizeof(int32) * Max(n, 1));
	int32	   *to = palloc0(sizeof(int32) * Max(n, 1));
	bool		any = false;

	for (int i = 0; i < n; i++)
	{
		const Crossing *c = list_nth(crossings, i);

		if ((c->purpose == NULL) != between)
			continue;
		from[i] = c->from;
		to[i] = c->to;
		any = true;
	}
	if (!any)
		return;
	name_words(facts, CROSSING_OWNER, between ? "res_company" : "res_partner", "name", from);
	name_words(facts, CROSSING_TO, between ? "res_company" : "res_partner", "name", to);
}

/* What is handed to its owner, or sold in his name, crosses nothing. */
static bool
goes_to_owner(const Fact *f, const Crossing *c)
{
	if (c->purpose == NULL ||
		(strcmp(c->purpose, "supplier") != 0 && strcmp(c->purpose, "customer") != 0))
		return false;
	for (int i = 0; i < f->scope.npartners; i++)
	{
		if (f->scope.partners[i] == c->from)
			return true;
	}
	return false;
}

static List *
crossing_facts(const FactRequest *request, const List *crossings)
{
	List	   *all = NIL;
	List	   *facts = NIL;
	const ListCell *lc;

	foreach(lc, crossings)
		all = lappend(all, make_fact(lfirst(lc)));
	facts_describe(all, request->want_groups);
	name_parties(all, crossings, false);
	name_parties(all, crossings, true);
	for (int i = 0; i < list_length(all); i++)
	{
		const Crossing *c = list_nth(crossings, i);
		Fact	   *f = list_nth(all, i);

		if (goes_to_owner(f, c))
			continue;
		if (c->purpose != NULL && strcmp(c->purpose, "ownership") != 0)
			f->words[CROSSING_TO] = f->partner_name ? f->partner_name : "?";
		measure(f);
		facts = lappend(facts, f);
	}
	return facts;
}

/* The same of lines, whose quantities are still to be converted. */
static List *
judge_lines(const FactRequest *request, const List *crossings)
{
	int			n = list_length(crossings);
	const GoodsLine **lines = palloc(sizeof(GoodsLine *) * Max(n, 1));
	double	   *qty = palloc(sizeof(double) * Max(n, 1));

	for (int i = 0; i < n; i++)
		lines[i] = ((Crossing *) list_nth(crossings, i))->line;
	goods_quantities(lines, n, qty);
	for (int i = 0; i < n; i++)
		((Crossing *) list_nth(crossings, i))->qty = qty[i];
	return crossing_facts(request, crossings);
}

static List *
add_crossing(List *crossings, const StorageRules *rules, const Crossing *c)
{
	Crossing   *kept;

	if (rule_allows(rules, c))
		return crossings;
	kept = palloc(sizeof(Crossing));
	*kept = *c;
	return lappend(crossings, kept);
}

List *
crossing_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	const StorageRules *rules = storage_rules();
	bool		customers = some_setting_is(request, CROSSING_PARAM_CUSTOMERS, 0);
	List	   *crossings = NIL;

	for (int i = 0; i < n; i++)
	{
		Crossing	c;

		if (lines[i].event != NULL && !lines[i].event->projected)
		{
			StockFlow	flow = flow_of_line(&lines[i]);

			(void) flows_set(&flow, NULL);
		}
		if (lines[i].qty <= 0)
			continue;
		if (owner_crosses(&lines[i], &c) && (customers || strcmp(c.purpose, "customer") != 0))
			crossings = add_crossing(crossings, rules, &c);
		if (company_crosses(&lines[i], &c))
			crossings = add_crossing(crossings, rules, &c);
	}
	return judge_lines(request, crossings);
}

/* The goods of a line that is another owner's now. */
static GoodsLine *
disowned_line(const DoneEdit *e)
{
	GoodsLine  *line = palloc0(sizeof(GoodsLine));

	line->move_id = e->move_id;
	line->line_id = e->id;
	line->product_id = e->after.ids[FIELD_PRODUCT];
	line->uom_id = e->after.ids[FIELD_UNIT];
	line->lot_id = e->after.ids[FIELD_LOT];
	line->location_id = e->after.ids[FIELD_SOURCE];
	line->location_dest_id = e->after.ids[FIELD_DESTINATION];
	line->company_id = e->company_id;
	line->picking_id = e->picking_id;
	line->actor_id = e->actor_id;
	line->qty = e->after.qty;
	return line;
}

/* A done line that gets another owner; all else that is corrected comes as goods. */
List *
crossing_from_corrections(const FactRequest *request, const Corrections *c)
{
	const StorageRules *rules = storage_rules();
	List	   *crossings = NIL;

	for (int i = 0; i < c->nedits; i++)
	{
		const DoneEdit *e = &c->edits[i];
		Crossing	crossing;
		StockFlow	before;
		StockFlow	after;

		if (!e->of_line || e->kind != EDIT_CHANGED)
			continue;
		before = flow_of_values(&e->before, e);
		after = flow_of_values(&e->after, e);
		(void) flows_set(&after, &before);
		/* Odoo may give goods that have just come their owner last */
		if (e->before.ids[FIELD_OWNER] == e->after.ids[FIELD_OWNER] || e->after.qty <= 0 ||
			flow_began_here(&after))
			continue;
		crossing = (Crossing) {disowned_line(e), "ownership", e->before.ids[FIELD_OWNER],
		e->after.ids[FIELD_OWNER]};
		crossings = add_crossing(crossings, rules, &crossing);
	}
	return judge_lines(request, crossings);
}

/* ---- quants ---- */

static bool
same_goods(const QuantKey *a, const QuantKey *b)
{
	return a->product_id == b->product_id && a->location_id == b->location_id &&
		a->lot_id == b->lot_id && a->package_id == b->package_id;
}

static int
compare_goods(const void *a, const void *b)
{
	return memcmp(&(*(QuantEntry *const *) a)->key, &(*(QuantEntry *const *) b)->key, sizeof(QuantKey));
}

/* Entries of keys in stock that have changed, those of the same goods side by side. */
static QuantEntry **
changed_stock(int *n)
{
	int			all;
	QuantEntry **quants = quants_sorted(&all);

	*n = 0;
	for (int i = 0; i < all; i++)
	{
		Location	loc;

		directory_location(quants[i]->key.location_id, &loc, NULL);
		if (usage_is_stock(loc.usage) && fabs(quants[i]->net) > NOISE)
			quants[(*n)++] = quants[i];
	}
	if (*n > 0)
		qsort(quants, *n, sizeof(QuantEntry *), compare_goods);
	return quants;
}

/* Keys of which the same goods have changed under another owner as well. */
static StockKeys *
renamed_keys(void)
{
	int			n;
	QuantEntry **quants = changed_stock(&n);
	StockKeys  *keys = stock_keys_new(8);

	for (int i = 0; i + 1 < n; i++)
	{
		if (!same_goods(&quants[i]->key, &quants[i + 1]->key))
			continue;
		stock_keys_add(keys, &quants[i]->key, NULL);
		stock_keys_add(keys, &quants[i + 1]->key, NULL);
	}
	return keys;
}

static GoodsLine *
renamed_line(const QuantKey *key)
{
	GoodsLine  *line = palloc0(sizeof(GoodsLine));
	const QuantEntry *entry = quants_entry(key);

	line->product_id = key->product_id;
	line->lot_id = key->lot_id;
	line->location_id = line->location_dest_id = key->location_id;
	line->from = line->to = USAGE_INTERNAL;
	line->company_id = entry->company_id;
	line->actor_id = entry->actor_id;
	return line;
}

/* What the key has more than lines say. */
static double
unexplained(const StockKey *k)
{
	return quants_net(&k->key) - k->net;
}

/* What one key has lost to the other, where no rule allows it. */
static List *
add_renamed(List *found, const StorageRules *rules, const StockKey *loser, const StockKey *winner)
{
	Crossing	c = {NULL, "ownership", loser->key.owner_id, winner->key.owner_id};

	c.qty = Min(-unexplained(loser), unexplained(winner));
	if (!(c.qty > NOISE))
		return found;
	c.line = renamed_line(&loser->key);
	return add_crossing(found, rules, &c);
}

/*
 * Of two keys of the same goods one has lost and the other gained more than
 * lines say: so much has changed its owner.
 */
List *
crossing_before_commit(const FactRequest *request)
{
	const StorageRules *rules = storage_rules();
	StockKeys  *keys = renamed_keys();
	int			nflows;
	StockFlow  *flows = flows_all(&nflows);
	List	   *found = NIL;

	if (keys->n == 0)
		return NIL;
	stock_keys_load(keys, flows, nflows);
	stock_keys_add_up(keys, flows, nflows);
	for (int i = 0; i < keys->n; i++)
	{
		for (int j = i + 1; j < keys->n && same_goods(&keys->keys[i].key, &keys->keys[j].key); j++)
		{
			found = add_renamed(found, rules, &keys->keys[i], &keys->keys[j]);
			found = add_renamed(found, rules, &keys->keys[j], &keys->keys[i]);
		}
	}
	return crossing_facts(request, found);
}
