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
#include "utils/hsearch.h"

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

/* A key as a transfer holds it: in all, and by its moves that have not ended by now. */
typedef struct KeyUse
{
	int32		picking_id;		/* hash key, with the next */
	QuantKey	key;
	double		all_before;
	double		all_now;
	double		open_before;
	double		open_now;
	struct KeyUse *next;		/* of the same transfer */
} KeyUse;

typedef struct PickingUse
{
	int32		picking_id;		/* hash key */
	KeyUse	   *first;
} PickingUse;

typedef struct MoveEnd
{
	int32		move_id;		/* hash key */
	bool		ended;
} MoveEnd;

typedef struct Ledger
{
	HTAB	   *keys;
	HTAB	   *pickings;
	HTAB	   *moves;
} Ledger;

static HTAB *
make_hash(const char *name, Size key, Size entry, int n)
{
	HASHCTL		ctl = {.keysize = key,.entrysize = entry,.hcxt = CurrentMemoryContext};

	return hash_create(name, Max(n, 16), &ctl, HASH_ELEM | HASH_BLOBS | HASH_CONTEXT);
}

/* Has the move ended by now? One that is gone has, too. */
static bool
move_ended(const Ledger *ledger, int32 move_id)
{
	const MoveEnd *move = hash_search(ledger->moves, &move_id, HASH_FIND, NULL);

	return move == NULL || move->ended;
}

static KeyUse *
key_use(const Ledger *ledger, int32 picking_id, const QuantKey *key, HASHACTION action)
{
	KeyUse		id = {.picking_id = picking_id,.key = *key};
	PickingUse *of;
	KeyUse	   *use;
	bool		found;

	use = hash_search(ledger->keys, &id, action, &found);
	if (found || action == HASH_FIND)
		return use;
	use->all_before = use->all_now = use->open_before = use->open_now = 0;
	of = hash_search(ledger->pickings, &picking_id, HASH_ENTER, &found);
	use->next = found ? of->first : NULL;
	of->first = use;
	return use;
}

static void
add_held(const Ledger *ledger, const HeldLines *held, bool now)
{
	for (int i = 0; i < held->n; i++)
	{
		const HeldLine *l = &held->lines[i];
		KeyUse	   *use;

		if (l->qty == 0)
			continue;
		use = key_use(ledger, l->picking_id, &l->key, HASH_ENTER);
		*(now ? &use->all_now : &use->all_before) += l->qty;
		if (!move_ended(ledger, l->move_id))
			*(now ? &use->open_now : &use->open_before) += l->qty;
	}
}

static Ledger
make_ledger(const HeldLines *before, const HeldLines *now)
{
	Ledger		ledger;
	int			n = before->n + now->n;

	ledger.keys = make_hash("held keys", offsetof(KeyUse, all_before), sizeof(KeyUse), n);
	ledger.pickings = make_hash("holding transfers", sizeof(int32), sizeof(PickingUse), n);
	ledger.moves = make_hash("holding moves", sizeof(int32), sizeof(MoveEnd), now->n);
	for (int i = 0; i < now->n; i++)
		((MoveEnd *) hash_search(ledger.moves, &now->lines[i].move_id, HASH_ENTER, NULL))->ended =
			now->lines[i].ended;
	add_held(&ledger, before, false);
	add_held(&ledger, now, true);
	return ledger;
}

/* Keys of a transfer; NULL where it holds none. */
static const KeyUse *
uses_of(const Ledger *ledger, int32 picking_id)
{
	const PickingUse *of = hash_search(ledger->pickings, &picking_id, HASH_FIND, NULL);

	return of == NULL ? NULL : of->first;
}

/* What the transfer's open moves held of the product before, and have lost of it in all. */
static double
lost_of(const KeyUse *uses, int32 product_id, double *held)
{
	double		lost = 0;

	*held = 0;
	for (const KeyUse *use = uses; use != NULL; use = use->next)
	{
		if (use->key.product_id != product_id)
			continue;
		*held += use->open_before;
		lost += use->open_before - use->open_now;
	}
	return lost;
}

/* What `to` has got of just the goods that were lost, and were not made up for. */
static double
taken(const Ledger *ledger, const ExcessList *excess, int32 to, const KeyUse *uses, int32 product_id,
	  double lost)
{
	double		sum = 0;

	for (const KeyUse *use = uses; use != NULL; use = use->next)
	{
		const KeyUse *got;
		double		loss = use->open_before - use->open_now;
		double		gain;

		if (use->key.product_id != product_id || loss <= 0)
			continue;
		got = key_use(ledger, to, &use->key, HASH_FIND);
		if (got == NULL)
			continue;
		gain = Max(got->all_now - got->all_before, 0);
		if (got->all_before > 0)
			gain += Min(got->all_before, excess_of(excess, &use->key));
		sum += Max(Min(loss, gain), 0);
	}
	return Min(sum, lost);
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
	Ledger		ledger;
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
	ledger = make_ledger(&before, &now);
	for (int r = 0; r < nreleases; r++)
	{
		const KeyUse *uses = uses_of(&ledger, transfers[r].picking_id);
		double		held;
		double		lost = lost_of(uses, releases[r].product_id, &held);

		for (int t = 0; t < ntakings && lost > 0; t++)
		{
			const Transfer *to = &transfers[nreleases + t];
			double		qty;

			if (!may_concern(&releases[r], &takings[t]) || same_order(&transfers[r], to))
				continue;
			qty = taken(&ledger, &excess, to->picking_id, uses, releases[r].product_id, lost);
			if (qty > 0)
				facts = lappend(facts, make_fact(&takings[t], &transfers[r], to, held, qty));
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
