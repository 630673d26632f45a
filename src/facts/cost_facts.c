/*-------------------------------------------------------------------------
 * cost_facts.c
 *		Facts about changed product costs: by how much, and on how much stock.
 *
 * Judged are goods costed at a standard price, whoever writes it, and others
 * where Odoo has noted that a person revalued them. The cost before and the
 * stock are read as of the transaction's start: small steps add up, and what
 * had no stock then is innocent.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "controls/cost.h"
#include "facts/groups.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A product in one company. */
typedef struct CostOf
{
	int32		product_id;
	int32		company_id;
	int32		actor_id;
	char	   *company;
	double		before;
	double		now;
	double		on_hand;		/* before; 0: nothing to judge */
} CostOf;

static char *
now_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, c.id, c.name, %1$s = 'standard', %2$s"
					" FROM unnest($1, $2, $3) WITH ORDINALITY"
					" u(product_id, company_id, field_id, ord)"
					" JOIN " ODOO_SCHEMA ".ir_model_fields cf ON cf.model = 'product.product'"
					"  AND cf.name = 'standard_price' AND (u.field_id = 0 OR u.field_id = cf.id)"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".res_company c ON u.company_id = 0 OR c.id = u.company_id",
					sql_cost_method(s, "pt.categ_id", "c.id"),
					sql_unit_cost(s, "u.product_id", "c.id"));
}

static bool
is_listed(const CostOf *list, int n, int32 product_id, int32 company_id)
{
	for (int i = 0; i < n; i++)
	{
		if (list[i].product_id == product_id && list[i].company_id == company_id)
			return true;
	}
	return false;
}

/* What the changes come to now, each product and company once, as far as it is to be judged. */
static CostOf *
load_now(CostChange *changes, int n, int *count)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids = palloc(sizeof(int32) * n);
	Datum		args[3];
	CostOf	   *out;
	QueryScope	scope;
	uint64		rows;

	for (int a = 0; a < 3; a++)
	{
		for (int i = 0; i < n; i++)
			ids[i] = a == 0 ? changes[i].product_id : a == 1 ? changes[i].company_id
				: changes[i].field_id;
		args[a] = int_array(ids, n);
	}
	*count = 0;
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, now_query(s), 3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	out = MemoryContextAllocZero(cxt, sizeof(CostOf) * Max(rows, 1));
	for (uint64 r = 0; r < rows; r++)
	{
		CostChange *change = &changes[result_int(r, 1) - 1];
		CostOf	   *c = &out[*count];

		if (!result_bool(r, 4) && !change->by_hand)
			change->unexplained = true;
		else if (!is_listed(out, *count, change->product_id, result_int(r, 2)))
		{
			c->product_id = change->product_id;
			c->company_id = result_int(r, 2);
			c->actor_id = change->actor_id;
			c->company = result_text(r, 3, cxt);
			c->now = result_float(r, 5);
			(*count)++;
		}
	}
	query_end(&scope);
	return out;
}

/* Goods of others lie in stock, too: their value is not the company's. */
static char *
before_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, %1$s, q.quantity::float8"
					" FROM unnest($1, $2) WITH ORDINALITY u(product_id, company_id, ord)"
					" CROSS JOIN LATERAL (SELECT sum(sq.quantity) AS quantity"
					"  FROM " ODOO_SCHEMA ".stock_quant sq"
					"  JOIN " ODOO_SCHEMA ".stock_location l ON l.id = sq.location_id"
					"   AND l.usage IN ('internal', 'transit')"
					"  WHERE sq.product_id = u.product_id AND sq.company_id = u.company_id"
					"  AND sq.owner_id IS NULL) q"
					" WHERE q.quantity > 0",
					sql_unit_cost(s, "u.product_id", "u.company_id"));
}

static void
load_before(CostOf *costs, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);
	Datum		args[2];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		products[i] = costs[i].product_id;
		companies[i] = costs[i].company_id;
	}
	args[0] = int_array(products, n);
	args[1] = int_array(companies, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, before_query(s), 2, types);
	}
	rows = query_run(&query, args, NULL, SEE_BEFORE);
	for (uint64 r = 0; r < rows; r++)
	{
		CostOf	   *c = &costs[result_int(r, 1) - 1];

		c->before = result_float(r, 2);
		c->on_hand = result_float(r, 3);
	}
	query_end(&scope);
}

static Fact *
make_fact(const CostOf *c)
{
	Fact	   *f = fact_new(&cost_change);

	f->model = "product.product";
	f->record_id = c->product_id;
	f->subject = psprintf("product.cost:product=%d,company=%d", c->product_id, c->company_id);
	f->scope.product_id = c->product_id;
	f->scope.company_id = c->company_id;
	f->actor_id = c->actor_id;
	f->document = "Cost change";
	f->expected = c->before;
	f->actual = c->now;
	f->deviation = c->now - c->before;
	f->value = f->deviation * c->on_hand;
	f->words[COST_COMPANY] = c->company;
	return f;
}

static bool
breaks_something(const FactRequest *request, const Fact *f)
{
	const Control *c = request->control;

	for (int s = 0; s < c->nslots; s++)
	{
		if (may_break(request, s, c->measure(f, s, NULL)))
			return true;
	}
	return false;
}

List *
facts_costs(const FactRequest *request, CostChange *changes, int n)
{
	int			count;
	CostOf	   *costs = load_now(changes, n, &count);
	double	   *on_hand = palloc(sizeof(double) * Max(count, 1));
	List	   *facts = NIL;
	ListCell   *lc;
	int			i = 0;

	if (count == 0)
		return NIL;
	load_before(costs, count);
	for (int c = 0; c < count; c++)
	{
		Fact	   *f = make_fact(&costs[c]);

		if (costs[c].on_hand <= 0 || !breaks_something(request, f))
			continue;
		on_hand[list_length(facts)] = costs[c].on_hand;
		facts = lappend(facts, f);
	}
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->words[COST_ON_HAND] = format_quantity(on_hand[i++], f->unit);
		/* figures of this record are costs, not quantities */
		f->unit = NULL;
	}
	return facts;
}
