/*-------------------------------------------------------------------------
 * negative_facts.c
 *		Facts of negative_stock: quant keys that this transaction leaves below
 *		zero, and lower than they were.
 *
 * Odoo promises no order between a move and its quants, and writes quants that
 * go below zero and come back within one edit. So nothing is read from single
 * rows: what will be there is what is on hand over all quants of the key, less
 * what this transaction has written to them so far, plus what the lines of its
 * done moves say. That is known when the move becomes done, whichever Odoo
 * writes first, and one query tells it for all keys of the statement. No cheaper
 * test will do: a key may be short by a second quant that nobody has touched.
 *
 * Two things are known at the end of the transaction only, and are judged
 * before commit by what is on hand then: goods that a subcontractor made, which
 * Odoo receives before it has them produced; and what a lot takes from stock
 * without a lot, which Odoo does where that is not reserved. With them comes
 * what was written to quants without any line: until then it counts for nothing.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/storage.h"
#include "facts/quant_journal.h"
#include "facts/stock_keys.h"
#include "facts/storage_facts.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define NOISE 1e-6				/* sums of decimals */

/* A key that is left below zero. */
typedef struct Shortage
{
	QuantKey	key;
	GoodsLine	line;
	double		before;
	double		final;
	bool		by_subcontractor;
	char	   *owner;
	char	   *package;
} Shortage;

static bool
wants_lock(const FactRequest *request)
{
	return !request->explain && (!isnan(request->active_floors[NEGATIVE_QTY]) ||
								 !isnan(request->active_floors[NEGATIVE_VALUE]));
}

/* Was the key told to be as low as this, by a statement before? */
static bool
told_already(const QuantKey *key, double final)
{
	const ToldKey *told = flows_told(key);

	return told != NULL && !told->undecided && final >= told->final - NOISE;
}

static void
tell(const Shortage *s, bool undecided)
{
	ToldKey		told = {.key = s->key,.final = s->final,.undecided = undecided,.line = s->line};

	flows_tell(&told);
}

/* ---- what a lot may take from stock without a lot ---- */

static QuantKey
without_lot(const QuantKey *key)
{
	QuantKey	other = *key;

	other.lot_id = 0;
	return other;
}

/* Take from what will be left there. */
static void
cover(Shortage *s, StockKey *unlotted)
{
	double		taken = Min(unlotted->on_hand, -s->final);

	if (taken <= NOISE)
		return;
	unlotted->on_hand -= taken;
	s->final += taken;
	tell(s, true);
}

static void
cover_lots(const FactRequest *request, Shortage *shortages, int n)
{
	StockKeys  *unlotted = stock_keys_new(n);
	int			nflows;
	StockFlow  *flows = flows_all(&nflows);

	for (int i = 0; i < n; i++)
	{
		QuantKey	key = without_lot(&shortages[i].key);

		if (shortages[i].key.lot_id != 0)
			stock_keys_add(unlotted, &key, NULL);
	}
	if (unlotted->n == 0)
		return;
	if (wants_lock(request))
		stock_keys_lock(unlotted);
	stock_keys_load(unlotted, flows, nflows);
	stock_keys_add_up(unlotted, flows, nflows);
	for (int i = 0; i < unlotted->n; i++)
		unlotted->keys[i].on_hand += unlotted->keys[i].net - quants_net(&unlotted->keys[i].key);
	for (int i = 0; i < n; i++)
	{
		QuantKey	key = without_lot(&shortages[i].key);

		if (shortages[i].key.lot_id != 0)
			cover(&shortages[i], stock_keys_find(unlotted, &key));
	}
}

/* ---- what else is to be known of them ---- */

static Datum
shortage_ids(const Shortage *shortages, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &shortages[i] + offset);
	return int_array(ids, n);
}

static void
look_up(Shortage *shortages, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	args[0] = shortage_ids(shortages, n, offsetof(Shortage, line.move_id));
	args[1] = shortage_ids(shortages, n, offsetof(Shortage, key.owner_id));
	args[2] = shortage_ids(shortages, n, offsetof(Shortage, key.package_id));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		/* a column that only a module brings is read through to_jsonb */
		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, (to_jsonb(m) ->> 'is_subcontract')::boolean, o.name, p.name"
							   " FROM unnest($1, $2, $3) WITH ORDINALITY u(move_id, owner_id, package_id, ord)"
							   " LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
							   " LEFT JOIN " ODOO_SCHEMA ".res_partner o ON o.id = u.owner_id"
							   " LEFT JOIN " ODOO_SCHEMA ".%s p ON p.id = u.package_id",
							   s->package_table),
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Shortage   *found = &shortages[result_int(i, 1) - 1];

		found->by_subcontractor = result_bool(i, 2);
		found->owner = result_text(i, 3, cxt);
		found->package = result_text(i, 4, cxt);
	}
	query_end(&scope);
}

/* ---- facts ---- */

static Fact *
make_fact(const Shortage *s)
{
	Fact	   *f = goods_line_fact(&negative_stock, &s->line, s->final);
	const char *key = psprintf("stock.quant:product=%d,location=%d,lot=%d,package=%d,owner=%d",
							   s->key.product_id, s->key.location_id, s->key.lot_id,
							   s->key.package_id, s->key.owner_id);

	if (s->line.move_id == 0)
	{
		f->model = "stock.quant";
		f->record_id = 0;
		f->words[STORAGE_STRAY] = "quant";
	}
	f->subject = f->picking_id == 0 ? key : psprintf("stock.picking:%d %s", f->picking_id, key);
	f->location_id = s->key.location_id;
	f->lot_id = s->key.lot_id;
	f->words[NEGATIVE_OWNER] = s->owner;
	f->words[NEGATIVE_PACKAGE] = s->package;
	return f;
}

static void
measure(Fact *f, const Shortage *s)
{
	f->expected = round_to(s->before, f->rounding);
	f->actual = round_to(s->final, f->rounding);
	f->deviation = Min(f->actual, 0);
	f->value = f->deviation * f->unit_cost;
	f->measured[NEGATIVE_QTY] = fabs(f->deviation);
	f->measured[NEGATIVE_VALUE] = fabs(f->value);
}

static List *
shortage_facts(const FactRequest *request, const Shortage *shortages, int n)
{
	List	   *all = NIL;
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
		all = lappend(all, make_fact(&shortages[i]));
	facts_describe(all, request->want_groups);
	for (int i = 0; i < n; i++)
	{
		Fact	   *f = list_nth(all, i);

		measure(f, &shortages[i]);
		if (!may_break(request, NEGATIVE_QTY, f->measured[NEGATIVE_QTY]) &&
			!may_break(request, NEGATIVE_VALUE, f->measured[NEGATIVE_VALUE]))
			continue;
		if (!request->explain)
			tell(&shortages[i], false);
		facts = lappend(facts, f);
	}
	return facts;
}

static void
add_shortage(Shortage *shortages, int *n, const StockKey *key, double before, double final)
{
	shortages[(*n)++] = (Shortage) {.key = key->key,.line = *key->line,.before = before,.final = final};
}

/* ---- at the end of a statement ---- */

/* Those of the keys that will be short by what the flows say. */
static Shortage *
find_shortages(const StockKeys *keys, int *n)
{
	Shortage   *shortages = palloc(sizeof(Shortage) * Max(keys->n, 1));

	*n = 0;
	for (int i = 0; i < keys->n; i++)
	{
		const StockKey *k = &keys->keys[i];
		double		before = k->on_hand - quants_net(&k->key);

		if (k->net < -NOISE && before + k->net < -NOISE && !told_already(&k->key, before + k->net))
			add_shortage(shortages, n, k, before, before + k->net);
	}
	return shortages;
}

/* What is short for good, as far as can be told now. */
static int
keep_certain(Shortage *shortages, int n)
{
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		if (shortages[i].final >= -NOISE)
			continue;
		if (shortages[i].by_subcontractor)
			tell(&shortages[i], true);
		else
			shortages[kept++] = shortages[i];
	}
	return kept;
}

static List *
judge_keys(const FactRequest *request, StockKeys *keys)
{
	int			nflows;
	StockFlow  *flows = flows_all(&nflows);
	Shortage   *shortages;
	int			n;

	if (keys->n == 0)
		return NIL;
	if (wants_lock(request))
		stock_keys_lock(keys);
	stock_keys_load(keys, flows, nflows);
	stock_keys_add_up(keys, flows, nflows);
	shortages = find_shortages(keys, &n);
	if (n == 0)
		return NIL;
	cover_lots(request, shortages, n);
	look_up(shortages, n);
	return shortage_facts(request, shortages, keep_certain(shortages, n));
}

/* A move that is not done, or is done already: what would be left, or is. */
static List *
explain_lines(const FactRequest *request, const GoodsLine *lines, int n)
{
	StockKeys  *keys = stock_keys_new(n);
	StockFlow  *flows = palloc(sizeof(StockFlow) * n);
	Shortage   *shortages = palloc(sizeof(Shortage) * n);
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		flows[i] = flow_of_line(&lines[i]);
		stock_keys_add(keys, &flows[i].out, &lines[i]);
	}
	if (keys->n == 0)
		return NIL;
	stock_keys_load(keys, flows, n);
	stock_keys_add_up(keys, flows, n);
	for (int i = 0; i < keys->n; i++)
	{
		const StockKey *k = &keys->keys[i];
		double		before = k->on_hand - (lines[0].event->was_done ? k->net : 0);

		if (k->net < -NOISE)
			add_shortage(shortages, &count, k, before, before + k->net);
	}
	if (count == 0)
		return NIL;
	look_up(shortages, count);
	return shortage_facts(request, shortages, count);
}

List *
negative_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	StockKeys  *keys;

	if (n > 0 && lines[0].event != NULL && lines[0].event->projected)
		return explain_lines(request, lines, n);
	keys = stock_keys_new(n);
	for (int i = 0; i < n; i++)
	{
		StockFlow	flow = flow_of_line(&lines[i]);

		/*
		 * What was corrected comes with the corrections, before and after. Of a
		 * move without lines it is not known which lot it takes: lines that
		 * come later, and the end of the transaction, tell.
		 */
		if ((lines[i].event != NULL || lines[i].late) && lines[i].line_id != 0 &&
			flows_set(&flow, NULL))
			stock_keys_add(keys, &flow.out, &lines[i]);
	}
	return judge_keys(request, keys);
}

/* The goods that an edit moves now. */
static GoodsLine *
edited_line(const DoneEdit *e)
{
	GoodsLine  *line = palloc0(sizeof(GoodsLine));

	line->move_id = e->move_id;
	line->line_id = e->id;
	line->product_id = e->after.ids[FIELD_PRODUCT];
	line->company_id = e->company_id;
	line->picking_id = e->picking_id;
	line->actor_id = e->actor_id;
	return line;
}

/*
 * A line that takes more from where it took, or from elsewhere, or takes back
 * what it has brought. What is done no longer, or deleted, leaves the quants as
 * they are: that is done_edit's.
 */
List *
negative_from_corrections(const FactRequest *request, const Corrections *c)
{
	StockKeys  *keys = stock_keys_new(c->nedits);

	for (int i = 0; i < c->nedits; i++)
	{
		const DoneEdit *e = &c->edits[i];
		StockFlow	before;
		StockFlow	after;

		if (!e->of_line || e->kind != EDIT_CHANGED)
			continue;
		before = flow_of_values(&e->before, e);
		after = flow_of_values(&e->after, e);
		if (flows_set(&after, &before))
		{
			GoodsLine  *line = edited_line(e);

			stock_keys_add(keys, &before.in, line);
			stock_keys_add(keys, &after.out, line);
		}
	}
	return judge_keys(request, keys);
}

/* ---- before commit ---- */

/* Nobody has judged it as it is now: quants are not what the lines say, or it was left for now. */
static bool
is_open(const StockKey *k, double written)
{
	const ToldKey *told = flows_told(&k->key);

	return (told != NULL && told->undecided) || !(fabs(k->net - written) <= NOISE);
}

static GoodsLine *
written_line(const QuantEntry *q)
{
	const ToldKey *told = flows_told(&q->key);
	GoodsLine  *line = palloc0(sizeof(GoodsLine));

	if (told != NULL)
		*line = told->line;
	line->product_id = q->key.product_id;
	line->company_id = q->company_id;
	line->actor_id = q->actor_id;
	return line;
}

/* Stock keys that have less than before. */
static StockKeys *
lowered_keys(void)
{
	int			n;
	QuantEntry **quants = quants_sorted(&n);
	StockKeys  *keys = stock_keys_new(n);

	for (int i = 0; i < n; i++)
	{
		Location	loc;

		directory_location(quants[i]->key.location_id, &loc, NULL);
		if (quants[i]->net < -NOISE && usage_is_stock(loc.usage))
			stock_keys_add(keys, &quants[i]->key, written_line(quants[i]));
	}
	return keys;
}

static StockKeys *
open_keys(void)
{
	StockKeys  *all = lowered_keys();
	StockKeys  *open = stock_keys_new(all->n);
	int			nflows;
	const StockFlow *flows = flows_all(&nflows);

	stock_keys_add_up(all, flows, nflows);
	for (int i = 0; i < all->n; i++)
	{
		if (is_open(&all->keys[i], quants_net(&all->keys[i].key)))
			stock_keys_add(open, &all->keys[i].key, all->keys[i].line);
	}
	return open;
}

List *
negative_before_commit(const FactRequest *request)
{
	StockKeys  *keys = open_keys();
	Shortage   *shortages = palloc(sizeof(Shortage) * Max(keys->n, 1));
	int			n = 0;

	if (keys->n == 0)
		return NIL;
	if (wants_lock(request))
		stock_keys_lock(keys);
	stock_keys_load(keys, NULL, 0);
	for (int i = 0; i < keys->n; i++)
	{
		const StockKey *k = &keys->keys[i];

		if (k->on_hand < -NOISE && !told_already(&k->key, k->on_hand))
			add_shortage(shortages, &n, k, k->on_hand - quants_net(&k->key), k->on_hand);
	}
	if (n == 0)
		return NIL;
	look_up(shortages, n);
	return shortage_facts(request, shortages, n);
}
