/*-------------------------------------------------------------------------
 * goods.c
 *		Reads goods line by line: of moves that become done, of done lines that
 *		were corrected, and of reservations.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/timestamp.h"

#include "facts/goods.h"
#include "facts/groups.h"
#include "facts/statement_memo.h"
#include "odoo/directory.h"
#include "odoo/id_query.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* Columns of the query of lines. */
enum
{
	G_MOVE = 1, G_LINE, G_SRC, G_DST, G_LOT, G_PACKAGE, G_RESULT_PACKAGE, G_OWNER, G_UOM, G_QTY,
	G_NEW
};

/* Moves whose lines are wanted, sorted by move, with their events. */
typedef struct WantedMove
{
	int32		move_id;
	const MoveEvent *event;
	bool		seen;			/* has a line */
} WantedMove;

static int
compare_moves(const void *a, const void *b)
{
	int32		x = ((const WantedMove *) a)->move_id;
	int32		y = ((const WantedMove *) b)->move_id;

	return (x > y) - (x < y);
}

/* Brings more than before. What takes back has no lines to tell of. */
static bool
event_moves_goods(const MoveEvent *e)
{
	return (e->done || e->projected) && (e->projected || e->done_qty > e->old_done_qty);
}

/* Was done with a quantity before: only lines that were added move goods now. */
static bool
event_adds(const MoveEvent *e)
{
	return e->was_done && e->old_done_qty != 0;
}

static WantedMove *
wanted_moves(const MoveEvent *events, int n, int *count)
{
	WantedMove *moves = palloc(sizeof(WantedMove) * Max(n, 1));
	bool		sorted = true;

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (!event_moves_goods(&events[i]))
			continue;
		moves[*count] = (WantedMove) {events[i].move_id, &events[i], false};
		if (*count > 0 && moves[*count - 1].move_id > moves[*count].move_id)
			sorted = false;
		(*count)++;
	}
	if (!sorted)
		qsort(moves, *count, sizeof(WantedMove), compare_moves);
	return moves;
}

/*
 * That a move calls itself a count, or names a scrap, is a column anybody may
 * write: the places have to agree. A count has loss on one side, a relocation
 * stock on both and no transfer; a scrap goes to where scrap goes.
 */
static void
tell_kind(GoodsLine *line, bool to_scrap)
{
	bool		counted = line->from == USAGE_INVENTORY || line->to == USAGE_INVENTORY;
	bool		within = usage_is_stock(line->from) && usage_is_stock(line->to);

	line->is_count = line->is_count && (counted || (within && line->picking_id == 0));
	if (line->to != USAGE_INVENTORY && !to_scrap)
		line->scrap_id = 0;
}

static void
take_event(GoodsLine *line, const MoveEvent *e)
{
	line->event = e;
	line->move_id = e->move_id;
	line->product_id = e->product_id;
	line->uom_id = e->product_uom;
	line->company_id = e->company_id;
	line->picking_id = e->picking_id;
	line->picking_type_id = e->picking_type_id;
	line->purchase_line_id = e->purchase_line_id;
	line->sale_line_id = e->sale_line_id;
	line->returned_move_id = e->returned_move_id;
	line->scrap_id = e->scrap_id;
	line->location_id = e->location_id;
	line->location_dest_id = e->location_dest_id;
	line->owner_id = e->owner_id;
	line->actor_id = e->actor_id;
	line->from = e->from;
	line->to = e->to;
	line->is_count = e->is_count;
	line->corrected = event_adds(e);
	tell_kind(line, e->to_scrap);
}

/* A line may go to a place below its move's, or come from one. */
static void
locate_line(GoodsLine *line)
{
	Location	loc;

	directory_location(line->location_id, &loc, NULL);
	line->from = loc.usage;
	directory_location(line->location_dest_id, &loc, NULL);
	line->to = loc.usage;
}

static void
take_row(GoodsLine *line, const ResultRow *row)
{
	bool		moved = line->location_id != row_int(row, G_SRC) ||
		line->location_dest_id != row_int(row, G_DST);

	line->line_id = row_int(row, G_LINE);
	line->location_id = row_int(row, G_SRC);
	line->location_dest_id = row_int(row, G_DST);
	line->lot_id = row_int(row, G_LOT);
	line->package_id = row_int(row, G_PACKAGE);
	line->result_package_id = row_int(row, G_RESULT_PACKAGE);
	if (!row_isnull(row, G_OWNER))
		line->owner_id = row_int(row, G_OWNER);
	line->uom_id = row_int(row, G_UOM);
	line->qty = row_numeric(row, G_QTY);
	if (moved)
		locate_line(line);
}

/* The lines that are read, as they come. */
typedef struct LineReader
{
	WantedMove *moves;
	int			count;
	GoodsLine  *lines;
	int			n;
	int			size;
} LineReader;

/* A line that Odoo adds bears the transaction's start as its date of creation. */
static char *
select_lines(const OdooSchema *s)
{
	return psprintf("SELECT ml.move_id, ml.id, ml.location_id, ml.location_dest_id, ml.lot_id,"
					" ml.package_id, ml.result_package_id, ml.owner_id, ml.product_uom_id, %s,"
					" ml.create_date >= timezone('UTC', date_trunc('second', now()))"
					" FROM " ODOO_SCHEMA ".stock_move_line ml", s->line_reserved
					? psprintf("COALESCE(NULLIF(ml.%s, 0), ml.%s)", s->line_qty, s->line_reserved)
					: psprintf("ml.%s", s->line_qty));
}

static GoodsLine *
next_line(LineReader *reader)
{
	if (reader->n == reader->size)
	{
		reader->size *= 2;
		reader->lines = repalloc_huge(reader->lines, sizeof(GoodsLine) * reader->size);
	}
	return &reader->lines[reader->n];
}

static void
read_line(const ResultRow *row, void *arg)
{
	LineReader *reader = arg;
	WantedMove	key = {row_int(row, G_MOVE), NULL, false};
	WantedMove *move = bsearch(&key, reader->moves, reader->count, sizeof(WantedMove), compare_moves);
	GoodsLine  *line;

	if (move == NULL)
		return;
	move->seen = true;
	if (event_adds(move->event) && !row_bool(row, G_NEW))
		return;
	line = next_line(reader);
	memset(line, 0, sizeof(GoodsLine));
	take_event(line, move->event);
	take_row(line, row);
	if (line->qty > 0)
		reader->n++;
}

static void
read_lines(LineReader *reader)
{
	static IdQuery query;
	int32	   *ids = palloc(sizeof(int32) * reader->count);
	int			n;

	for (int i = 0; i < reader->count; i++)
		ids[i] = reader->moves[i].move_id;
	n = unique_ids(ids, reader->count);
	query_by_ids(&query, select_lines, "ml.move_id", ids, n, read_line, reader);
}

static int
compare_goods(const void *a, const void *b)
{
	const GoodsLine *x = a;
	const GoodsLine *y = b;

	if (x->move_id != y->move_id)
		return x->move_id < y->move_id ? -1 : 1;
	return (x->line_id > y->line_id) - (x->line_id < y->line_id);
}

/* Without lines: the move is all there is to tell. */
static void
add_whole_moves(LineReader *reader)
{
	for (int i = 0; i < reader->count; i++)
	{
		const MoveEvent *e = reader->moves[i].event;
		GoodsLine  *line;

		if (reader->moves[i].seen || event_adds(e))
			continue;
		line = next_line(reader);
		reader->n++;
		memset(line, 0, sizeof(GoodsLine));
		take_event(line, e);
		line->qty = e->projected && e->done_qty == 0 ? e->demand : e->done_qty - e->old_done_qty;
	}
}

const GoodsLine *
goods_of_events(const MoveEvent *events, int n, int *nlines)
{
	static StatementMemo memo;
	GoodsLine  *lines = memo_get(&memo, events, n, nlines);
	LineReader	reader = {0};

	if (lines != NULL)
		return lines;
	*nlines = 0;
	reader.moves = wanted_moves(events, n, &reader.count);
	if (reader.count == 0)
		return NULL;
	reader.size = reader.count * 2;
	reader.lines = MemoryContextAllocHuge(CurrentMemoryContext, sizeof(GoodsLine) * reader.size);
	read_lines(&reader);
	add_whole_moves(&reader);
	qsort(reader.lines, reader.n, sizeof(GoodsLine), compare_goods);
	memo_put(&memo, events, n, reader.lines, reader.n);
	*nlines = reader.n;
	return reader.lines;
}

/* ---- corrections and reservations ---- */

bool
edit_of_others(const DoneEdit *e)
{
	static const EditField fields[] = {FIELD_PRODUCT, FIELD_SOURCE, FIELD_DESTINATION, FIELD_LOT,
	FIELD_OWNER, FIELD_PACKAGE, FIELD_RESULT_PACKAGE, FIELD_UNIT};

	for (int i = 0; i < lengthof(fields); i++)
	{
		if (e->before.ids[fields[i]] != e->after.ids[fields[i]])
			return true;
	}
	return false;
}

static void
take_edit(GoodsLine *line, const DoneEdit *e)
{
	line->move_id = e->move_id;
	line->line_id = e->id;
	line->picking_id = e->picking_id;
	line->company_id = e->company_id;
	line->actor_id = e->actor_id;
	line->product_id = e->after.ids[FIELD_PRODUCT];
	line->uom_id = e->after.ids[FIELD_UNIT];
	line->location_id = e->after.ids[FIELD_SOURCE];
	line->location_dest_id = e->after.ids[FIELD_DESTINATION];
	line->lot_id = e->after.ids[FIELD_LOT];
	line->package_id = e->after.ids[FIELD_PACKAGE];
	line->result_package_id = e->after.ids[FIELD_RESULT_PACKAGE];
	line->owner_id = e->after.ids[FIELD_OWNER];
	line->corrected = true;
	line->qty = e->after.qty - (edit_of_others(e) ? 0 : e->before.qty);
	locate_line(line);
}

GoodsLine *
goods_of_edits(const DoneEdit *edits, int n, int *nlines)
{
	GoodsLine  *lines = palloc0(sizeof(GoodsLine) * Max(n, 1));

	*nlines = 0;
	for (int i = 0; i < n; i++)
	{
		if (!edits[i].of_line || edits[i].kind != EDIT_CHANGED)
			continue;
		take_edit(&lines[*nlines], &edits[i]);
		if (lines[*nlines].qty != 0)
			(*nlines)++;
		else
			memset(&lines[*nlines], 0, sizeof(GoodsLine));
	}
	goods_add_moves(lines, *nlines);
	return lines;
}

/*
 * From where a done line had put the goods to where it says now that they are.
 * Which lot goes, where it says another one as well, cannot be told.
 */
static bool
take_relocation(GoodsLine *line, const DoneEdit *e)
{
	const int32 *was = e->before.ids;
	const int32 *is = e->after.ids;

	if (was[FIELD_DESTINATION] == is[FIELD_DESTINATION])
		return false;
	take_edit(line, e);
	line->relocated = true;
	line->product_id = was[FIELD_PRODUCT];
	line->lot_id = was[FIELD_LOT] == is[FIELD_LOT] ? was[FIELD_LOT] : 0;
	line->owner_id = was[FIELD_OWNER];
	line->package_id = was[FIELD_RESULT_PACKAGE];
	line->location_id = was[FIELD_DESTINATION];
	line->uom_id = was[FIELD_UNIT];
	line->qty = e->before.qty;
	locate_line(line);
	return true;
}

GoodsLine *
goods_relocated(const DoneEdit *edits, int n, int *nlines)
{
	GoodsLine  *lines = palloc0(sizeof(GoodsLine) * Max(n, 1));

	*nlines = 0;
	for (int i = 0; i < n; i++)
	{
		if (edits[i].of_line && edits[i].kind == EDIT_CHANGED &&
			take_relocation(&lines[*nlines], &edits[i]))
			(*nlines)++;
	}
	goods_add_moves(lines, *nlines);
	return lines;
}

GoodsLine *
goods_of_late_lines(const GoodsLine *noted, int n, int *nlines)
{
	GoodsLine  *lines = palloc(sizeof(GoodsLine) * Max(n, 1));
	int			count = 0;

	*nlines = 0;
	for (int i = 0; i < n; i++)
	{
		if (noted[i].late)
			lines[count++] = noted[i];
	}
	goods_add_moves(lines, count);
	for (int i = 0; i < count; i++)
	{
		/* where the move is not done yet the line comes with it */
		if (lines[i].late)
			lines[(*nlines)++] = lines[i];
	}
	return lines;
}

static Datum
line_ids(const GoodsLine *lines, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &lines[i] + offset);
	return int_array(ids, n);
}

void
goods_add_moves(GoodsLine *lines, int n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	Datum		arg;
	QueryScope	scope;
	Location	to;
	uint64		rows;

	if (n == 0)
		return;
	arg = line_ids(lines, n, offsetof(GoodsLine, move_id));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, m.picking_type_id, %s, %s, m.origin_returned_move_id, %s,"
							   " COALESCE(m.is_inventory, false), m.state = 'done'"
							   " FROM unnest($1) WITH ORDINALITY u(id, ord)"
							   " JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.id",
							   s->move.purchase_line_id ? "m.purchase_line_id" : "NULL::int4",
							   s->move.sale_line_id ? "m.sale_line_id" : "NULL::int4",
							   s->move.scrap_id ? "m.scrap_id" : "NULL::int4"),
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		GoodsLine  *line = &lines[result_int(i, 1) - 1];

		line->picking_type_id = result_int(i, 2);
		line->purchase_line_id = result_int(i, 3);
		line->sale_line_id = result_int(i, 4);
		line->returned_move_id = result_int(i, 5);
		line->scrap_id = result_int(i, 6);
		line->is_count = result_bool(i, 7);
		line->late = line->late && result_bool(i, 8);
		directory_location(line->location_dest_id, &to, NULL);
		tell_kind(line, to.scrap);
	}
	query_end(&scope);
}

void
goods_quantities(const GoodsLine *const *lines, int n, double *qty)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc(sizeof(int32) * Max(n, 1));
	int32	   *units = palloc(sizeof(int32) * Max(n, 1));
	Datum	   *quantities = palloc(sizeof(Datum) * Max(n, 1));
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return;
	for (int i = 0; i < n; i++)
	{
		products[i] = lines[i]->product_id;
		units[i] = lines[i]->uom_id;
		quantities[i] = Float8GetDatum(lines[i]->qty);
		qty[i] = lines[i]->qty;
	}
	args[0] = int_array(products, n);
	args[1] = int_array(units, n);
	args[2] = PointerGetDatum(construct_array(quantities, n, FLOAT8OID, sizeof(float8),
											  FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, (%s)::float8"
							   " FROM unnest($1, $2, $3) WITH ORDINALITY u(product_id, uom_id, qty, ord)"
							   " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
							   " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
							   " JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
							   " JOIN " ODOO_SCHEMA ".uom_uom lu ON lu.id = u.uom_id",
							   sql_to_product_uom(s, "u.qty::numeric", "lu", "pu")),
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		qty[result_int(i, 1) - 1] = result_float(i, 2);
	query_end(&scope);
}

Fact *
goods_line_fact(const Control *control, const GoodsLine *line, double qty)
{
	Fact	   *f = fact_new(control);

	f->model = line->line_id != 0 ? "stock.move.line" : "stock.move";
	f->record_id = line->line_id != 0 ? line->line_id : line->move_id;
	f->move_id = line->move_id;
	f->scope.product_id = line->product_id;
	f->scope.company_id = line->company_id;
	f->scope.operation_type_id = line->picking_type_id;
	f->picking_id = line->picking_id;
	f->order_line_id = line->purchase_line_id;
	f->location_id = usage_is_stock(line->from) || !usage_is_stock(line->to)
		? line->location_id : line->location_dest_id;
	f->lot_id = line->lot_id;
	f->actor_id = line->actor_id;
	f->actual = f->deviation = qty;
	return f;
}

bool
goods_from_customers(const FactRequest *request, const MoveEvent *events, int n)
{
	for (int i = 0; i < n; i++)
	{
		LocationUsage from = events[i].from;

		if (event_moves_goods(&events[i]) &&
			(from == USAGE_CUSTOMER || from == USAGE_VIEW || from == USAGE_UNKNOWN))
			return true;
	}
	return false;
}

char *
goods_lot_subject(const Fact *fact)
{
	return psprintf("stock.move:%d,lot=%s", fact->move_id, fact->lot_name ? fact->lot_name : "");
}
