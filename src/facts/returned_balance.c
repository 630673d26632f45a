/*-------------------------------------------------------------------------
 * returned_balance.c
 *		What customers still have of what was delivered to them: deliveries and
 *		returns are played through in the order of their dates, lot by lot.
 *
 * There are two accounts of the same goods. That of a delivery: all that was
 * returned of it, delivered again of that, and so on. That of a customer and a
 * product: all deliveries and returns there are. A return that names its
 * delivery is held against the first; one that names none against the second,
 * and, since that takes away what others could name, so is every return of the
 * product once there is one such.
 *
 * A lot that came back must have been delivered; what was delivered without a
 * lot covers any. What was returned too much before, and let through, leaves no
 * debt: it is none of the goods that come now.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"

#include "facts/returned.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* Goods of one lot that the customer has. */
typedef struct Pool
{
	int32		lot_id;
	double		qty;
} Pool;

/* One line of a delivery or a return, or a move without lines. */
typedef struct Entry
{
	int32		move_id;
	int32		line_id;
	int32		lot_id;
	bool		returned;
	double		qty;
} Entry;

typedef struct Account
{
	bool		of_customer;	/* else of a delivery */
	bool		wanted;			/* a customer's: by a return that names no delivery */
	int32		id;				/* root move; or the customer, 0 where nobody knows him */
	int32		product_id;
	List	   *entries;		/* by date */
	Pool	   *pools;
	int			npools;
	double		delivered;
} Account;

/* ---- playing through ---- */

static Pool *
pool_of(Account *a, int32 lot_id)
{
	for (int i = 0; i < a->npools; i++)
	{
		if (a->pools[i].lot_id == lot_id)
			return &a->pools[i];
	}
	a->pools[a->npools] = (Pool) {lot_id, 0};
	return &a->pools[a->npools++];
}

static double
take_from(Pool *pool, double qty)
{
	double		part = Min(pool->qty, qty);

	pool->qty -= part;
	return qty - part;
}

/* What the customer does not have of it. */
static double
take(Account *a, int32 lot_id, double qty)
{
	qty = take_from(pool_of(a, lot_id), qty);
	if (lot_id != 0)
		return take_from(pool_of(a, 0), qty);
	for (int i = 0; i < a->npools && qty > 0; i++)
		qty = take_from(&a->pools[i], qty);
	return qty;
}

/* What he has that could come back as this lot. */
static double
has_left(Account *a, int32 lot_id)
{
	double		left = 0;

	if (lot_id != 0)
		return pool_of(a, lot_id)->qty + pool_of(a, 0)->qty;
	for (int i = 0; i < a->npools; i++)
		left += a->pools[i].qty;
	return left;
}

/* Without what this statement brings or takes back: that comes last. */
static double
before_statement(const Entry *entry, const Returned *goods, int n)
{
	double		qty = entry->qty;

	for (int i = 0; i < n; i++)
	{
		const GoodsLine *l = goods[i].line;

		if (l->move_id == entry->move_id && l->line_id == entry->line_id)
			qty += goods[i].taken_back ? goods[i].qty : -goods[i].qty;
	}
	return Max(qty, 0);
}

static void
play(Account *a, const Returned *goods, int n)
{
	ListCell   *lc;

	a->pools = palloc(sizeof(Pool) * (list_length(a->entries) + n + 2));
	foreach(lc, a->entries)
	{
		const Entry *entry = lfirst(lc);
		double		qty = before_statement(entry, goods, n);

		if (entry->returned)
			(void) take(a, entry->lot_id, qty);
		else
		{
			pool_of(a, entry->lot_id)->qty += qty;
			a->delivered += qty;
		}
	}
}

/* ---- reading ---- */

enum
{
	B_ORD = 1, B_MOVE, B_LINE, B_LOT, B_RETURNED, B_QTY
};

/* Does a return of the customer's name no delivery of these goods? */
#define UNNAMED_RETURN \
	"EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move x" \
	" JOIN " ODOO_SCHEMA ".stock_location xs ON xs.id = x.location_id AND xs.usage = 'customer'" \
	" LEFT JOIN " ODOO_SCHEMA ".stock_picking xk ON xk.id = x.picking_id" \
	" LEFT JOIN " ODOO_SCHEMA ".res_partner xp ON xp.id = COALESCE(xk.partner_id, x.partner_id)" \
	" WHERE x.product_id = u.product_id AND x.state = 'done'" \
	" AND COALESCE(xp.commercial_partner_id, 0) = u.id" \
	" AND NOT EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move xo" \
	"  JOIN " ODOO_SCHEMA ".stock_location xl ON xl.id = xo.location_dest_id AND xl.usage = 'customer'" \
	"  WHERE xo.id = x.origin_returned_move_id AND xo.product_id = x.product_id))"

/* The moves of an account: of a delivery, and of a customer. */
#define MOVES_OF_DELIVERY \
	" CROSS JOIN LATERAL (WITH RECURSIVE tree(id) AS (SELECT u.id" \
	"  UNION SELECT t.id FROM tree JOIN " ODOO_SCHEMA ".stock_move t ON t.origin_returned_move_id = tree.id)" \
	"  SELECT tree.id FROM tree) t" \
	" JOIN " ODOO_SCHEMA ".stock_move m ON m.id = t.id AND m.product_id = u.product_id"
#define MOVES_OF_CUSTOMER \
	" JOIN " ODOO_SCHEMA ".stock_move m ON m.product_id = u.product_id AND (u.wanted OR " UNNAMED_RETURN ")"

static char *
balance_query(const OdooSchema *s, bool of_customer)
{
	return psprintf("SELECT u.ord::int4, m.id, ml.id, ml.lot_id, sl.usage = 'customer',"
					" (CASE WHEN ml.id IS NULL THEN %1$s ELSE %2$s END)::float8"
					" FROM unnest($1, $2, $3) WITH ORDINALITY u(id, product_id, wanted, ord)%3$s"
					" JOIN " ODOO_SCHEMA ".stock_location sl ON sl.id = m.location_id"
					" JOIN " ODOO_SCHEMA ".stock_location dl ON dl.id = m.location_dest_id"
					"  AND (dl.usage = 'customer') <> (sl.usage = 'customer')"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner p ON p.id = CASE sl.usage WHEN 'supplier'"
					"  THEN COALESCE(m.partner_id, k.partner_id) ELSE COALESCE(k.partner_id, m.partner_id) END"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move_line ml ON ml.move_id = m.id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = ml.product_uom_id"
					" WHERE m.state = 'done'%4$s ORDER BY u.ord, m.date, m.id, ml.id",
					sql_to_product_uom(s, psprintf("COALESCE(m.%s, 0)", s->done_qty), "mu", "pu"),
					sql_to_product_uom(s, psprintf("COALESCE(ml.%s, 0)", s->line_qty), "lu", "pu"),
					of_customer ? MOVES_OF_CUSTOMER : MOVES_OF_DELIVERY,
					of_customer ? " AND COALESCE(p.commercial_partner_id, 0) = u.id" : "");
}

static Entry *
read_entry(uint64 row)
{
	Entry	   *entry = palloc(sizeof(Entry));

	entry->move_id = result_int(row, B_MOVE);
	entry->line_id = result_int(row, B_LINE);
	entry->lot_id = result_int(row, B_LOT);
	entry->returned = result_bool(row, B_RETURNED);
	entry->qty = result_float(row, B_QTY);
	return entry;
}

static void
account_args(const Account *accounts, int n, Datum *args)
{
	int32	   *ids = palloc(sizeof(int32) * n);
	int32	   *products = palloc(sizeof(int32) * n);
	Datum	   *wanted = palloc(sizeof(Datum) * n);

	for (int i = 0; i < n; i++)
	{
		ids[i] = accounts[i].id;
		products[i] = accounts[i].product_id;
		wanted[i] = BoolGetDatum(accounts[i].wanted);
	}
	args[0] = int_array(ids, n);
	args[1] = int_array(products, n);
	args[2] = PointerGetDatum(construct_array(wanted, n, BOOLOID, 1, true, TYPALIGN_CHAR));
}

/* All of one kind. */
static void
load_accounts(Account *accounts, int n)
{
	static KeptQuery queries[2];
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	KeptQuery  *query;
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return;
	query = &queries[accounts[0].of_customer];
	account_args(accounts, n, args);
	query_begin(&scope, s->owner);
	if (query_stale(query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, BOOLARRAYOID};

		query_prepare(query, s->generation, balance_query(s, accounts[0].of_customer), 3, types);
	}
	rows = query_run(query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		Account    *a = &accounts[result_int(i, B_ORD) - 1];

		a->entries = lappend(a->entries, read_entry(i));
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
}

/* ---- accounts ---- */

static int
compare_accounts(const void *a, const void *b)
{
	const Account *x = a;
	const Account *y = b;

	if (x->id != y->id)
		return x->id > y->id ? 1 : -1;
	return (x->product_id > y->product_id) - (x->product_id < y->product_id);
}

static bool
names_delivery(const Returned *r)
{
	return r->origin_id != 0;
}

/* Does the return ask for it, whoever else does? */
static bool
is_judged(const Returned *r)
{
	return r->qty > 0 && !r->of_customer;
}

static Account *
collect_accounts(const Returned *goods, int n, bool of_customer, int *count)
{
	Account    *accounts = palloc0(sizeof(Account) * Max(n, 1));
	int			kept = 0;
	int			all = 0;

	for (int i = 0; i < n; i++)
	{
		const Returned *r = &goods[i];

		if (!is_judged(r) || (!of_customer && !names_delivery(r)))
			continue;
		accounts[all++] = (Account) {.of_customer = of_customer,.wanted = !names_delivery(r),
			.id = of_customer ? r->customer_id : r->root_id,.product_id = r->line->product_id};
	}
	qsort(accounts, all, sizeof(Account), compare_accounts);
	for (int i = 0; i < all; i++)
	{
		if (kept > 0 && compare_accounts(&accounts[kept - 1], &accounts[i]) == 0)
			accounts[kept - 1].wanted |= accounts[i].wanted;
		else
			accounts[kept++] = accounts[i];
	}
	*count = kept;
	return accounts;
}

static Account *
find_account(Account *accounts, int n, int32 id, int32 product_id)
{
	Account		key = {.id = id,.product_id = product_id};

	return bsearch(&key, accounts, n, sizeof(Account), compare_accounts);
}

static uint32
account_key(const Account *a)
{
	return a->of_customer ? hash_combine(murmurhash32((uint32) a->id), murmurhash32((uint32) a->product_id))
		: (uint32) a->id;
}

static void
lock_accounts(AdvisorySpace space, const Account *accounts, int n)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		keys[i] = Max(account_key(&accounts[i]), 1);	/* 0 is all of them */
	if (n > 0)
		advisory_lock_many(space, keys, n);
}

/* A customer's account that was not wanted and has no return without a delivery is empty, and tells nothing. */
static bool
tells(const Account *a)
{
	return a != NULL && (a->wanted || a->entries != NIL);
}

static void
draw(Account *a, const Returned *r, double *over, double *left, double *delivered)
{
	int32		lot_id = r->line->lot_id;
	double		has;
	double		lacking;

	if (!tells(a))
		return;
	has = has_left(a, lot_id);
	if (isnan(*left) || has < *left)
	{
		*left = has;
		*delivered = a->delivered;
	}
	lacking = take(a, lot_id, r->qty);
	*over = Max(*over, lacking);
}

void
returned_balance(const Returned *goods, int n, bool lock, double *over, double *left,
				 double *delivered)
{
	int			ndeliveries;
	int			ncustomers;
	Account    *deliveries = collect_accounts(goods, n, false, &ndeliveries);
	Account    *customers = collect_accounts(goods, n, true, &ncustomers);

	if (lock)
	{
		lock_accounts(LOCK_DELIVERED_MOVE, deliveries, ndeliveries);
		lock_accounts(LOCK_CUSTOMER_PRODUCT, customers, ncustomers);
	}
	load_accounts(deliveries, ndeliveries);
	load_accounts(customers, ncustomers);
	for (int i = 0; i < ndeliveries; i++)
		play(&deliveries[i], goods, n);
	for (int i = 0; i < ncustomers; i++)
		play(&customers[i], goods, n);
	for (int i = 0; i < n; i++)
	{
		const Returned *r = &goods[i];

		over[i] = delivered[i] = 0;
		left[i] = NAN;
		if (!is_judged(r))
			continue;
		if (names_delivery(r))
			draw(find_account(deliveries, ndeliveries, r->root_id, r->line->product_id), r,
				 &over[i], &left[i], &delivered[i]);
		draw(find_account(customers, ncustomers, r->customer_id, r->line->product_id), r,
			 &over[i], &left[i], &delivered[i]);
	}
}
