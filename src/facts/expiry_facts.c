/*-------------------------------------------------------------------------
 * expiry_facts.c
 *		Facts about lots that come from suppliers or go to customers: how long
 *		they last from today on.
 *
 * A lot that is created with its receipt bears the date that was entered on the
 * line, which Odoo may write to the lot only afterwards. One without any date
 * may still get it in the same transaction: it is looked at once more before
 * commit.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/memutils.h"

#include "controls/lots.h"
#include "facts/lot_facts.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* What a move brings or ships of one lot. */
typedef struct DatedLot
{
	const GoodsLine *line;		/* the first */
	bool		out;
	double		qty;			/* in the product's unit */
	Fact	   *fact;			/* NULL: innocent */
} DatedLot;

/* Lines of new lots without a date; each begins with its subtransaction. */
static MemoryContext context = NULL;
static GoodsLine *undated = NULL;
static int	nundated = 0;
static int	size = 0;

static void
note_undated(const GoodsLine *line)
{
	if (context == NULL)
	{
		context = AllocSetContextCreate(TopTransactionContext, "inventory_gov undated lots",
										ALLOCSET_SMALL_SIZES);
		size = 16;
		undated = MemoryContextAllocHuge(context, sizeof(GoodsLine) * size);
	}
	if (nundated == size)
	{
		size *= 2;
		undated = repalloc_huge(undated, sizeof(GoodsLine) * size);
	}
	undated[nundated] = *line;
	undated[nundated].event = NULL;
	undated[nundated++].subid = GetCurrentSubTransactionId();
}

static void
expiry_xact_callback(XactEvent event, void *arg)
{
	if (event != XACT_EVENT_COMMIT && event != XACT_EVENT_ABORT && event != XACT_EVENT_PREPARE)
		return;
	context = NULL;				/* the memory goes with the transaction */
	undated = NULL;
	nundated = size = 0;
}

static void
expiry_subxact_callback(SubXactEvent event, SubTransactionId subid, SubTransactionId parent,
						void *arg)
{
	while (event == SUBXACT_EVENT_ABORT_SUB && nundated > 0 && undated[nundated - 1].subid >= subid)
		nundated--;
}

void
expiry_init(void)
{
	RegisterXactCallback(expiry_xact_callback, NULL);
	RegisterSubXactCallback(expiry_subxact_callback, NULL);
}

static bool
is_shipped(const GoodsLine *l)
{
	return l->to == USAGE_CUSTOMER && l->from != USAGE_CUSTOMER;
}

static bool
comes_or_goes(const GoodsLine *l)
{
	return l->lot_id != 0 && l->line_id != 0 && l->qty > 0 &&
		(is_shipped(l) || (l->from == USAGE_SUPPLIER && usage_is_stock(l->to)));
}

/* A lot of a move once, with all its lines; their quantities are asked for where something is told. */
static DatedLot *
lots_of_moves(const GoodsLine *lines, int n, int *count)
{
	DatedLot   *lots = palloc0(sizeof(DatedLot) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		bool		known = false;

		if (!comes_or_goes(&lines[i]))
			continue;
		/* lines of a move stand together */
		for (int j = *count - 1; j >= 0 && lots[j].line->move_id == lines[i].move_id; j--)
			known |= lots[j].line->lot_id == lines[i].lot_id;
		if (known)
			continue;
		lots[*count].line = &lines[i];
		lots[(*count)++].out = is_shipped(&lines[i]);
	}
	return lots;
}

/* Columns of the query. */
enum
{
	E_ORD = 1, E_DAYS, E_PCT, E_DATE, E_NEW
};

static void
prepare_dates_query(KeptQuery *query, const OdooSchema *s)
{
	Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};
	const char *entered = s->line_has_expiry ? "ml.expiration_date" : "NULL::timestamp";

	query_prepare(query, s->generation,
				  psprintf("SELECT u.ord::int4, (d.at::date - timezone('UTC', now())::date)::float8,"
						   " (CASE WHEN pt.expiration_time > 0 THEN extract(epoch FROM d.at - timezone('UTC', now()))"
						   "  / 864.0 / pt.expiration_time END)::float8, to_char(d.at, 'YYYY-MM-DD'), d.new"
						   " FROM unnest($1, $2) WITH ORDINALITY u(lot_id, line_id, ord)"
						   " JOIN " ODOO_SCHEMA ".stock_lot l ON l.id = u.lot_id"
						   " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = l.product_id"
						   " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id AND pt.use_expiration_date"
						   " LEFT JOIN " ODOO_SCHEMA ".stock_move_line ml ON ml.id = u.line_id"
						   " CROSS JOIN LATERAL (SELECT CASE WHEN n.new THEN COALESCE(%1$s, l.expiration_date)"
						   "   ELSE COALESCE(l.expiration_date, %1$s) END AS at, n.new"
						   "  FROM (SELECT COALESCE(l.create_date >= timezone('UTC', date_trunc('second', now())), false) AS new) n) d",
						   entered),
				  2, types);
}

static Fact *
make_fact(const DatedLot *lot, uint64 row)
{
	MemoryContext cxt = CurrentMemoryContext;
	Fact	   *f = goods_line_fact(&expiry, lot->line, 0);

	f->model = "stock.move";
	f->record_id = lot->line->move_id;
	f->measured[EXPIRY_UNDATED] = result_isnull(row, E_DATE) ? 1 : 0;
	f->words[EXPIRY_DATE] = result_text(row, E_DATE, cxt);
	if (!result_isnull(row, E_DAYS))
		f->measured[lot->out ? EXPIRY_DAYS_OUT : EXPIRY_DAYS_IN] = result_float(row, E_DAYS);
	if (!result_isnull(row, E_PCT))
		f->measured[lot->out ? EXPIRY_PCT_OUT : EXPIRY_PCT_IN] = result_float(row, E_PCT);
	return f;
}

static bool
told(const FactRequest *request, const Fact *f)
{
	for (int s = 0; s < EXPIRY_SLOTS; s++)
	{
		if (may_break(request, s, f->measured[s]))
			return true;
	}
	return false;
}

/* The facts of lots whose dates break a limit. at_end: what has no date now gets none any more. */
static void
date_lots(const FactRequest *request, DatedLot *lots, int n, bool at_end)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
		ids[i] = lots[i].line->lot_id;
	args[0] = int_array(ids, n);
	for (int i = 0; i < n; i++)
		ids[i] = lots[i].line->line_id;
	args[1] = int_array(ids, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
		prepare_dates_query(&query, s);
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		DatedLot   *lot = &lots[result_int(i, E_ORD) - 1];
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		Fact	   *f = make_fact(lot, i);

		MemoryContextSwitchTo(spi);
		if (result_isnull(i, E_DATE) && result_bool(i, E_NEW) && !at_end && !request->explain)
			note_undated(lot->line);
		else if (told(request, f))
			lot->fact = f;
	}
	query_end(&scope);
}

/* How much of each lot that is told its move has. */
static void
add_quantities(const DatedLot *lots, int nlots, const GoodsLine *lines, int n)
{
	const GoodsLine **mine = palloc(sizeof(GoodsLine *) * Max(n, 1));
	Fact	  **facts = palloc(sizeof(Fact *) * Max(n, 1));
	double	   *qty = palloc(sizeof(double) * Max(n, 1));
	int			count = 0;

	for (int l = 0; l < nlots; l++)
	{
		if (lots[l].fact == NULL)
			continue;
		for (const GoodsLine *g = lots[l].line; g < lines + n && g->move_id == lots[l].line->move_id; g++)
		{
			if (g->lot_id != lots[l].line->lot_id || !comes_or_goes(g))
				continue;
			if (count < n)
			{
				mine[count] = g;
				facts[count++] = lots[l].fact;
			}
		}
	}
	goods_quantities(mine, count, qty);
	for (int i = 0; i < count; i++)
	{
		facts[i]->deviation += qty[i];
		facts[i]->actual = facts[i]->deviation;
	}
}

static List *
expiry_facts(const FactRequest *request, const GoodsLine *lines, int n, bool at_end)
{
	int			nlots;
	DatedLot   *lots = lots_of_moves(lines, n, &nlots);
	List	   *facts = NIL;
	ListCell   *lc;

	if (nlots == 0)
		return NIL;
	date_lots(request, lots, nlots, at_end);
	for (int i = 0; i < nlots; i++)
	{
		if (lots[i].fact != NULL)
			facts = lappend(facts, lots[i].fact);
	}
	if (facts == NIL)
		return NIL;
	add_quantities(lots, nlots, lines, n);
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
		((Fact *) lfirst(lc))->subject = goods_lot_subject(lfirst(lc));
	return facts;
}

List *
expiry_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	return expiry_facts(request, lines, n, false);
}

List *
expiry_before_commit(const FactRequest *request)
{
	return nundated > 0 ? expiry_facts(request, undated, nundated, true) : NIL;
}
