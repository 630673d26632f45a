/*-------------------------------------------------------------------------
 * allocation_facts.c
 *		Facts of allocation_override: who has lost reserved goods in this
 *		transaction, and who has got the same goods.
 *
 * Odoo gives no sign of it: whoever takes more than is free has the lines of
 * others shortened or deleted, before or after his own move is done, and has
 * them reserve what is left elsewhere. So what transfers hold is compared, now
 * and before the transaction; only where one has lost goods of a product and
 * another has taken some is anything asked.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/outbound.h"
#include "facts/outbound_facts.h"
#include "facts/releases.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* What a move of a transfer holds of a quant key: reserved, or done. */
typedef struct HeldLine
{
	int32		picking_id;
	int32		move_id;
	QuantKey	key;
	double		qty;			/* product's unit */
	bool		ended;			/* the move is done or cancelled */
} HeldLine;

typedef struct HeldLines
{
	HeldLine   *lines;
	int			n;
} HeldLines;

/* A quant key of which more was reserved than there was, before the transaction. */
typedef struct Excess
{
	QuantKey	key;
	double		qty;
} Excess;

typedef struct ExcessList
{
	Excess	   *items;
	int			n;
} ExcessList;

/* A transfer, as far as it matters whether two are of the same order. */
typedef struct Transfer
{
	int32		picking_id;
	int32		sale_id;
	int32		backorder_id;
	const char *origin;
	const char *name;
	bool		urgent;
} Transfer;

static char *
held_query(const OdooSchema *s)
{
	const char *held = s->line_reserved
		? psprintf("CASE WHEN m.state = 'done' THEN ml.%s ELSE ml.%s END", s->line_qty, s->line_reserved)
		: psprintf("ml.%s", s->line_qty);

	return psprintf("SELECT m.picking_id, m.id, ml.product_id, ml.location_id, ml.lot_id, ml.package_id, ml.owner_id,"
					" (%s)::float8, m.state IN ('done', 'cancel')"
					" FROM " ODOO_SCHEMA ".stock_move m"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move_line ml ON ml.move_id = m.id"
					" LEFT JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = ml.product_id"
					" LEFT JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = ml.product_uom_id"
					" WHERE m.picking_id = ANY ($1) AND m.product_id = ANY ($2)",
					sql_to_product_uom(s, psprintf("COALESCE(%s, 0)", held), "lu", "pu"));
}

static HeldLines
load_held(Datum *args, QuerySnapshot see)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	HeldLines	held;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, held_query(s), 2, types);
	}
	rows = query_run(&query, args, NULL, see);
	held.lines = MemoryContextAllocHuge(cxt, sizeof(HeldLine) * Max(rows, 1));
	held.n = (int) rows;
	for (uint64 i = 0; i < rows; i++)
	{
		HeldLine   *l = &held.lines[i];

		memset(l, 0, sizeof(HeldLine));
		l->picking_id = result_int(i, 1);
		l->move_id = result_int(i, 2);
		l->key.product_id = result_int(i, 3);
		l->key.location_id = result_int(i, 4);
		l->key.lot_id = result_int(i, 5);
		l->key.package_id = result_int(i, 6);
		l->key.owner_id = result_int(i, 7);
		l->qty = result_float(i, 8);
		l->ended = result_bool(i, 9);
	}
	query_end(&scope);
	return held;
}

/*
 * From 17 on who enters more than is free for a transfer reserves it for that,
 * in a transaction of its own; others lose it only when that is done.
 */
static ExcessList
load_excess(Datum products)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	ExcessList	list;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT q.product_id, q.location_id, q.lot_id, q.package_id, q.owner_id,"
					  " (sum(q.reserved_quantity) - sum(COALESCE(q.quantity, 0)))::float8"
					  " FROM " ODOO_SCHEMA ".stock_quant q WHERE q.product_id = ANY ($1)"
					  " GROUP BY 1, 2, 3, 4, 5 HAVING sum(q.reserved_quantity) > sum(COALESCE(q.quantity, 0))",
					  1, &type);
	}
	rows = query_run(&query, &products, NULL, SEE_BEFORE);
	list.items = MemoryContextAllocHuge(cxt, sizeof(Excess) * Max(rows, 1));
	list.n = (int) rows;
	for (uint64 i = 0; i < rows; i++)
	{
		memset(&list.items[i], 0, sizeof(Excess));
		list.items[i].key = (QuantKey) {result_int(i, 1), result_int(i, 2), result_int(i, 3),
										result_int(i, 4), result_int(i, 5)};
		list.items[i].qty = result_float(i, 6);
	}
	query_end(&scope);
	return list;
}

static double
excess_of(const ExcessList *list, const QuantKey *key)
{
	for (int i = 0; i < list->n; i++)
	{
		if (memcmp(&list->items[i].key, key, sizeof(QuantKey)) == 0)
			return list->items[i].qty;
	}
	return 0;
}

static Transfer *
load_transfers(const int32 *pickings, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Transfer   *transfers = palloc0(sizeof(Transfer) * Max(n, 1));
	Datum		arg = int_array(pickings, n);
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, k.id, %s, k.backorder_id, NULLIF(btrim(k.origin), ''), k.name,"
							   " COALESCE(k.priority, '0') = '1'"
							   " FROM unnest($1) WITH ORDINALITY u(id, ord)"
							   " JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.id",
							   s->picking_has_sale ? "k.sale_id" : "NULL::int4"), 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Transfer   *t = &transfers[result_int(i, 1) - 1];

		t->picking_id = result_int(i, 2);
		t->sale_id = result_int(i, 3);
		t->backorder_id = result_int(i, 4);
		t->origin = result_text(i, 5, cxt);
		t->name = result_text(i, 6, cxt);
		t->urgent = result_bool(i, 7);
	}
	query_end(&scope);
	return transfers;
}

/* Anybody may type a source document: it tells nothing where a sale does. */
static bool
same_order(const Transfer *a, const Transfer *b)
{
	if (a->picking_id == b->picking_id)
		return true;
	if (a->sale_id != 0 || b->sale_id != 0)
		return a->sale_id == b->sale_id;
	if (a->picking_id != 0 && b->picking_id != 0 &&
		(a->backorder_id == b->picking_id || b->backorder_id == a->picking_id))
		return true;
	return a->origin != NULL && b->origin != NULL && strcmp(a->origin, b->origin) == 0;
}

/* ---- what one holds ---- */

/* Has the move ended by now? One that is gone has, too. */
static bool
move_ended(const HeldLines *now, int32 move_id)
{
	for (int i = 0; i < now->n; i++)
	{
		if (now->lines[i].move_id == move_id)
			return now->lines[i].ended;
	}
	return true;
}

/* Held by open moves of the transfer: of one key, or (key NULL) of the product. */
static double
held_open(const HeldLines *held, const HeldLines *now, int32 picking_id, int32 product_id,
		  const QuantKey *key)
{
	double		sum = 0;

	for (int i = 0; i < held->n; i++)
	{
		const HeldLine *l = &held->lines[i];

		if (l->picking_id == picking_id && l->key.product_id == product_id && l->qty != 0 &&
			(key == NULL || memcmp(&l->key, key, sizeof(QuantKey)) == 0) &&
			!move_ended(now, l->move_id))
			sum += l->qty;
	}
	return sum;
}

/* Held or done by the transfer of one key, whatever became of its moves. */
static double
held_all(const HeldLines *held, int32 picking_id, const QuantKey *key)
{
	double		sum = 0;

	for (int i = 0; i < held->n; i++)
	{
		const HeldLine *l = &held->lines[i];

		if (l->picking_id == picking_id && memcmp(&l->key, key, sizeof(QuantKey)) == 0)
			sum += l->qty;
	}
	return sum;
}

/* Was this key among the lines before this one already? */
static bool
key_seen(const HeldLines *held, int before, int32 picking_id, const QuantKey *key)
{
	for (int i = 0; i < before; i++)
	{
		if (held->lines[i].picking_id == picking_id &&
			memcmp(&held->lines[i].key, key, sizeof(QuantKey)) == 0)
			return true;
	}
	return false;
}

/* What `to` has got of just the goods that `from` has lost, and has not made up for. */
static double
taken(const HeldLines *before, const HeldLines *now, const ExcessList *excess, int32 to, int32 from,
	  int32 product_id, double *held)
{
	double		sum = 0;
	double		lost;

	*held = held_open(before, now, from, product_id, NULL);
	lost = *held - held_open(now, now, from, product_id, NULL);
	for (int i = 0; i < before->n && lost > 0; i++)
	{
		const HeldLine *l = &before->lines[i];
		double		loss;
		double		gain;

		if (l->picking_id != from || l->key.product_id != product_id || l->qty == 0 ||
			key_seen(before, i, from, &l->key))
			continue;
		loss = held_open(before, now, from, product_id, &l->key) -
			held_open(now, now, from, product_id, &l->key);
		gain = Max(held_all(now, to, &l->key) - held_all(before, to, &l->key), 0) +
			Min(held_all(before, to, &l->key), excess_of(excess, &l->key));
		sum += Max(Min(loss, gain), 0);
	}
	return Min(sum, Max(lost, 0));
}

/* ---- facts ---- */

static Fact *
make_fact(const Holding *taking, const Transfer *from, const Transfer *to, double held, double qty)
{
	Fact	   *f = fact_new(&allocation_override);

	f->model = "stock.picking";
	f->record_id = f->picking_id = taking->picking_id;
	f->subject = psprintf("stock.picking:%d from:%d product:%d", taking->picking_id,
						  from->picking_id, taking->product_id);
	f->scope.product_id = taking->product_id;
	f->scope.company_id = taking->company_id;
	f->actor_id = taking->actor_id;
	f->expected = held;
	f->deviation = -qty;
	f->words[ALLOCATION_FROM] = from->name;
	f->words[ALLOCATION_URGENT] = to->urgent && !from->urgent ? "urgent" : NULL;
	return f;
}

static List *
finish(const FactRequest *request, List *facts)
{
	List	   *kept = NIL;
	ListCell   *lc;

	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);
		int32		from;

		f->expected = round_to(f->expected, f->rounding);
		f->deviation = round_to(f->deviation, f->rounding);
		f->actual = f->expected + f->deviation;
		f->value = f->deviation * f->unit_cost;
		f->measured[ALLOCATION_QTY] = fabs(f->deviation);
		f->measured[ALLOCATION_VALUE] = fabs(f->value);
		if (!may_break(request, ALLOCATION_QTY, f->measured[ALLOCATION_QTY]) &&
			!may_break(request, ALLOCATION_VALUE, f->measured[ALLOCATION_VALUE]))
			continue;
		from = (int32) strtol(strstr(f->subject, "from:") + strlen("from:"), NULL, 10);
		if (!taking_told(f->picking_id, from, f->scope.product_id, fabs(f->deviation)))
			kept = lappend(kept, f);
	}
	return kept;
}

/* Pairs that may have to do with each other: another transfer, the same product. */
static bool
may_concern(const Holding *release, const Holding *taking)
{
	return release->product_id == taking->product_id && release->picking_id != taking->picking_id;
}

static List *
compare(const FactRequest *request, const Holding *releases, int nreleases, const Holding *takings,
		int ntakings)
{
	int			n = nreleases + ntakings;
	int32	   *pickings = palloc(sizeof(int32) * Max(n, 1));
	int32	   *products = palloc(sizeof(int32) * Max(nreleases, 1));
	Transfer   *transfers;
	HeldLines	now;
	HeldLines	before;
	ExcessList	excess;
	Datum		args[2];
	List	   *facts = NIL;

	for (int i = 0; i < nreleases; i++)
	{
		pickings[i] = releases[i].picking_id;
		products[i] = releases[i].product_id;
	}
	for (int i = 0; i < ntakings; i++)
		pickings[nreleases + i] = takings[i].picking_id;
	args[0] = int_array(pickings, n);
	args[1] = int_array(products, nreleases);
	now = load_held(args, SEE_LATEST);
	before = load_held(args, SEE_BEFORE);
	excess = load_excess(args[1]);
	transfers = load_transfers(pickings, n);
	for (int r = 0; r < nreleases; r++)
	{
		for (int t = 0; t < ntakings; t++)
		{
			const Transfer *from = &transfers[r];
			const Transfer *to = &transfers[nreleases + t];
			double		held;
			double		qty;

			if (!may_concern(&releases[r], &takings[t]) || same_order(from, to))
				continue;
			qty = taken(&before, &now, &excess, to->picking_id, from->picking_id, releases[r].product_id, &held);
			if (qty > 0)
				facts = lappend(facts, make_fact(&takings[t], from, to, held, qty));
		}
	}
	return finish(request, facts);
}

/* The releases and takings of which two may concern each other; no query where none do. */
static List *
judge(const FactRequest *request, const Holding *takings, int ntakings)
{
	int			nreleases;
	const Holding *releases = releases_all(&nreleases);
	Holding    *lost = palloc(sizeof(Holding) * Max(nreleases, 1));
	Holding    *got = palloc(sizeof(Holding) * Max(ntakings, 1));
	int			nlost = 0;
	int			ngot = 0;

	for (int r = 0; r < nreleases; r++)
	{
		bool		concerns = false;

		for (int t = 0; t < ntakings && !concerns; t++)
			concerns = may_concern(&releases[r], &takings[t]);
		for (int i = 0; i < nlost && concerns; i++)
			concerns = lost[i].picking_id != releases[r].picking_id ||
				lost[i].product_id != releases[r].product_id;
		if (concerns)
			lost[nlost++] = releases[r];
	}
	for (int t = 0; t < ntakings && nlost > 0; t++)
	{
		bool		concerns = false;

		for (int r = 0; r < nlost && !concerns; r++)
			concerns = may_concern(&lost[r], &takings[t]);
		for (int i = 0; i < ngot && concerns; i++)
			concerns = got[i].picking_id != takings[t].picking_id ||
				got[i].product_id != takings[t].product_id;
		if (concerns)
			got[ngot++] = takings[t];
	}
	return ngot > 0 ? compare(request, lost, nlost, got, ngot) : NIL;
}

List *
allocation_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	const Holding *takings;
	int			count;
	bool		any = false;

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];
		Holding		taking = {.picking_id = e->picking_id,.product_id = e->product_id,
			.company_id = e->company_id,.actor_id = e->actor_id};

		if (!e->done || e->projected || e->picking_id == 0 || !usage_is_stock(e->from) ||
			e->done_qty <= e->old_done_qty || e->actor_id <= ODOOBOT_ID)
			continue;
		takings_add(&taking);
		any = true;
	}
	if (!any)
		return NIL;
	takings = takings_all(&count);
	return judge(request, takings, count);
}

List *
allocation_from_reservations(const FactRequest *request, const GoodsLine *lines, int n)
{
	Holding    *takings;
	int			nreleases;
	int			count = 0;

	(void) releases_all(&nreleases);
	if (nreleases == 0)
		return NIL;
	takings = palloc0(sizeof(Holding) * n);
	for (int i = 0; i < n; i++)
	{
		if (lines[i].picking_id == 0 || !usage_is_stock(lines[i].from) ||
			lines[i].actor_id <= ODOOBOT_ID)
			continue;
		takings[count].picking_id = lines[i].picking_id;
		takings[count].product_id = lines[i].product_id;
		takings[count].company_id = lines[i].company_id;
		takings[count++].actor_id = lines[i].actor_id;
	}
	return judge(request, takings, count);
}

List *
allocation_from_releases(const FactRequest *request)
{
	int			count;
	const Holding *takings = takings_all(&count);

	return judge(request, takings, count);
}
