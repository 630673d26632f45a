/*-------------------------------------------------------------------------
 * unbooked_facts.c
 *		Facts about what commit would leave without its counterpart: stock that
 *		changed without a move, moves that are done without their stock, scraps
 *		that are done without a move.
 *
 * Only products that have stock of their own count: consumables and services
 * move without quants.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/correction.h"
#include "facts/groups.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static Fact *
new_fact(const char *kind, int32 product_id, int32 location_id, double qty)
{
	Fact	   *f = fact_new(&done_edit);

	f->words[EDIT_WORD_KIND] = kind;
	f->scope.product_id = product_id;
	f->location_id = location_id;
	f->deviation = qty;
	return f;
}

static Fact *
line_fact(const AdjustLine *line, const char *kind)
{
	Fact	   *f = new_fact(kind, line->key.product_id, line->key.location_id, line->delta);

	f->model = line->move_id ? "stock.move" : "stock.quant";
	f->record_id = f->move_id = line->move_id;
	/* a move that was never there before has another id at every attempt */
	f->subject = psprintf("stock.quant:product=%d,location=%d,%s", line->key.product_id,
						  line->key.location_id, kind);
	f->scope.company_id = line->company_id;
	f->scope.operation_type_id = line->picking_type_id;
	f->picking_id = line->picking_id;
	f->lot_id = line->key.lot_id;
	f->actor_id = line->actor_id;
	return f;
}

static Fact *
scrap_fact(const DoneScrap *scrap)
{
	Fact	   *f = new_fact(UNBOOKED_SCRAP, scrap->product_id, scrap->location_id, -scrap->qty);

	f->model = "stock.scrap";
	f->record_id = scrap->id;
	f->subject = psprintf("stock.scrap:%d", scrap->id);
	f->scope.company_id = scrap->company_id;
	f->picking_id = scrap->picking_id;
	f->actor_id = scrap->actor_id;
	return f;
}

static char *
goods_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, %1$s, (%2$s)::float8, COALESCE(%4$s, m.reference)"
					" FROM unnest($1, $2, $3) WITH ORDINALITY u(product_id, move_id, scrap_id, ord)"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
					" %3$s"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom gu ON gu.id = %5$s",
					sql_is_storable(s, "pt"), sql_to_product_uom(s, "1000000", "gu", "pu"),
					OidIsValid(s->stock_scrap)
					? "LEFT JOIN " ODOO_SCHEMA ".stock_scrap sc ON sc.id = u.scrap_id" : "",
					OidIsValid(s->stock_scrap) ? "sc.name" : "NULL::text",
					OidIsValid(s->stock_scrap) ? "COALESCE(sc.product_uom_id, m.product_uom)"
					: "m.product_uom");
}

/*
 * Drops what has no stock of its own, and brings quantities into the product's
 * unit; what was not moved in a unit of its own is in it already.
 */
static List *
stockable(List *facts)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	const OdooSchema *s = odoo_schema();
	int			n = list_length(facts);
	int32	   *products = palloc(sizeof(int32) * Max(n, 1));
	int32	   *moves = palloc(sizeof(int32) * Max(n, 1));
	int32	   *scraps = palloc(sizeof(int32) * Max(n, 1));
	List	   *kept = NIL;
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return NIL;
	for (int i = 0; i < n; i++)
	{
		const Fact *f = list_nth(facts, i);

		products[i] = f->scope.product_id;
		moves[i] = f->move_id;
		scraps[i] = f->move_id == 0 ? f->record_id : 0;
	}
	args[0] = int_array(products, n);
	args[1] = int_array(moves, n);
	args[2] = int_array(scraps, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation, goods_query(s), 3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Fact	   *f = list_nth(facts, result_int(i, 1) - 1);
		MemoryContext spi;

		if (!result_bool(i, 2))
			continue;
		if (!result_isnull(i, 3))
			f->deviation *= result_float(i, 3) / 1000000;
		if (f->picking_id == 0)
			f->document = result_text(i, 4, cxt);
		spi = MemoryContextSwitchTo(cxt);
		kept = lappend(kept, f);
		MemoryContextSwitchTo(spi);
	}
	query_end(&scope);
	return kept;
}

/* The same in words where no transfer and no text of Odoo's names it. */
static void
measure(Fact *f)
{
	if (f->document == NULL)
		f->document = f->record_id ? psprintf("%s %d", f->model, f->record_id)
			: "Quant written without a move";
	f->deviation = round_to(f->deviation, f->rounding);
	f->value = f->deviation * f->unit_cost;
	f->actual = f->deviation;
	f->measured[UNBOOKED_QTY] = fabs(f->deviation);
	f->measured[UNBOOKED_VALUE] = fabs(f->value);
}

List *
unbooked_facts(const FactRequest *request, const AdjustLine *stock, int nstock,
			   const AdjustLine *moves, int nmoves, const DoneScrap *scraps, int nscraps)
{
	List	   *facts = NIL;
	List	   *kept = NIL;
	ListCell   *lc;

	for (int i = 0; i < nmoves; i++)
		facts = lappend(facts, line_fact(&moves[i], UNBOOKED_MOVE));
	for (int i = 0; i < nscraps; i++)
		facts = lappend(facts, scrap_fact(&scraps[i]));
	facts = stockable(facts);
	for (int i = 0; i < nstock; i++)
		facts = lappend(facts, line_fact(&stock[i], UNBOOKED_STOCK));
	facts_describe(facts, request->want_groups);
	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		measure(f);
		if (f->deviation != 0)
			kept = lappend(kept, f);
	}
	return kept;
}
