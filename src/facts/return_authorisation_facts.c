/*-------------------------------------------------------------------------
 * return_authorisation_facts.c
 *		Facts of return_authorisation: goods that come back, other than into
 *		quarantine, under no authorisation.
 *
 * Authorisations are those of our register, of OCA's rma (confirmed; received
 * where the move is the one that receives it) and, for policies that say so,
 * open tickets of the helpdesk about the product. What comes back uses them up,
 * the narrowest first, wherever it goes; quarantine takes in what has none.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "common/hashfn.h"
#include "utils/builtins.h"

#include "controls/returns.h"
#include "facts/corrections.h"
#include "facts/quarantine.h"
#include "facts/returned.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

typedef enum PermitSource
{
	PERMIT_OURS, PERMIT_RMA, PERMIT_TICKET
} PermitSource;

static const char *const source_names[] = {"ours", "rma", "ticket"};

/* An authorisation, and what of it is not used up. */
typedef struct Permit
{
	PermitSource source;
	int32		id;
	double		left;			/* INFINITY: any quantity */
} Permit;

/* That goods[i] may come back under a permit. */
typedef struct Offer
{
	int			goods;
	Permit	   *permit;
} Offer;

/* So much came back under it. */
typedef struct Use
{
	const Permit *permit;
	const Returned *goods;
	double		qty;
} Use;

/* What goods ask for, and what they free before. */
typedef struct Claim
{
	Returned	goods;			/* qty: that needs an authorisation now */
	double		free;			/* that its move has drawn and needs no longer */
	bool		own;			/* only of what this transaction has drawn */
} Claim;

typedef struct Permits
{
	List	   *permits;
	List	   *offers;			/* in the order in which they are drawn on */
} Permits;

static Permit *
permit_of(Permits *p, PermitSource source, int32 id, double left)
{
	Permit	   *permit;
	ListCell   *lc;

	foreach(lc, p->permits)
	{
		permit = lfirst(lc);
		if (permit->source == source && permit->id == id)
			return permit;
	}
	permit = palloc(sizeof(Permit));
	*permit = (Permit) {source, id, left};
	p->permits = lappend(p->permits, permit);
	return permit;
}

/* Rows of the current result: goods, id, what is left of it or null. */
static void
take_offers(Permits *p, PermitSource source, uint64 rows, MemoryContext cxt)
{
	MemoryContext spi = MemoryContextSwitchTo(cxt);

	for (uint64 i = 0; i < rows; i++)
	{
		Offer	   *offer = palloc(sizeof(Offer));
		double		left = result_isnull(i, 3) ? INFINITY : result_float(i, 3);

		offer->goods = result_int(i, 1) - 1;
		offer->permit = permit_of(p, source, result_int(i, 2), left);
		p->offers = lappend(p->offers, offer);
	}
	MemoryContextSwitchTo(spi);
}

/* ---- where they are ---- */

static Datum
pick(const Returned *goods, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &goods[i] + offset);
	return int_array(ids, n);
}

static Datum
pick_line(const Returned *goods, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) goods[i].line + offset);
	return int_array(ids, n);
}

static void
load_ours(Permits *p, const Returned *goods, int n)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[5] = {pick(goods, n, offsetof(Returned, customer_id)),
		pick_line(goods, n, offsetof(GoodsLine, product_id)),
		pick_line(goods, n, offsetof(GoodsLine, lot_id)),
		pick(goods, n, offsetof(Returned, order_id)),
	pick(goods, n, offsetof(Returned, delivery_id))};
	QueryScope	scope;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[5] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, 1, "SELECT a.goods, a.id, a.qty_left"
					  " FROM inventory_gov.open_authorisations($1, $2, $3, $4, $5) a", 5, types);
	}
	take_offers(p, PERMIT_OURS, query_run(&query, args, NULL, SEE_LATEST), cxt);
	query_end(&scope);
}

static bool
has_columns(const char *const *columns)
{
	for (int i = 0; columns[i] != NULL; i++)
	{
		if (odoo_lacks(columns[i]) != NULL)
			return false;
	}
	return true;
}

/* An RMA's quantity in the unit of its product. */
static char *
rma_qty(const OdooSchema *s)
{
	if (odoo_lacks("rma.product_uom") != NULL)
		return "r.product_uom_qty";
	return psprintf("(SELECT %s FROM " ODOO_SCHEMA ".product_product pp"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom ru ON ru.id = COALESCE(r.product_uom, pt.uom_id)"
					" WHERE pp.id = r.product_id)",
					sql_to_product_uom(s, "r.product_uom_qty", "ru", "pu"));
}

static void
load_from_odoo(Permits *p, PermitSource source, KeptQuery *query, const char *sql,
			   const Returned *goods, int n)
{
	MemoryContext cxt = CurrentMemoryContext;
	Datum		args[4] = {pick_line(goods, n, offsetof(GoodsLine, move_id)),
		pick(goods, n, offsetof(Returned, customer_id)),
		pick_line(goods, n, offsetof(GoodsLine, product_id)),
	pick(goods, n, offsetof(Returned, order_id))};
	QueryScope	scope;

	query_begin(&scope, odoo_schema()->owner);
	if (query_stale(query, odoo_epoch()))
	{
		Oid			types[4] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(query, odoo_epoch(), sql, 4, types);
	}
	take_offers(p, source, query_run(query, args, NULL, SEE_LATEST), cxt);
	query_end(&scope);
}

#define GOODS_OF_CUSTOMER \
	" FROM unnest($1, $2, $3, $4) WITH ORDINALITY u(move_id, customer_id, product_id, order_id, ord)" \
	" JOIN " ODOO_SCHEMA ".res_partner c ON c.commercial_partner_id = u.customer_id"

static void
load_rma(Permits *p, const Returned *goods, int n)
{
	static KeptQuery query;
	static const char *const columns[] = {"rma.state", "rma.partner_id", "rma.product_id",
	"rma.product_uom_qty", "rma.reception_move_id", NULL};

	if (has_columns(columns))
		load_from_odoo(p, PERMIT_RMA, &query,
					   psprintf("SELECT u.ord::int4, r.id, (%s)::float8" GOODS_OF_CUSTOMER
								" JOIN " ODOO_SCHEMA ".rma r ON r.partner_id = c.id AND r.product_id = u.product_id"
								" AND (r.state = 'confirmed' OR (r.state = 'received' AND r.reception_move_id = u.move_id))"
								" ORDER BY u.ord, r.reception_move_id IS DISTINCT FROM u.move_id, r.id",
								rma_qty(odoo_schema())), goods, n);
}

static void
load_tickets(Permits *p, const Returned *goods, int n)
{
	static KeptQuery query;
	static const char *const columns[] = {"helpdesk_ticket.partner_id", "helpdesk_ticket.product_id",
	"helpdesk_ticket.stage_id", "helpdesk_stage.fold", NULL};

	if (has_columns(columns))
		load_from_odoo(p, PERMIT_TICKET, &query,
					   "SELECT u.ord::int4, t.id, NULL::float8" GOODS_OF_CUSTOMER
					   " JOIN " ODOO_SCHEMA ".helpdesk_ticket t ON t.partner_id = c.id AND t.product_id = u.product_id"
					   " JOIN " ODOO_SCHEMA ".helpdesk_stage g ON g.id = t.stage_id AND g.fold IS NOT TRUE"
					   " ORDER BY u.ord, t.id", goods, n);
}

/* What came back under those of Odoo: they do not know it themselves. */
static void
subtract_used(Permits *p)
{
	static KeptQuery query;
	int32	   *ids = palloc(sizeof(int32) * Max(list_length(p->permits), 1));
	Permit	  **of = palloc(sizeof(Permit *) * Max(list_length(p->permits), 1));
	int			n = 0;
	Datum		arg;
	QueryScope	scope;
	uint64		rows;
	ListCell   *lc;

	foreach(lc, p->permits)
	{
		Permit	   *permit = lfirst(lc);

		if (permit->source != PERMIT_RMA)
			continue;
		of[n] = permit;
		ids[n++] = permit->id;
	}
	if (n == 0)
		return;
	arg = int_array(ids, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1,
					  "SELECT u.ord::int4, sum(w.qty)::float8 FROM unnest($1) WITH ORDINALITY u(id, ord)"
					  " JOIN inventory_gov.return_authorised w ON w.source = 'rma' AND w.source_id = u.id"
					  " GROUP BY u.ord", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Permit	   *permit = of[result_int(i, 1) - 1];

		permit->left = Max(permit->left - result_float(i, 2), 0);
	}
	query_end(&scope);
}

static Permits
load_permits(const FactRequest *request, const Returned *goods, int n)
{
	Permits		p = {0};

	load_ours(&p, goods, n);
	load_rma(&p, goods, n);
	subtract_used(&p);
	if (request->largest[AUTHORISATION_TICKETS] >= 1)
		load_tickets(&p, goods, n);
	return p;
}

/* ---- one at a time ---- */

static bool
is_active(const FactRequest *request)
{
	return !request->explain && (!isnan(request->active_floors[UNAUTHORISED_QTY]) ||
								 !isnan(request->active_floors[UNAUTHORISED_VALUE]));
}

/* Locks those that can be used up and are not locked yet; are there any? */
static bool
lock_permits(const Permits *p, List **locked)
{
	uint32	   *keys = palloc(sizeof(uint32) * Max(list_length(p->permits), 1));
	int			n = 0;
	ListCell   *lc;

	foreach(lc, p->permits)
	{
		const Permit *permit = lfirst(lc);
		uint32		key = Max(hash_combine(murmurhash32((uint32) permit->id), permit->source), 1);

		if (isinf(permit->left) || list_member_oid(*locked, key))
			continue;
		*locked = lappend_oid(*locked, key);
		keys[n++] = key;
	}
	if (n > 0)
		advisory_lock_many(LOCK_RETURN_AUTHORISATION, keys, n);
	return n > 0;
}

/* As they are once nobody else is using them. */
static Permits
settled_permits(const FactRequest *request, const Returned *goods, int n)
{
	Permits		p = load_permits(request, goods, n);
	List	   *locked = NIL;	/* keys */

	while (is_active(request) && lock_permits(&p, &locked))
		p = load_permits(request, goods, n);
	return p;
}

/* ---- what asks for one ---- */

static bool
in_quarantine(const Quarantine *q, int32 location_id)
{
	Location	loc;

	directory_location(location_id, &loc, CurrentMemoryContext);
	return quarantine_of(q, &loc) != 0;
}

/* Has a correction put the goods out of quarantine? */
static bool
leaves_quarantine(const Returned *r)
{
	const DoneEdit *e = corrections_line_edit(r->line->line_id);
	int32		was = e == NULL ? 0 : e->before.ids[FIELD_DESTINATION];
	Quarantine	q;

	if (was == 0 || was == r->line->location_dest_id)
		return false;
	q = quarantine_load();
	return in_quarantine(&q, was) && !in_quarantine(&q, r->line->location_dest_id);
}

/*
 * What is judged once more draws on authorisations after what it drew before
 * is free again: a correction of the goods or out of quarantine; and what this
 * transaction has judged as a move, or as a line, already.
 */
static Claim
claim_of(const Returned *r)
{
	Claim		claim = {.goods = *r,.free = Max(-r->qty, 0)};

	if (r->again)
	{
		claim.free = Max(r->qty, 0);
		claim.own = true;
	}
	else if (r->before > 0 && (r->qty == r->all || leaves_quarantine(r)))
	{
		claim.free = r->before;
		claim.goods.qty = r->all;
	}
	return claim;
}

static Claim *
claims_of(const Returned *goods, int n)
{
	Claim	   *claims = palloc0(sizeof(Claim) * n);

	for (int i = 0; i < n; i++)
	{
		if (!goods[i].taken_back)
			claims[i] = claim_of(&goods[i]);
	}
	return claims;
}

/* ---- using them up ---- */

/* What of goods[i] is under no authorisation; *by_ticket: of that under a ticket. */
static double
draw_on(const Permits *p, const Returned *goods, int i, List **uses, double *by_ticket)
{
	double		need = goods[i].qty;
	ListCell   *lc;

	*by_ticket = 0;
	foreach(lc, p->offers)
	{
		const Offer *offer = lfirst(lc);
		Use		   *use;

		if (offer->goods != i || need <= 0 || offer->permit->left <= 0)
			continue;
		use = palloc(sizeof(Use));
		*use = (Use) {offer->permit, &goods[i], Min(need, offer->permit->left)};
		*uses = lappend(*uses, use);
		if (offer->permit->source == PERMIT_TICKET)
			*by_ticket += use->qty;
		need -= use->qty;
		offer->permit->left -= use->qty;
	}
	return Max(need, 0) + *by_ticket;
}

static Datum
float_array(const double *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, FLOAT8OID, sizeof(float8), FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

static void
keep_uses(const List *uses)
{
	static KeptQuery query;
	int			n = list_length(uses);
	Datum	   *sources = palloc(sizeof(Datum) * Max(n, 1));
	int32	   *ids[3];
	double	   *qty = palloc(sizeof(double) * Max(n, 1));
	Datum		args[5];
	QueryScope	scope;
	int			i = 0;
	ListCell   *lc;

	if (n == 0)
		return;
	for (int a = 0; a < 3; a++)
		ids[a] = palloc(sizeof(int32) * n);
	foreach(lc, uses)
	{
		const Use  *use = lfirst(lc);

		sources[i] = CStringGetTextDatum(source_names[use->permit->source]);
		ids[0][i] = use->permit->id;
		ids[1][i] = use->goods->line->move_id;
		ids[2][i] = use->goods->line->actor_id;
		qty[i++] = use->qty;
	}
	args[0] = PointerGetDatum(construct_array(sources, n, TEXTOID, -1, false, TYPALIGN_INT));
	for (int a = 0; a < 3; a++)
		args[a + 1] = int_array(ids[a], n);
	args[4] = float_array(qty, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[5] = {TEXTARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.return_authorised (source, source_id, move_id, actor_id, qty)"
					  " SELECT * FROM unnest($1, $2, $3, $4, $5)", 5, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/* Returns that were corrected to less, or are judged once more, leave their authorisations free again. */
static void
give_back(const Claim *claims, int n, bool own)
{
	static KeptQuery query;
	int32	   *moves = palloc(sizeof(int32) * n);
	double	   *qty = palloc(sizeof(double) * n);
	int			count = 0;
	Datum		args[3];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (claims[i].free <= 0 || claims[i].own != own)
			continue;
		moves[count] = claims[i].goods.line->move_id;
		qty[count++] = claims[i].free;
	}
	if (count == 0)
		return;
	args[0] = int_array(moves, count);
	args[1] = float_array(qty, count);
	args[2] = BoolGetDatum(own);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, FLOAT8ARRAYOID, BOOLOID};

		query_prepare(&query, 1, "SELECT inventory_gov.give_authorisation_back($1, $2, $3)", 3, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/* ---- facts ---- */

/* Quantities without an authorisation, and without even a ticket, until measure(). */
static List *
add_unauthorised(List *facts, const FactRequest *request, const Returned *r, double qty,
				 double by_ticket)
{
	Fact	   *f = NULL;
	ListCell   *lc;

	foreach(lc, facts)
	{
		if (strcmp(((Fact *) lfirst(lc))->subject, returned_subject(r)) == 0)
			f = lfirst(lc);
	}
	if (f == NULL)
	{
		f = returned_fact(request->control, r, 0);
		f->measured[UNAUTHORISED_QTY] = f->measured[UNAUTHORISED_WITHOUT_TICKET] = 0;
		facts = lappend(facts, f);
	}
	f->actual += r->qty;
	f->measured[UNAUTHORISED_QTY] += qty;
	f->measured[UNAUTHORISED_WITHOUT_TICKET] += qty - by_ticket;
	return facts;
}

static void
measure(Fact *f)
{
	f->actual = round_to(f->actual, f->rounding);
	f->deviation = round_to(f->measured[UNAUTHORISED_QTY], f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->measured[UNAUTHORISED_QTY] = f->deviation;
	f->measured[UNAUTHORISED_VALUE] = f->value;
	f->measured[UNAUTHORISED_WITHOUT_TICKET] = round_to(f->measured[UNAUTHORISED_WITHOUT_TICKET], f->rounding);
	f->measured[UNAUTHORISED_WITHOUT_TICKET_VALUE] = f->measured[UNAUTHORISED_WITHOUT_TICKET] * f->unit_cost;
}

/* Goods that come; in *n, how many. Quantities are what they claim. */
static Returned *
coming(const Claim *claims, int count, int *n)
{
	Returned   *more = palloc(sizeof(Returned) * count);

	*n = 0;
	for (int i = 0; i < count; i++)
	{
		if (claims[i].goods.qty > 0)
			more[(*n)++] = claims[i].goods;
	}
	return more;
}

static List *
unauthorised(const FactRequest *request, const Returned *goods, int n)
{
	Permits		permits = settled_permits(request, goods, n);
	List	   *facts = NIL;
	List	   *uses = NIL;
	Quarantine	quarantine = {0};
	bool		loaded = false;

	for (int i = 0; i < n; i++)
	{
		double		by_ticket;
		double		qty = draw_on(&permits, goods, i, &uses, &by_ticket);

		if (qty <= 1e-9 && !request->explain)
			continue;
		if (!loaded)
			quarantine = quarantine_load();
		loaded = true;
		if (!in_quarantine(&quarantine, goods[i].line->location_dest_id))
			facts = add_unauthorised(facts, request, &goods[i], qty, by_ticket);
	}
	if (!request->explain)
		keep_uses(uses);
	return facts;
}

List *
return_authorisation_facts(const FactRequest *request, const GoodsLine *lines, int n)
{
	int			count;
	int			nmore;
	const Returned *goods = returned_goods(lines, n, &count);
	const Claim *claims;
	const Returned *more;
	List	   *facts;
	ListCell   *lc;

	if (count == 0)
		return NIL;
	claims = claims_of(goods, count);
	more = coming(claims, count, &nmore);
	if (!request->explain)
	{
		give_back(claims, count, false);
		give_back(claims, count, true);
	}
	facts = nmore > 0 ? unauthorised(request, more, nmore) : NIL;
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
		measure(lfirst(lc));
	return facts;
}
