/*-------------------------------------------------------------------------
 * receipt_facts.c
 *		Facts about purchase lines: ordered, received in all, still open.
 *
 * First look: one query reads, for all lines of the statement, the order line
 * and its moves by index, and adds up here. It decides alone wherever all is
 * in one unit and nothing deviates, which is the daily case. Only lines that
 * deviate, or mix units, get the second query with conversions, prices, names.
 *
 * Both see the latest snapshot, under a lock per purchase line that lasts to
 * the end of the transaction: two parallel receipts of one line add up.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "facts/facts.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A transaction that locks more lines than this takes the lock on all of them. */
#define MAX_LINE_LOCKS 500

/* One purchase line of the statement. */
typedef struct LineState
{
	int32		line_id;
	int32		order_id;
	int32		product_id;
	const MoveEvent *over;		/* the event that added to it */
	const MoveEvent *under;		/* the event that may have closed it */
	bool		found;
	double		ordered;		/* in the order line's unit */
	int32		uom_id;
	double		received;
	bool		mixed_units;
	bool		open;			/* another receipt is still to come */
	bool		came;			/* something was received by these events */
} LineState;

static int
compare_lines(const void *a, const void *b)
{
	int32		x = ((const LineState *) a)->line_id;
	int32		y = ((const LineState *) b)->line_id;

	return (x > y) - (x < y);
}

static LineState *
find_line(LineState *lines, int n, int32 line_id)
{
	LineState	key = {.line_id = line_id};

	return bsearch(&key, lines, n, sizeof(LineState), compare_lines);
}

/* A return that was done and is now less, or done no longer: it adds to its line. */
static bool
event_takes_return_back(const MoveEvent *e)
{
	return e->was_done && e->done_qty < e->old_done_qty;
}

/*
 * Does the event bring goods from a supplier for a purchase line, or leave
 * more of them here?
 */
static bool
event_is_receipt(const MoveEvent *e, bool *is_return)
{
	*is_return = false;
	if (e->purchase_line_id == 0)
		return false;
	if (e->from == USAGE_SUPPLIER)
		return e->to != USAGE_SUPPLIER;
	*is_return = e->to == USAGE_SUPPLIER && event_takes_return_back(e);
	return *is_return;
}

/*
 * What the event can have broken. More is over's concern, unless a correction
 * only takes back; closing is under's, unless a correction only adds.
 */
static void
note_event(LineState *line, const MoveEvent *e, bool is_return)
{
	bool		more = is_return || (e->done && e->done_qty > e->old_done_qty);
	bool		undone = e->was_done && !e->done;
	bool		closes = !is_return &&
		(undone || (e->done && !(e->was_done && more)) || (e->cancelled && e->demand > 0));

	if (more && (line->over == NULL || e->move_id < line->over->move_id))
		line->over = e;
	if (closes && (line->under == NULL || e->move_id < line->under->move_id))
		line->under = e;
	line->came |= (e->done && !is_return);
}

/* The statement's purchase lines, sorted, each once. */
static LineState *
collect_lines(const MoveEvent *events, int n, int *nlines)
{
	LineState  *lines = palloc0(sizeof(LineState) * Max(n, 1));
	int			count = 0;
	int			kept = 0;
	bool		is_return;

	for (int i = 0; i < n; i++)
	{
		if (event_is_receipt(&events[i], &is_return))
			lines[count++].line_id = events[i].purchase_line_id;
	}
	qsort(lines, count, sizeof(LineState), compare_lines);
	for (int i = 0; i < count; i++)
	{
		if (kept == 0 || lines[kept - 1].line_id != lines[i].line_id)
			lines[kept++] = lines[i];
	}
	for (int i = 0; i < n && kept > 0; i++)
	{
		if (event_is_receipt(&events[i], &is_return))
			note_event(find_line(lines, kept, events[i].purchase_line_id), &events[i], is_return);
	}
	*nlines = kept;
	return lines;
}

/*
 * In ascending order, so that two statements cannot deadlock on each other.
 * Everybody shares the common lock; a very large transaction takes that one
 * alone instead of filling the shared lock table.
 */
static void
lock_lines(const LineState *lines, int n)
{
	static TransactionId counted_for = InvalidTransactionId;
	static int	count = 0;
	TransactionId xid = GetTopTransactionId();

	if (counted_for != xid)
		count = 0;
	counted_for = xid;
	count += n;
	if (count > MAX_LINE_LOCKS)
	{
		advisory_lock(LOCK_PURCHASE_LINE, 0, ExclusiveLock);
		return;
	}
	advisory_lock(LOCK_PURCHASE_LINE, 0, ShareLock);
	for (int i = 0; i < n; i++)
		advisory_lock(LOCK_PURCHASE_LINE, (uint32) lines[i].line_id, ExclusiveLock);
}

static Datum
line_ids(const LineState *lines, int n)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = lines[i].line_id;
	return int_array(ids, n);
}

static bool
event_concerns(const MoveEvent *e, int32 move_id)
{
	return e != NULL && e->projected && e->move_id == move_id;
}

/* One move of a purchase line, from the current row of the first look. */
static void
add_sibling(LineState *line, uint64 row)
{
	int32		move_id = result_int(row, 5);
	bool		done = result_bool(row, 6);
	bool		gone = result_isnull(row, 6) || result_bool(row, 12);
	Location	src,
				dst;
	double		sign;

	if (move_id == 0)
		return;					/* the line has no move left */
	directory_location(result_int(row, 9), &src, NULL);
	directory_location(result_int(row, 10), &dst, NULL);
	sign = (src.usage == USAGE_SUPPLIER) - (dst.usage == USAGE_SUPPLIER);
	if (sign == 0)
		return;
	if (event_concerns(line->over, move_id) || event_concerns(line->under, move_id))
		done = true;
	if (done)
	{
		line->received += sign * result_float(row, 8);
		if (result_int(row, 7) != line->uom_id)
			line->mixed_units = true;
	}
	else if (!gone && sign > 0)
		line->open = true;
}

static void
first_look(LineState *lines, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		arg = line_ids(lines, n);
	QueryScope	scope;
	uint64		rows;

	/*
	 * A move is found by its purchase line: a plain = on the product would also
	 * offer the index of products, with all history of each.
	 */
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT l.id, l.%s, l.product_qty::float8, l.product_id,"
							   " m.id, m.state = 'done', m.product_uom, m.%s::float8,"
							   " m.location_id, m.location_dest_id, l.order_id, m.state = 'cancel'"
							   " FROM unnest($1) u(id)"
							   " JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = u.id"
							   " LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.purchase_line_id = u.id"
							   " AND m.product_id IS NOT DISTINCT FROM l.product_id",
							   s->order_line_uom, s->done_qty),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		LineState  *line = find_line(lines, n, result_int(i, 1));

		if (line == NULL)
			continue;
		line->found = true;
		line->order_id = result_int(i, 11);
		line->product_id = result_int(i, 4);
		line->uom_id = result_int(i, 2);
		line->ordered = result_float(i, 3);
		add_sibling(line, i);
	}
	query_end(&scope);
}

/*
 * Odoo replaces the move of a kit by moves of its components, which bear the
 * kit's line: they say nothing about the quantity that was ordered.
 */
static void
drop_other_goods(LineState *l)
{
	if (l->over != NULL && l->over->product_id != l->product_id)
		l->over = NULL;
	if (l->under != NULL && l->under->product_id != l->product_id)
		l->under = NULL;
}

/* Could a policy have an objection? Exact where units agree, else "perhaps". */
static bool
line_is_suspect(const LineState *l)
{
	const MoveEvent *e = l->over ? l->over : l->under;

	if (!l->found || e == NULL)
		return false;
	if (l->mixed_units || e->projected)
		return true;
	if (l->over != NULL && l->received > l->ordered)
		return true;
	return l->under != NULL && !l->open && l->received < l->ordered;
}

/* Columns of the second query. */
enum
{
	F_LINE = 1, F_ORDERED, F_RECEIVED, F_ROUNDING, F_UNIT_VALUE, F_COMPANY, F_WAREHOUSE,
	F_OPERATION, F_PRODUCT, F_PARTNER, F_COMMERCIAL, F_PARTNER_CATEGORIES, F_CATEGORY,
	F_UNIT, F_PRODUCT_NAME, F_PICKING_NAME, F_ORDER_NAME, F_PARTNER_NAME, F_LOCATION_NAME,
	F_PICKING, F_LOCATION, F_ACTOR, F_ACTOR_NAME, F_TOUCHED, F_RECEIVED_WITH
};

/*
 * A move's quantity in the product's unit: of its lines where they agree with
 * it (they are exact: 100 units are not 8.33 dozen), else converted.
 */
static char *
sql_move_qty(const OdooSchema *s)
{
	char	   *move_qty = sql_to_product_uom(s, psprintf("s.%s", s->done_qty), "su", "pu");
	char	   *line_qty = sql_to_product_uom(s, psprintf("ml.%s", s->line_qty), "lu2", "pu");

	return psprintf("CASE WHEN s.product_uom = pu.id THEN s.%1$s ELSE COALESCE("
					"(SELECT x.q FROM (SELECT sum(%2$s) AS q FROM " ODOO_SCHEMA ".stock_move_line ml"
					" JOIN " ODOO_SCHEMA ".uom_uom lu2 ON lu2.id = ml.product_uom_id"
					" WHERE ml.move_id = s.id) x WHERE abs(x.q - %3$s) <= %4$s), %3$s) END",
					s->done_qty, line_qty, move_qty, sql_uom_step(s, "su", "pu"));
}

static char *
second_query(const OdooSchema *s)
{
	return psprintf("SELECT l.id, (%1$s)::float8, r.qty::float8, (%2$s)::float8,"
					" COALESCE(NULLIF(abs(m.price_unit), 0), %3$s)::float8,"
					" o.company_id, COALESCE(kt.warehouse_id, d.warehouse_id),"
					" kt.id, l.product_id, o.partner_id, bp.commercial_partner_id,"
					" (SELECT string_agg(c2.parent_path, ' ')"
					"  FROM " ODOO_SCHEMA ".res_partner_res_partner_category_rel rel"
					"  JOIN " ODOO_SCHEMA ".res_partner_category c2 ON c2.id = rel.category_id"
					"  WHERE rel.partner_id IN (o.partner_id, bp.commercial_partner_id)),"
					" c.parent_path, COALESCE(pu.name ->> 'en_US', pu.name #>> '{}'),"
					" COALESCE('[' || NULLIF(pp.default_code, '') || '] ', '')"
					" || COALESCE(pt.name ->> 'en_US', pt.name #>> '{}'),"
					" COALESCE(k.name, m.origin, o.name), o.name, bp.name, d.complete_name,"
					" m.picking_id, d.id, u.actor_id,"
					" (SELECT ap.name FROM " ODOO_SCHEMA ".res_users au"
					"  JOIN " ODOO_SCHEMA ".res_partner ap ON ap.id = au.partner_id WHERE au.id = u.actor_id),"
					" EXISTS (SELECT 1 FROM " ODOO_SCHEMA ".purchase_order_line l2"
					"  WHERE l2.order_id = l.order_id AND (SELECT true FROM " ODOO_SCHEMA ".stock_move s2"
					"  WHERE s2.purchase_line_id = l2.id AND s2.state = 'done' LIMIT 1)),"
					" (SELECT min(s3.id) FROM " ODOO_SCHEMA ".stock_move s3"
					"  WHERE s3.purchase_line_id = l.id AND s3.picking_id + 0 = m.picking_id"
					"  AND s3.state = 'done')"
					" FROM unnest($1, $2, $4) u(line_id, move_id, actor_id)"
					" JOIN " ODOO_SCHEMA ".purchase_order_line l ON l.id = u.line_id"
					" JOIN " ODOO_SCHEMA ".purchase_order o ON o.id = l.order_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = l.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = l.%4$s"
					" LEFT JOIN " ODOO_SCHEMA ".product_category c ON c.id = pt.categ_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_picking_type kt"
					"  ON kt.id = COALESCE(m.picking_type_id, o.picking_type_id)"
					" LEFT JOIN " ODOO_SCHEMA ".stock_location dest ON dest.id = m.location_dest_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_location d"
					"  ON d.id = CASE WHEN dest.usage = 'supplier' THEN m.location_id ELSE dest.id END"
					" LEFT JOIN " ODOO_SCHEMA ".res_partner bp ON bp.id = o.partner_id"
					" LEFT JOIN " ODOO_SCHEMA ".ir_model_fields cf ON cf.model = 'product.product'"
					"  AND cf.name = 'standard_price'"
					" LEFT JOIN LATERAL (SELECT COALESCE(sum((CASE WHEN sl.usage = 'supplier' THEN 1 ELSE 0 END"
					"  - CASE WHEN dl.usage = 'supplier' THEN 1 ELSE 0 END) * (%5$s)), 0) AS qty"
					"  FROM " ODOO_SCHEMA ".stock_move s"
					"  JOIN " ODOO_SCHEMA ".uom_uom su ON su.id = s.product_uom"
					"  JOIN " ODOO_SCHEMA ".stock_location sl ON sl.id = s.location_id"
					"  JOIN " ODOO_SCHEMA ".stock_location dl ON dl.id = s.location_dest_id"
					"  WHERE s.purchase_line_id = l.id AND s.product_id IS NOT DISTINCT FROM l.product_id"
					"  AND (s.state = 'done' OR ($3 AND s.id = u.move_id))) r ON true"
					" ORDER BY l.id",
					sql_to_product_uom(s, "l.product_qty", "lu", "pu"),
					sql_uom_rounding(s, "pu"),
					sql_unit_cost(s, "l.product_id", "o.company_id"),
					s->order_line_uom, sql_move_qty(s));
}

/* Scope and names from the current row. */
static void
fill_fact(Fact *f, uint64 row, bool want_groups)
{
	MemoryContext cxt = CurrentMemoryContext;
	Location	dest;

	f->control = &receipt_tolerance;
	f->model = "stock.move";
	f->scope.company_id = result_int(row, F_COMPANY);
	f->scope.warehouse_id = result_int(row, F_WAREHOUSE);
	f->scope.operation_type_id = result_int(row, F_OPERATION);
	f->scope.product_id = result_int(row, F_PRODUCT);
	f->partner_id = f->scope.partners[0] = result_int(row, F_PARTNER);
	f->scope.partners[1] = result_int(row, F_COMMERCIAL);
	f->scope.npartners = 2;
	f->scope.partner_categories = result_path(row, F_PARTNER_CATEGORIES, cxt,
											  &f->scope.npartner_categories);
	f->scope.category_path = result_path(row, F_CATEGORY, cxt, &f->scope.category_path_length);
	f->unit = result_text(row, F_UNIT, cxt);
	f->product_name = result_text(row, F_PRODUCT_NAME, cxt);
	f->document = result_text(row, F_PICKING_NAME, cxt);
	f->order_name = result_text(row, F_ORDER_NAME, cxt);
	f->partner_name = result_text(row, F_PARTNER_NAME, cxt);
	f->location_name = result_text(row, F_LOCATION_NAME, cxt);
	f->picking_id = result_int(row, F_PICKING);
	f->location_id = result_int(row, F_LOCATION);
	f->actor_id = result_int(row, F_ACTOR);
	f->actor_name = result_text(row, F_ACTOR_NAME, cxt);
	f->order_line_id = result_int(row, F_LINE);
	directory_location(f->location_id, &dest, cxt);
	f->scope.location_path = dest.path;
	f->scope.location_path_length = dest.path_length;
	if (want_groups)
		f->scope.actor = facts_actor(f->actor_id, cxt);
}

/*
 * Odoo 16 closes a line short by cancelling a remainder that every attempt
 * makes anew; the move received beside it is the same each time.
 */
static int32
subject_move(const MoveEvent *event, uint64 row)
{
	if (event->cancelled && !result_isnull(row, F_RECEIVED_WITH))
		return result_int(row, F_RECEIVED_WITH);
	return event->move_id;
}

/*
 * The fact of one suspect line, or NULL where exact figures clear it. A
 * cancelled remainder of an order of which nothing at all has come is the
 * order's cancellation, not a short close; as a sibling may be received later
 * in this transaction, the event is handed back as undecided.
 */
static Fact *
judge_line(const LineState *line, uint64 row, bool want_groups, List **undecided)
{
	double		rounding = result_float(row, F_ROUNDING);
	double		expected = round_to(result_float(row, F_ORDERED), rounding);
	double		actual = round_to(result_float(row, F_RECEIVED), rounding);
	double		deviation = round_to(actual - expected, rounding);
	const MoveEvent *event;
	Fact	   *f;

	event = line->over ? line->over : line->under;
	if (event->projected)
		;						/* explain() wants the figures whatever they are */
	else if (deviation > 0)
		event = line->over;
	else if (deviation < 0 && !line->open)
		event = line->under;
	else
		event = NULL;
	if (event == NULL)
		return NULL;
	if (deviation < 0 && event->cancelled && !event->projected && !result_bool(row, F_TOUCHED))
	{
		MoveEvent  *later = palloc(sizeof(MoveEvent));

		*later = *event;
		later->order_id = line->order_id;
		*undecided = lappend(*undecided, later);
		return NULL;
	}
	f = palloc0(sizeof(Fact));
	fill_fact(f, row, want_groups);
	f->record_id = event->move_id;
	f->subject = psprintf("stock.move:%d", subject_move(event, row));
	f->expected = expected;
	f->actual = actual;
	f->deviation = deviation;
	f->value = deviation * result_float(row, F_UNIT_VALUE);
	return f;
}

static List *
second_look(LineState *suspects, int n, bool projected, bool want_groups, List **undecided)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *moves = palloc(sizeof(int32) * n);
	int32	   *actors = palloc(sizeof(int32) * n);
	List	   *facts = NIL;
	Datum		args[4];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		const MoveEvent *e = suspects[i].over ? suspects[i].over : suspects[i].under;

		moves[i] = e->move_id;
		actors[i] = e->actor_id;
	}
	args[0] = line_ids(suspects, n);
	args[1] = int_array(moves, n);
	args[2] = BoolGetDatum(projected);
	args[3] = int_array(actors, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[4] = {INT4ARRAYOID, INT4ARRAYOID, BOOLOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, second_query(s), 4, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		/* Facts outlive SPI's own memory. */
		MemoryContext spi = MemoryContextSwitchTo(cxt);
		LineState  *line = find_line(suspects, n, result_int(i, F_LINE));
		Fact	   *f = line ? judge_line(line, i, want_groups, undecided) : NULL;

		if (f != NULL)
			facts = lappend(facts, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

List *
facts_receipts(const MoveEvent *events, int n, bool want_groups, List **undecided, List **orders)
{
	int			nlines;
	LineState  *lines = collect_lines(events, n, &nlines);
	int			nsuspects = 0;

	if (nlines == 0)
		return NIL;
	if (!events[0].projected)
		lock_lines(lines, nlines);
	first_look(lines, nlines);
	for (int i = 0; i < nlines; i++)
	{
		if (lines[i].came)
			*orders = list_append_unique_int(*orders, lines[i].order_id);
		drop_other_goods(&lines[i]);
		if (line_is_suspect(&lines[i]))
			lines[nsuspects++] = lines[i];
	}
	if (nsuspects == 0)
		return NIL;
	return second_look(lines, nsuspects, events[0].projected, want_groups, undecided);
}
