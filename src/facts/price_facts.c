/*-------------------------------------------------------------------------
 * price_facts.c
 *		Facts of receipt_price: purchase lines whose price is another than the
 *		product's cost, or than the last price paid.
 *
 * The price is the order line's, as it is now. That of the move can be written by
 * whoever receives; and Odoo values receipts by the line. Cost and last price are
 * read as they were before the transaction: up to Odoo 17 an average cost has
 * changed already when its receipt is done.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/inbound.h"
#include "facts/inbound_facts.h"
#include "facts/line_price.h"
#include "facts/receipt_lines.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define NARGS 3

/* What one line costs; NaN where it is not known. */
typedef struct Prices
{
	const ReceiptLine *line;
	double		cost;
	double		last;
} Prices;

/* Lines of which goods came that are the line's own: parts of a kit have no price of theirs. */
static Prices *
priced_lines(const MoveEvent *events, int n, int *count)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, false, &nlines);
	Prices	   *found = palloc(sizeof(Prices) * Max(nlines, 1));

	*count = 0;
	for (int i = 0; i < nlines; i++)
	{
		if (lines[i].found && lines[i].brought != NULL &&
			lines[i].brought->product_id == lines[i].product_id)
			found[(*count)++] = (Prices) {.line = &lines[i], .cost = NAN, .last = NAN};
	}
	return found;
}

/* Products, companies and orders, as a query's arguments. */
static void
make_args(const Prices *prices, int n, Datum *args)
{
	int32	   *products = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);
	int32	   *orders = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
	{
		products[i] = prices[i].line->product_id;
		companies[i] = prices[i].line->brought->company_id;
		orders[i] = prices[i].line->order_id;
	}
	args[0] = int_array(products, n);
	args[1] = int_array(companies, n);
	args[2] = int_array(orders, n);
}

/* Columns of the query. */
enum
{
	P_ORD = 1, P_COST, P_LAST_RATE, P_LAST	/* the first of sql_price_figures() */
};

/*
 * Of an order that something came of, the newest. The + 0 keeps the planner from
 * walking all order lines backwards by their ids: those of the product are
 * looked through by its index.
 */
static char *
sql_last_line(const OdooSchema *s)
{
	return psprintf(" LEFT JOIN LATERAL (SELECT %s, %s FROM " ODOO_SCHEMA ".purchase_order_line p"
					" JOIN " ODOO_SCHEMA ".purchase_order po ON po.id = p.order_id"
					" WHERE p.product_id = u.product_id AND p.order_id <> u.order_id"
					" AND po.company_id = u.company_id AND p.qty_received > 0"
					" ORDER BY p.id + 0 DESC LIMIT 1) lp(rate, qty, product_qty, unit_price, subtotal, discount) ON true",
					sql_currency_rate(s, "po"), sql_price_figures(s, "p"));
}

static char *
before_query(const OdooSchema *s, bool want_last)
{
	return psprintf("SELECT u.ord::int4, NULLIF(%s, 0)%s"
					" FROM unnest($1, $2, $3) WITH ORDINALITY u(product_id, company_id, order_id, ord)"
					"%s",
					sql_unit_cost(s, "u.product_id", "u.company_id"),
					want_last ? ", lp.rate, lp.qty, lp.product_qty, lp.unit_price, lp.subtotal, lp.discount" : "",
					want_last ? sql_last_line(s) : "");
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
		Prices	   *p;
		ResultRow	row;

		result_row(i, &row);
		p = &prices[row_int(&row, P_ORD) - 1];
		if (!row_isnull(&row, P_COST))
			p->cost = row_float(&row, P_COST);
		if (want_last && !row_isnull(&row, P_LAST_RATE))
			p->last = line_price(&row, P_LAST) / row_float(&row, P_LAST_RATE);
	}
	query_end(&scope);
}

/* Can the price break a limit, whatever unit the goods were received in? */
static bool
is_suspect(const FactRequest *request, const Prices *p)
{
	const ReceiptLine *line = p->line;
	Fact		f = {.control = request->control};
	double		qty = line->brought->product_uom == line->uom_id
		? line->brought_qty * line->unit_factor : INFINITY;

	for (int s = 0; s < request->control->nslots; s++)
		f.measured[s] = NAN;
	receipt_price_measure(&f, line->price, p->cost, p->last, qty);
	for (int s = 0; s < request->control->nslots; s++)
	{
		if (may_break(request, s, f.measured[s]))
			return true;
	}
	return request->explain;
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
	f->words[PRICE_NOW] = price_word(p->line->price);
	f->words[PRICE_COST] = price_word(p->cost);
	f->words[PRICE_LAST] = price_word(p->last);
	receipt_price_measure(f, p->line->price, p->cost, p->last, qty);
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
	for (int i = 0; i < nsuspects; i++)
		lines[i] = prices[i].line;
	exact_brought(lines, nsuspects, events, n, qty);
	for (int i = 0; i < nsuspects; i++)
		facts = lappend(facts, price_fact(request, &prices[i], qty[i]));
	facts_describe(facts, request->want_groups);
	return facts;
}
