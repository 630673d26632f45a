/*-------------------------------------------------------------------------
 * duty_facts.c
 *		Facts about who does what of one document: orders that are received or
 *		billed, transfers that are validated, counts that are applied.
 *
 * OdooBot is nobody: what it created or posted (procurement, scheduled
 * postings) was no person's duty.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/duties.h"
#include "facts/duty_facts.h"
#include "facts/duty_log.h"
#include "facts/receipt_lines.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A person at an order, for the document of this statement. */
typedef struct OrderDuty
{
	int32		order_id;
	int32		document_id;	/* transfer, 0 where there is none; or bill */
	int32		actor_id;
	int32		move_id;		/* one of the receipt's */
	int32		owner_id;		/* of the order */
	int32		creator_id;
	int32		order_line_id;	/* one of them */
	int32		company_id;
	int32		operation_type_id;
	double		value;			/* of the order, company currency */
	const char *order_name;
	const char *bill_name;
} OrderDuty;

static bool
is_limited(const FactRequest *request, int slot)
{
	return !isnan(request->floors[slot]);
}

/* One int4[] out of a field of all orders. */
static int32 *
pick(const OrderDuty *orders, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &orders[i] + offset);
	return ids;
}

static bool
has_done(const DutyAct *acts, int nacts, const OrderDuty *o, Duty duty)
{
	for (int i = 0; i < nacts; i++)
	{
		if (acts[i].order_id == o->order_id && acts[i].user_id == o->actor_id &&
			acts[i].duty == duty)
			return true;
	}
	return false;
}

static bool
is_buyer(const DutyAct *acts, int nacts, const OrderDuty *o)
{
	return o->actor_id == o->owner_id || o->actor_id == o->creator_id ||
		has_done(acts, nacts, o, DUTY_CONFIRM);
}

/* Nothing is measured where the person does not do both; explain() is told 0. */
static void
measure_duty(const FactRequest *request, Fact *fact, int slot, bool both, bool *found)
{
	double		measured = both ? duty_value(fact->value) : 0;

	if (!is_limited(request, slot) || !(both || request->explain) ||
		!may_break(request, slot, measured))
		return;
	fact->measured[slot] = measured;
	*found = true;
}

static Fact *
order_fact(const OrderDuty *o, const char *model)
{
	Fact	   *f = fact_new(&duties);

	f->model = model;
	f->record_id = o->document_id;
	f->subject = psprintf("%s:%d,purchase.order:%d", model, o->document_id, o->order_id);
	f->scope.company_id = o->company_id;
	f->scope.operation_type_id = o->operation_type_id;
	f->order_line_id = o->order_line_id;
	f->order_name = o->order_name;
	f->actor_id = o->actor_id;
	f->value = o->value;
	f->details = psprintf("{\"order_id\":%d,\"order_user_id\":%d,\"order_create_uid\":%d}",
						  o->order_id, o->owner_id, o->creator_id);
	return f;
}

/* Scope and names, and among the words who it is. */
static List *
described(const FactRequest *request, List *facts)
{
	ListCell   *lc;

	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->words[DUTY_PERSON] = f->actor_name;
	}
	return facts;
}

/* ---- receipts ---- */

static bool
event_receives(const MoveEvent *e)
{
	return e->purchase_line_id != 0 && e->done && e->actor_id > ODOOBOT_ID &&
		e->from == USAGE_SUPPLIER && e->to != USAGE_SUPPLIER &&
		(e->projected || e->done_qty > e->old_done_qty);
}

/* Value of the order o in company currency, as SQL. */
#define ORDER_VALUE \
	"(COALESCE(o.amount_untaxed, 0)::float8 / COALESCE(NULLIF(o.currency_rate, 0), 1)::float8)"

/* Columns of both queries about orders. */
enum
{
	O_ORDER = 1, O_DOCUMENT, O_ACTOR, O_MOVE, O_OWNER, O_CREATOR, O_LINE, O_COMPANY, O_TYPE, O_VALUE,
	O_NAME, O_BILL_NAME
};

static OrderDuty *
read_orders(uint64 rows, MemoryContext cxt)
{
	OrderDuty  *orders = MemoryContextAllocZero(cxt, sizeof(OrderDuty) * Max(rows, 1));

	for (uint64 i = 0; i < rows; i++)
		orders[i] = (OrderDuty) {
			.order_id = result_int(i, O_ORDER),.document_id = result_int(i, O_DOCUMENT),
			.actor_id = result_int(i, O_ACTOR),.move_id = result_int(i, O_MOVE),
			.owner_id = result_int(i, O_OWNER),.creator_id = result_int(i, O_CREATOR),
			.order_line_id = result_int(i, O_LINE),.company_id = result_int(i, O_COMPANY),
			.operation_type_id = result_int(i, O_TYPE),.value = result_float(i, O_VALUE),
			.order_name = result_text(i, O_NAME, cxt),
			.bill_name = result_text(i, O_BILL_NAME, cxt)
		};
	return orders;
}

/* By order, transfer, person, and among these the first move. */
static int
compare_receivings(const void *a, const void *b)
{
	const OrderDuty *x = a;
	const OrderDuty *y = b;

	if (x->order_id != y->order_id)
		return x->order_id > y->order_id ? 1 : -1;
	if (x->document_id != y->document_id)
		return x->document_id > y->document_id ? 1 : -1;
	if (x->actor_id != y->actor_id)
		return x->actor_id > y->actor_id ? 1 : -1;
	return (x->move_id > y->move_id) - (x->move_id < y->move_id);
}

/* What one person receives of one order by one transfer, each once: ids only, with its first move and line. */
static OrderDuty *
collect_receivings(const MoveEvent *events, int n, int *count)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, false, &nlines);
	OrderDuty  *all = palloc0(sizeof(OrderDuty) * Max(n, 1));
	int			found = 0;

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = &events[i];
		const ReceiptLine *line = event_receives(e)
			? find_receipt_line(lines, nlines, e->purchase_line_id) : NULL;

		if (line != NULL && line->found)
			all[found++] = (OrderDuty) {
				.order_id = line->order_id,.document_id = e->picking_id,.actor_id = e->actor_id,
				.move_id = e->move_id,.order_line_id = line->line_id
			};
	}
	qsort(all, found, sizeof(OrderDuty), compare_receivings);
	*count = 0;
	for (int i = 0; i < found; i++)
	{
		OrderDuty  *last = *count > 0 ? &all[*count - 1] : NULL;

		if (last == NULL || last->order_id != all[i].order_id ||
			last->document_id != all[i].document_id || last->actor_id != all[i].actor_id)
			all[(*count)++] = all[i];
		else
			last->order_line_id = Min(last->order_line_id, all[i].order_line_id);
	}
	return all;
}

static OrderDuty *
received_orders(const MoveEvent *events, int n, int *norders)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	OrderDuty  *orders;
	Datum		args[5];
	QueryScope	scope;
	int			count;
	OrderDuty  *all = collect_receivings(events, n, &count);

	*norders = 0;
	if (count == 0)
		return NULL;
	args[0] = int_array(pick(all, count, offsetof(OrderDuty, order_id)), count);
	args[1] = int_array(pick(all, count, offsetof(OrderDuty, document_id)), count);
	args[2] = int_array(pick(all, count, offsetof(OrderDuty, actor_id)), count);
	args[3] = int_array(pick(all, count, offsetof(OrderDuty, move_id)), count);
	args[4] = int_array(pick(all, count, offsetof(OrderDuty, order_line_id)), count);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[5] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  "SELECT o.id, u.picking_id, u.actor_id, u.move_id, o.user_id, o.create_uid,"
					  " u.line_id, o.company_id, o.picking_type_id, " ORDER_VALUE ", o.name, NULL::text"
					  " FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
					  " u(order_id, picking_id, actor_id, move_id, line_id, ord)"
					  " JOIN " ODOO_SCHEMA ".purchase_order o ON o.id = u.order_id ORDER BY u.ord",
					  5, types);
	}
	*norders = (int) query_run(&query, args, NULL, SEE_LATEST);
	orders = read_orders(*norders, cxt);
	query_end(&scope);
	return orders;
}

static const MoveEvent *
event_of(const MoveEvent *events, int n, int32 move_id)
{
	for (int i = 0; i < n; i++)
	{
		if (events[i].move_id == move_id)
			return &events[i];
	}
	return NULL;
}

static List *
receipt_duties(const FactRequest *request, const MoveEvent *events, int n)
{
	int			norders;
	int			nacts;
	OrderDuty  *orders = received_orders(events, n, &norders);
	DutyAct    *acts;
	List	   *facts = NIL;

	if (norders == 0)
		return NIL;
	acts = duty_acts(pick(orders, norders, offsetof(OrderDuty, order_id)),
					 pick(orders, norders, offsetof(OrderDuty, actor_id)), norders, DUTY_RECEIVE,
					 !events[0].projected && is_limited(request, RECEIVER_BILLER), &nacts);
	for (int i = 0; i < norders; i++)
	{
		const OrderDuty *o = &orders[i];
		const MoveEvent *e = event_of(events, n, o->move_id);
		Fact	   *f = order_fact(o, "stock.picking");
		bool		found = false;

		measure_duty(request, f, BUYER_RECEIVER, is_buyer(acts, nacts, o), &found);
		measure_duty(request, f, RECEIVER_BILLER, has_done(acts, nacts, o, DUTY_BILL), &found);
		f->picking_id = o->document_id;
		f->move_id = o->move_id;
		f->location_id = e->location_dest_id;
		if (found)
			facts = lappend(facts, f);
	}
	return facts;
}

/* ---- transfers ---- */

/* Made by hand: what an order, a rule or a document of another module asks for is no person's idea. */
static bool
event_validates(const MoveEvent *e)
{
	return e->picking_id != 0 && e->purchase_line_id == 0 && e->sale_line_id == 0 &&
		e->done && !e->was_done && e->actor_id > ODOOBOT_ID;
}

/*
 * A backorder is made by whoever validates the transfer before it: what counts
 * is who made the first. The value is that of the whole transfer, whatever part
 * of it this statement does.
 */
static char *
transfer_query(const OdooSchema *s)
{
	return psprintf("WITH RECURSIVE u AS (SELECT x.picking_id, x.actor_id, min(x.move_id) AS move_id"
					"  FROM unnest($1, $2, $3) x(picking_id, actor_id, move_id)"
					"  GROUP BY x.picking_id, x.actor_id),"
					" up(picking_id, backorder_id, create_uid, depth) AS ("
					"  SELECT k.id, k.backorder_id, k.create_uid, 1 FROM u"
					"  JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.picking_id"
					"  UNION SELECT up.picking_id, k.backorder_id, k.create_uid, up.depth + 1 FROM up"
					"  JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = up.backorder_id WHERE up.depth < 100)"
					" SELECT u.picking_id, u.actor_id, u.move_id,"
					" (SELECT up.create_uid FROM up WHERE up.picking_id = u.picking_id ORDER BY up.depth DESC LIMIT 1),"
					" t.value, t.by_rule"
					" FROM u CROSS JOIN LATERAL (SELECT sum(abs(%1$s * %2$s))::float8 AS value,"
					"  bool_or(m.rule_id IS NOT NULL) AS by_rule"
					"  FROM " ODOO_SCHEMA ".stock_move m"
					"  JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = m.product_id"
					"  JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					"  JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					"  JOIN " ODOO_SCHEMA ".uom_uom mu ON mu.id = m.product_uom"
					"  WHERE m.picking_id = u.picking_id AND m.state <> 'cancel') t",
					sql_to_product_uom(s, psprintf("COALESCE(m.%s, 0)", s->done_qty), "mu", "pu"),
					sql_unit_cost(s, "m.product_id", "m.company_id"));
}

static Fact *
transfer_fact(const MoveEvent *e, double value)
{
	Fact	   *f = fact_new(&duties);

	f->model = "stock.picking";
	f->record_id = f->picking_id = e->picking_id;
	f->subject = psprintf("stock.picking:%d", e->picking_id);
	f->move_id = e->move_id;
	f->location_id = e->location_dest_id;
	f->scope.company_id = e->company_id;
	f->scope.operation_type_id = e->picking_type_id;
	f->actor_id = e->actor_id;
	f->value = value;
	return f;
}

static List *
transfer_duties(const FactRequest *request, const MoveEvent *events, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids[3];
	Datum		args[3];
	MemoryContext cxt = CurrentMemoryContext;
	List	   *facts = NIL;
	QueryScope	scope;
	uint64		rows;
	int			count = 0;

	for (int a = 0; a < 3; a++)
		ids[a] = palloc(sizeof(int32) * Max(n, 1));
	for (int i = 0; i < n; i++)
	{
		if (!event_validates(&events[i]))
			continue;
		ids[0][count] = events[i].picking_id;
		ids[1][count] = events[i].actor_id;
		ids[2][count++] = events[i].move_id;
	}
	if (count == 0)
		return NIL;
	for (int a = 0; a < 3; a++)
		args[a] = int_array(ids[a], count);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, transfer_query(s), 3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		Fact	   *f = transfer_fact(event_of(events, n, result_int(i, 3)), result_float(i, 5));
		bool		found = false;

		measure_duty(request, f, CREATOR_VALIDATOR,
					 result_int(i, 4) == f->actor_id && !result_bool(i, 6), &found);
		if (found)
			facts = lappend(facts, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

List *
duties_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	List	   *facts = NIL;

	if (odoo_schema()->has_purchase &&
		(is_limited(request, BUYER_RECEIVER) || is_limited(request, RECEIVER_BILLER)))
		facts = receipt_duties(request, events, n);
	if (is_limited(request, CREATOR_VALIDATOR))
		facts = list_concat(facts, transfer_duties(request, events, n));
	return described(request, facts);
}

/* ---- counts ---- */

/* The adjusted quant as it is, but measured by this control. */
static Fact *
adjusted_fact(const Fact *adjusted)
{
	Fact	   *f = fact_new(&duties);
	Fact		empty = *f;

	*f = *adjusted;
	f->control = &duties;
	memcpy(f->measured, empty.measured, sizeof(f->measured));
	f->value = fabs(adjusted->value);
	f->words[DUTY_PERSON] = adjusted->actor_name;
	return f;
}

/*
 * A count of which nobody else is known to have entered it is his own who
 * applies it; so is a quant written directly. A transfer into a loss location is
 * no count.
 */
List *
duties_from_adjustments(const FactRequest *request, const AdjustedLine *lines, int n)
{
	List	   *facts = NIL;

	for (int i = 0; i < n && is_limited(request, COUNTER_ADJUSTER); i++)
	{
		const Fact *adjusted = lines[i].fact;
		Fact	   *f;
		bool		found = false;

		if (lines[i].line->picking_id != 0 || adjusted->actor_id <= ODOOBOT_ID)
			continue;
		f = adjusted_fact(adjusted);
		measure_duty(request, f, COUNTER_ADJUSTER,
					 adjusted->counter_id == 0 || adjusted->counter_id == adjusted->actor_id, &found);
		if (found)
			facts = lappend(facts, f);
	}
	return facts;
}

/* ---- bills ---- */

static OrderDuty *
billed_orders(const PostedBill *bills, int n, int *norders)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	int32	   *actors = palloc(sizeof(int32) * Max(n, 1));
	MemoryContext cxt = CurrentMemoryContext;
	OrderDuty  *orders;
	Datum		args[2];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		ids[i] = bills[i].bill_id;
		actors[i] = bills[i].actor_id;
	}
	args[0] = int_array(ids, n);
	args[1] = int_array(actors, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  "SELECT o.id, b.id, u.actor_id, NULL::int, o.user_id, o.create_uid, min(l.id),"
					  " o.company_id, o.picking_type_id, " ORDER_VALUE ", o.name,"
					  " COALESCE(NULLIF(b.name, '/'), b.ref)"
					  " FROM unnest($1, $2) u(bill_id, actor_id)"
					  " JOIN " ODOO_SCHEMA ".account_move b ON b.id = u.bill_id"
					  " JOIN " ODOO_SCHEMA ".account_move_line ml ON ml.move_id = b.id"
					  " JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = ml.purchase_line_id"
					  " JOIN " ODOO_SCHEMA ".purchase_order o ON o.id = l.order_id"
					  " GROUP BY o.id, b.id, u.actor_id ORDER BY b.id, o.id, u.actor_id",
					  2, types);
	}
	*norders = (int) query_run(&query, args, NULL, SEE_LATEST);
	orders = read_orders(*norders, cxt);
	query_end(&scope);
	return orders;
}

List *
duties_from_bills(const FactRequest *request, const PostedBill *bills, int n)
{
	int			norders;
	int			nacts;
	OrderDuty  *orders;
	DutyAct    *acts;
	List	   *facts = NIL;

	if (!is_limited(request, RECEIVER_BILLER) && !is_limited(request, BUYER_BILLER))
		return NIL;
	orders = billed_orders(bills, n, &norders);
	if (norders == 0)
		return NIL;
	acts = duty_acts(pick(orders, norders, offsetof(OrderDuty, order_id)),
					 pick(orders, norders, offsetof(OrderDuty, actor_id)), norders, DUTY_BILL,
					 is_limited(request, RECEIVER_BILLER), &nacts);
	for (int i = 0; i < norders; i++)
	{
		const OrderDuty *o = &orders[i];
		Fact	   *f = order_fact(o, "account.move");
		bool		found = false;

		f->document = o->bill_name;
		f->words[DUTY_ON_BILL] = "bill";
		measure_duty(request, f, RECEIVER_BILLER, has_done(acts, nacts, o, DUTY_RECEIVE), &found);
		measure_duty(request, f, BUYER_BILLER, is_buyer(acts, nacts, o), &found);
		if (found)
			facts = lappend(facts, f);
	}
	return described(request, facts);
}
