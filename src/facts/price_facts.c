/*-------------------------------------------------------------------------
 * price_facts.c
 *		Facts of receipt_price: purchase lines whose price is another than the
 *		product's cost, or than the last price paid.
 *
 * The price is the order line's. That of the move can be written by whoever
 * receives; and Odoo values receipts by the line. Cost and last price are read
 * as they were before the transaction: up to Odoo 17 an average cost has
 * changed already when its receipt is done.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/inbound.h"
#include "facts/inbound_facts.h"
#include "facts/receipt_lines.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define NARGS 3

/* What one line costs; NaN where it is not known. */
typedef struct Prices
{
	const ReceiptLine *line;
	bool		known_before;	/* the line is older than this transaction */
	double		price;
	double		cost;
	double		last;
	double		unit_factor;	/* product units in one of the line */
} Prices;

static double
float_or_nan(uint64 row, int col)
{
	return result_isnull(row, col) ? NAN : result_float(row, col);
}

/* Lines of which goods came that are the line's own: parts of a kit have no price of theirs. */
static Prices *
priced_lines(const MoveEvent *events, int n, int *count)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, &nlines);
	Prices	   *found = palloc(sizeof(Prices) * Max(nlines, 1));

	*count = 0;
	for (int i = 0; i < nlines; i++)
	{
		if (lines[i].found && lines[i].brought != NULL &&
			lines[i].brought->product_id == lines[i].product_id)
			found[(*count)++] = (Prices) {.line = &lines[i], .price = NAN, .cost = NAN, .last = NAN};
	}
	return found;
}

/* Lines, their products and companies, as a query's arguments. */
static void
make_args(const Prices *prices, int n, Datum *args)
{
	int32	   *lines = palloc(sizeof(int32) * n);
	int32	   *products = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
	{
		lines[i] = prices[i].line->line_id;
		products[i] = prices[i].line->product_id;
		companies[i] = prices[i].line->brought->company_id;
	}
	args[0] = int_array(lines, n);
	args[1] = int_array(products, n);
	args[2] = int_array(companies, n);
}

/*
 * Of an order that something came of, the newest. The + 0 keeps the planner from
 * walking all order lines backwards by their ids: those of the product are
 * looked through by its index.
 */
static char *
sql_last_price(const OdooSchema *s)
{
	return psprintf("(SELECT %s FROM " ODOO_SCHEMA ".purchase_order_line p"
					" JOIN " ODOO_SCHEMA ".purchase_order po ON po.id = p.order_id"
					" WHERE p.product_id = u.product_id AND p.order_id IS DISTINCT FROM l.order_id"
					" AND po.company_id = u.company_id AND p.qty_received > 0"
					" ORDER BY p.id + 0 DESC LIMIT 1)", sql_line_price(s, "p", "po"));
}

static char *
before_query(const OdooSchema *s, bool want_last)
{
	return psprintf("SELECT u.ord::int4, l.id IS NOT NULL, %1$s, NULLIF(%2$s, 0), %3$s,"
					" COALESCE(l.product_uom_qty / NULLIF(l.product_qty, 0), 1)"
					" FROM unnest($1, $2, $3) WITH ORDINALITY u(line_id, product_id, company_id, ord)"
					" LEFT JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = u.line_id"
					" LEFT JOIN " ODOO_SCHEMA ".purchase_order o ON o.id = l.order_id"
					" LEFT JOIN " ODOO_SCHEMA ".ir_model_fields cf ON cf.model = 'product.product'"
					"  AND cf.name = 'standard_price'",
					sql_line_price(s, "l", "o"), sql_unit_cost(s, "u.product_id", "u.company_id"),
					want_last ? sql_last_price(s) : "NULL::float8");
}

static void
look_before(Prices *prices, int n, bool want_last)
{
	static KeptQuery queries[2];
	KeptQuery  *query = &queries[want_last];
	const OdooSchema *s = odoo_schema();
	Datum		args[NARGS];
	QueryScope	scope;
	uint64		rows;

	make_args(prices, n, args);
	query_begin(&scope, s->owner);
	if (query_stale(query, s->generation))
	{
		Oid			types[NARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(query, s->generation, before_query(s, want_last), NARGS, types);
	}
	rows = query_run(query, args, NULL, SEE_BEFORE);
	for (uint64 i = 0; i < rows; i++)
	{
		Prices	   *p = &prices[result_int(i, 1) - 1];

		p->known_before = result_bool(i, 2);
		p->price = float_or_nan(i, 3);
		p->cost = float_or_nan(i, 4);
		p->last = float_or_nan(i, 5);
		p->unit_factor = result_float(i, 6);
	}
	query_end(&scope);
}

/* Can this price break a limit, whatever unit the goods were received in? */
static bool
price_may_break(const FactRequest *request, const Prices *p, double price)
{
	Fact		f = {.control = request->control};
	double		qty = p->line->brought->product_uom == p->line->uom_id
		? p->line->brought_qty * p->unit_factor : INFINITY;

	for (int s = 0; s < request->control->nslots; s++)
		f.measured[s] = NAN;
	receipt_price_measure(&f, price, p->cost, p->last, qty);
	for (int s = 0; s < request->control->nslots; s++)
	{
		if (may_break(request, s, f.measured[s]))
			return true;
	}
	return false;
}

/* The price of its move tells whether the line's has changed in this very transaction. */
static bool
is_suspect(const FactRequest *request, const Prices *p)
{
	double		of_move = p->line->brought->price_unit;

	return request->explain || !p->known_before || price_may_break(request, p, p->price) ||
		(of_move != 0 && price_may_break(request, p, of_move));
}

/* Those to look at closely, to the front; what comes back from the supplier has been judged before. */
static int
keep_suspects(const FactRequest *request, Prices *prices, int n)
{
	const MoveEvent **brought = palloc(sizeof(MoveEvent *) * n);
	bool	   *genuine = palloc(sizeof(bool) * n);
	int			count = 0;
	int			kept = 0;

	for (int i = 0; i < n; i++)
	{
		if (!is_suspect(request, &prices[i]))
			continue;
		brought[count] = prices[i].line->brought;
		prices[count++] = prices[i];
	}
	genuine_returns(brought, count, genuine);
	for (int i = 0; i < count; i++)
	{
		if (!genuine[i])
			prices[kept++] = prices[i];
	}
	return kept;
}

/* The line's price as it is now. */
static void
look_now(Prices *prices, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		args[NARGS];
	QueryScope	scope;
	uint64		rows;

	make_args(prices, n, args);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, %s FROM unnest($1) WITH ORDINALITY u(id, ord)"
							   " JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = u.id"
							   " JOIN " ODOO_SCHEMA ".purchase_order o ON o.id = l.order_id",
							   sql_line_price(s, "l", "o")), 1, &type);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		prices[result_int(i, 1) - 1].price = float_or_nan(i, 2);
	query_end(&scope);
}

static const char *
price_word(double price)
{
	return isnan(price) ? NULL : format_number(price);
}

static Fact *
price_fact(const FactRequest *request, const Prices *p, double qty)
{
	Fact	   *f = goods_fact(request->control, p->line->brought, qty);

	f->subject = psprintf("purchase.order.line:%d", p->line->line_id);
	f->words[PRICE_NOW] = price_word(p->price);
	f->words[PRICE_COST] = price_word(p->cost);
	f->words[PRICE_LAST] = price_word(p->last);
	receipt_price_measure(f, p->price, p->cost, p->last, qty);
	return f;
}

List *
price_facts(const FactRequest *request, const MoveEvent *events, int n)
{
	int			count;
	Prices	   *prices = priced_lines(events, n, &count);
	const ReceiptLine **lines = palloc(sizeof(ReceiptLine *) * Max(count, 1));
	double	   *qty = palloc(sizeof(double) * Max(count, 1));
	int			nsuspects;
	List	   *facts = NIL;
	bool		want_last = request->explain;

	if (count == 0)
		return NIL;
	for (int s = ABOVE_LAST_PCT; s <= BELOW_LAST_VALUE; s++)
		want_last |= !isnan(request->floors[s]);
	look_before(prices, count, want_last);
	nsuspects = keep_suspects(request, prices, count);
	if (nsuspects == 0)
		return NIL;
	look_now(prices, nsuspects);
	for (int i = 0; i < nsuspects; i++)
		lines[i] = prices[i].line;
	exact_brought(lines, nsuspects, events, n, qty);
	for (int i = 0; i < nsuspects; i++)
		facts = lappend(facts, price_fact(request, &prices[i], qty[i]));
	facts_describe(facts, request->want_groups);
	return facts;
}
