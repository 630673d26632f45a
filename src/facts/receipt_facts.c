/*-------------------------------------------------------------------------
 * receipt_facts.c
 *		Facts of receipt_tolerance: purchase lines of which more, or less for
 *		good, has come than was ordered.
 *
 * receipt_lines() decides alone wherever all is in one unit and nothing
 * deviates, which is the daily case. Only lines that deviate, or mix units,
 * get a second query with conversions, prices, names.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"

#include "odoo/directory.h"
#include "facts/receipt_lines.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/*
 * Odoo replaces the move of a kit by moves of its components, which bear the
 * kit's line: they say nothing about the quantity that was ordered.
 */
static void
drop_other_goods(ReceiptLine *l)
{
	if (l->over != NULL && l->over->product_id != l->product_id)
		l->over = NULL;
	if (l->under != NULL && l->under->product_id != l->product_id)
		l->under = NULL;
}

/* Could a policy have an objection? Exact where units agree, else "perhaps". */
static bool
line_is_suspect(const ReceiptLine *l)
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
judge_line(const ReceiptLine *line, uint64 row, bool want_groups, List **undecided)
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
second_look(ReceiptLine *suspects, int n, bool projected, bool want_groups, List **undecided)
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
	args[0] = receipt_line_ids(suspects, n);
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
		const ReceiptLine *line = find_receipt_line(suspects, n, result_int(i, F_LINE));
		Fact	   *f = line ? judge_line(line, i, want_groups, undecided) : NULL;

		if (f != NULL)
			facts = lappend(facts, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return facts;
}

List *
facts_receipts(const MoveEvent *events, int n, bool lock, bool want_groups, List **undecided,
			   List **orders)
{
	int			nlines;
	const ReceiptLine *lines = receipt_lines(events, n, lock, &nlines);
	ReceiptLine *suspects = palloc(sizeof(ReceiptLine) * Max(nlines, 1));
	int			nsuspects = 0;

	for (int i = 0; i < nlines; i++)
	{
		ReceiptLine *line = &suspects[nsuspects];

		if (lines[i].came)
			*orders = list_append_unique_int(*orders, lines[i].order_id);
		*line = lines[i];
		drop_other_goods(line);
		if (line_is_suspect(line))
			nsuspects++;
	}
	if (nsuspects == 0)
		return NIL;
	return second_look(suspects, nsuspects, events[0].projected, want_groups, undecided);
}
