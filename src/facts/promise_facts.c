/*-------------------------------------------------------------------------
 * promise_facts.c
 *		Facts about lots that move instead of those that were promised.
 *
 * Promised is, the first that there is: the lot the move is restricted to; the
 * lots that the step before has picked for it; those its lines were reserved to
 * when the transaction began. Where a reservation was changed to another lot
 * before, or was emptied, the lot it had first counts: that is kept when it
 * happens, in the table lot_promise. Reserved and done are the same rows of Odoo, so what was
 * reserved is read as it was before the transaction.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/lots.h"
#include "facts/lot_facts.h"
#include "odoo/id_query.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* The strongest last. */
typedef enum PromiseKind
{
	PROMISED_BY_RESERVATION, PROMISED_BY_PICK, PROMISED_BY_RESTRICTION
} PromiseKind;

typedef struct Promise
{
	int32		move_id;
	int32		line_id;		/* of a reservation */
	int32		lot_id;
	PromiseKind kind;
	double		qty;			/* in the move's unit; 0: not limited */
	bool		emptied;		/* reserved nothing when the transaction began, but something before */
} Promise;

/* Goods of a transfer that leave a place in stock; what is done only, corrections are done_edit's. */
static bool
may_substitute(const GoodsLine *l)
{
	return l->lot_id != 0 && l->picking_id != 0 && (l->event != NULL || l->late) && l->to != USAGE_INVENTORY &&
		usage_is_stock(l->from) && l->location_id != l->location_dest_id && l->qty > 0;
}

static int
compare_goods(const void *a, const void *b)
{
	const GoodsLine *x = a;
	const GoodsLine *y = b;

	if (x->move_id != y->move_id)
		return (x->move_id > y->move_id) - (x->move_id < y->move_id);
	return (x->line_id > y->line_id) - (x->line_id < y->line_id);
}

/* Those of the lines that may go in place of others, sorted by move. */
static GoodsLine *
possible_substitutes(const GoodsLine *lines, int n, int *count)
{
	GoodsLine  *found = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(GoodsLine) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (may_substitute(&lines[i]))
			found[(*count)++] = lines[i];
	}
	qsort(found, *count, sizeof(GoodsLine), compare_goods);
	return found;
}

static int32 *
moves_of(const GoodsLine *lines, int n, int *count)
{
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		moves[i] = lines[i].move_id;
	*count = unique_ids(moves, n);
	return moves;
}

/*
 * As it was before the transaction. A line that was added by hand beyond what
 * the move needs is no promise: reservations come first. Lines that were emptied
 * of their lot or quantity may have been promised before.
 */
static char *
promises_query(const OdooSchema *s)
{
	const char *reserved = s->line_reserved ? s->line_reserved : s->line_qty;

	return psprintf("SELECT r.move_id, r.line_id, r.lot_id, 0, r.qty::float8 FROM ("
					"  SELECT u.id AS move_id, l.id AS line_id, l.lot_id, l.%1$s AS qty, m.product_uom_qty AS demand,"
					"   sum(l.%1$s) OVER (PARTITION BY u.id ORDER BY l.id) - l.%1$s AS before"
					"  FROM unnest($1) u(id) JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id AND m.state <> 'done'"
					"  JOIN " ODOO_SCHEMA ".stock_move_line l ON l.move_id = u.id AND l.%1$s >= 0) r"
					" WHERE r.before < r.demand"
					" UNION ALL"
					" SELECT u.id, 0, l.lot_id, 1, l.%2$s::float8"
					" FROM unnest($1) u(id)"
					" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id"
					" JOIN " ODOO_SCHEMA ".stock_move_move_rel c ON c.move_dest_id = u.id"
					" JOIN " ODOO_SCHEMA ".stock_move o ON o.id = c.move_orig_id AND o.state = 'done' AND o.product_id = m.product_id"
					" JOIN " ODOO_SCHEMA ".stock_location p ON p.id = o.location_id AND p.usage IN ('internal', 'transit')"
					" JOIN " ODOO_SCHEMA ".stock_move_line l ON l.move_id = o.id AND l.lot_id IS NOT NULL AND l.%2$s > 0"
					"%3$s",
					reserved, s->line_qty, s->move_has_lot
					? " UNION ALL SELECT m.id, 0, m.restrict_lot_id, 2, 0 FROM " ODOO_SCHEMA ".stock_move m"
					" WHERE m.id = ANY ($1) AND m.restrict_lot_id IS NOT NULL" : "");
}

static Promise *
load_promises(const int32 *moves, int n, int *count)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = int_array(moves, n);
	Promise    *promises;
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, promises_query(s), 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_BEFORE);
	promises = MemoryContextAllocHuge(cxt, sizeof(Promise) * Max(rows, 1));
	*count = (int) rows;
	for (uint64 i = 0; i < rows; i++)
		promises[i] = (Promise) {result_int(i, 1), result_int(i, 2), result_int(i, 3), result_int(i, 4), result_float(i, 5)};
	query_end(&scope);
	return promises;
}

static int
compare_lines(const void *a, const void *b)
{
	int32		x = ((const Promise *) a)->line_id;
	int32		y = ((const Promise *) b)->line_id;

	return (x > y) - (x < y);
}

/* Lines that were reserved to another lot first, or to more than nothing. Sorts by line. */
static void
recall_first_lots(const int32 *moves, int nmoves, Promise *promises, int n)
{
	static KeptQuery query;
	Datum		arg = int_array(moves, nmoves);
	QueryScope	scope;
	uint64		rows;

	qsort(promises, n, sizeof(Promise), compare_lines);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1, "SELECT DISTINCT ON (p.move_id, p.line_id) p.move_id, p.line_id, p.lot_id, p.qty"
					  " FROM inventory_gov.lot_promise p WHERE p.move_id = ANY ($1)"
					  " ORDER BY p.move_id, p.line_id, p.id", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 r = 0; r < rows; r++)
	{
		Promise		key = {.line_id = result_int(r, 2)};
		Promise    *p = bsearch(&key, promises, n, sizeof(Promise), compare_lines);

		if (p == NULL || p->move_id != result_int(r, 1))
			continue;
		p->lot_id = result_int(r, 3);
		p->emptied = p->qty <= 0;
		if (p->emptied)
			p->qty = result_float(r, 4);
	}
	query_end(&scope);
}

/* Without lines that reserve nothing, and emptied ones of which nothing is done now. */
static int
drop_empty(Promise *promises, int n, const GoodsLine *lines, int nlines)
{
	int32	   *moving = palloc(sizeof(int32) * Max(nlines, 1));
	int			nmoving;
	int			kept = 0;

	for (int i = 0; i < nlines; i++)
		moving[i] = lines[i].line_id;
	nmoving = unique_ids(moving, nlines);
	for (int i = 0; i < n; i++)
	{
		const Promise *p = &promises[i];

		if (p->kind == PROMISED_BY_RESERVATION &&
			(p->lot_id == 0 || p->qty <= 0 || (p->emptied && find_id(moving, nmoving, p->line_id) < 0)))
			continue;
		promises[kept++] = *p;
	}
	return kept;
}

/*
 * A line that changes after its move was judged replaces what it was promised
 * itself; one that is added then comes on top. The promises are sorted by line.
 */
static int
drop_added(GoodsLine *lines, int n, const Promise *promises, int npromises)
{
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		Promise		key = {.line_id = lines[i].line_id};

		if (!lines[i].late ||
			bsearch(&key, promises, npromises, sizeof(Promise), compare_lines) != NULL)
			lines[kept++] = lines[i];
	}
	return kept;
}

static int
compare_promises(const void *a, const void *b)
{
	const Promise *x = a;
	const Promise *y = b;

	if (x->move_id != y->move_id)
		return (x->move_id > y->move_id) - (x->move_id < y->move_id);
	return (x->kind < y->kind) - (x->kind > y->kind);
}

static int
compare_move_ids(const void *a, const void *b)
{
	return (*(const int32 *) a > *(const int32 *) b) - (*(const int32 *) a < *(const int32 *) b);
}

/* The move's promises in the sorted array; *n of the strongest kind. */
static const Promise *
promises_of(const Promise *promises, int count, int32 move_id, int *n)
{
	const Promise *p = bsearch(&move_id, promises, count, sizeof(Promise), compare_move_ids);

	*n = 0;
	if (p == NULL)
		return NULL;
	while (p > promises && p[-1].move_id == move_id)
		p--;
	while (&p[*n] < &promises[count] && p[*n].move_id == move_id && p[*n].kind == p->kind)
		(*n)++;
	return p;
}

static bool
is_promised(const Promise *promises, int n, int32 lot_id)
{
	for (int i = 0; i < n; i++)
	{
		if (promises[i].lot_id == lot_id)
			return true;
	}
	return false;
}

static double
promised_qty(const Promise *promises, int n)
{
	double		sum = 0;

	for (int i = 0; i < n; i++)
	{
		if (promises[i].qty <= 0)
			return INFINITY;
		sum += promises[i].qty;
	}
	return sum;
}

/* Names of lots, each once, separated by commas. */
static char *
lot_names(const int32 *lots, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = int_array(lots, n);
	QueryScope	scope;
	char	   *names;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, "SELECT string_agg(l.name, ', ' ORDER BY l.name, l.id)"
					  " FROM " ODOO_SCHEMA ".stock_lot l WHERE l.id = ANY ($1)", 1, &type);
	}
	(void) query_run(&query, &arg, NULL, SEE_LATEST);
	names = result_text(0, 1, cxt);
	query_end(&scope);
	return names;
}

static Fact *
make_fact(const GoodsLine *first, const Promise *promises, int npromises, const int32 *lots, int nlots, double qty)
{
	Fact	   *f = goods_line_fact(&lot_substitution, first, qty);
	int32	   *promised = palloc(sizeof(int32) * npromises);

	for (int i = 0; i < npromises; i++)
		promised[i] = promises[i].lot_id;
	f->model = "stock.move";
	f->record_id = first->move_id;
	f->subject = psprintf("stock.move:%d", first->move_id);
	f->expected = 0;
	f->measured[SUBSTITUTED_LOTS] = nlots;
	f->measured[SUBSTITUTED_QTY] = qty;
	f->words[SUBSTITUTION_DONE] = lot_names(lots, nlots);
	f->words[SUBSTITUTION_PROMISED] = lot_names(promised, npromises);
	return f;
}

/*
 * What of one move's lines nobody promised, NULL where that is nothing. What
 * comes on top of all that was promised replaces nothing.
 */
static Fact *
judge_move(const FactRequest *request, const GoodsLine *lines, int n, const Promise *promises, int npromises)
{
	const GoodsLine **mine = palloc(sizeof(GoodsLine *) * n);
	double	   *qty = palloc(sizeof(double) * n);
	int32	   *lots = palloc(sizeof(int32) * n);
	const GoodsLine *first = NULL;
	double		kept = 0;
	double		other = 0;
	int			nlots = 0;

	for (int i = 0; i < n; i++)
	{
		mine[i] = &lines[i];
		if (!is_promised(promises, npromises, lines[i].lot_id))
			first = first ? first : &lines[i];
	}
	if (first == NULL && request->explain)
		first = &lines[0];
	if (first == NULL)
		return NULL;
	goods_quantities(mine, n, qty);
	for (int i = 0; i < n; i++)
	{
		if (is_promised(promises, npromises, lines[i].lot_id))
			kept += qty[i];
		else
		{
			bool		known = false;

			other += qty[i];
			for (int j = 0; j < nlots; j++)
				known |= lots[j] == lines[i].lot_id;
			if (!known)
				lots[nlots++] = lines[i].lot_id;
		}
	}
	other = Min(other, promised_qty(promises, npromises) - kept);
	if ((other <= 1e-6 && !request->explain) || !(may_break(request, SUBSTITUTED_LOTS, nlots) || may_break(request, SUBSTITUTED_QTY, other)))
		return NULL;
	return make_fact(first, promises, npromises, lots, nlots, other);
}

static List *
judge_moves(const FactRequest *request, const GoodsLine *lines, int n, const Promise *promises, int count)
{
	List	   *facts = NIL;
	int			nmine;

	for (int i = 0; i < n; i += nmine)
	{
		const Promise *p;
		Fact	   *f;
		int			np;

		for (nmine = 1; i + nmine < n && lines[i + nmine].move_id == lines[i].move_id;)
			nmine++;
		p = promises_of(promises, count, lines[i].move_id, &np);
		f = p != NULL ? judge_move(request, &lines[i], nmine, p, np) : NULL;
		if (f != NULL)
			facts = lappend(facts, f);
	}
	return facts;
}

List *
substitution_from_goods(const FactRequest *request, const GoodsLine *goods, int ngoods)
{
	int			n;
	int			nmoves;
	int			count;
	GoodsLine  *lines = possible_substitutes(goods, ngoods, &n);
	int32	   *moves;
	Promise    *promises;
	List	   *facts;

	if (n == 0)
		return NIL;
	moves = moves_of(lines, n, &nmoves);
	promises = load_promises(moves, nmoves, &count);
	if (count == 0)
		return NIL;
	recall_first_lots(moves, nmoves, promises, count);
	count = drop_empty(promises, count, lines, n);
	n = drop_added(lines, n, promises, count);
	qsort(promises, count, sizeof(Promise), compare_promises);
	facts = judge_moves(request, lines, n, promises, count);
	facts_describe(facts, request->want_groups);
	return facts;
}

/* ---- what is kept ---- */

/* Has another lot than before, or none, or nothing of it. */
static bool
gives_up_lot(const GoodsLine *l)
{
	return l->old_lot_id != 0 && (l->lot_id != l->old_lot_id || l->qty <= 0) && l->move_id != 0 &&
		l->picking_id != 0;
}

List *
promise_from_reservations(const FactRequest *request, const GoodsLine *lines, int n)
{
	static KeptQuery query;
	int32	   *ids[6];
	Datum	   *qtys = palloc(sizeof(Datum) * Max(n, 1));
	int			count = 0;
	Datum		args[7];
	QueryScope	scope;

	for (int a = 0; a < lengthof(ids); a++)
		ids[a] = palloc(sizeof(int32) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		const GoodsLine *l = &lines[i];

		if (!gives_up_lot(l))
			continue;
		ids[0][count] = l->move_id;
		ids[1][count] = l->line_id;
		ids[2][count] = l->product_id;
		ids[3][count] = l->old_lot_id;
		ids[4][count] = l->lot_id;
		ids[5][count] = l->actor_id;
		qtys[count++] = Float8GetDatum(l->old_qty);
	}
	if (count == 0)
		return NIL;
	for (int a = 0; a < lengthof(ids); a++)
		args[a] = int_array(ids[a], count);
	args[6] = PointerGetDatum(construct_array(qtys, count, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[7] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
		FLOAT8ARRAYOID};

		query_prepare(&query, 1, "INSERT INTO inventory_gov.lot_promise (move_id, line_id, product_id, lot_id, changed_to, actor_id, qty)"
					  " SELECT u.move_id, u.line_id, u.product_id, u.lot_id, NULLIF(u.changed_to, 0), u.actor_id, u.qty"
					  " FROM unnest($1, $2, $3, $4, $5, $6, $7) u(move_id, line_id, product_id, lot_id, changed_to, actor_id, qty)",
					  7, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
	return NIL;
}
