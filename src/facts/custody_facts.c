/*-------------------------------------------------------------------------
 * custody_facts.c
 *		Facts about serials that move: whether they are where they are taken
 *		from, in one place only, one piece, and back from their customer.
 *
 * Where a serial is: the quants that others have committed by now, under a lock
 * on the serial, and what lines of this transaction have done since. All lines
 * of a statement are applied first and judged then: their order does not matter.
 * What counts find and lose is judged as far as it is taken from somewhere.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/lots.h"
#include "facts/lot_facts.h"
#include "odoo/advisory.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

#define NEAR_ZERO 1e-6

/* A line of a serial. */
typedef struct SerialLine
{
	const GoodsLine *line;
	int32		product_uom;	/* 0: no serial */
	double		qty;			/* in the product's unit */
	LotMove		committed;		/* what the line had done before this transaction, where it is corrected */
	LotMove		move;
	bool		suspect;		/* to be asked more about, or told */
	double		measured[CUSTODY_SLOTS];
	double		missing;		/* how much less than nothing is left where it is taken from */
	int32		place_id;		/* where the serial is; 0: not known */
	const char *words[MAX_WORDS];
} SerialLine;

/* Of a serial in a place, committed by others; sorted by lot. */
typedef struct LotPlace
{
	int32		lot_id;
	int32		location_id;
	LocationUsage usage;
	double		qty;
} LotPlace;

typedef struct Custody
{
	SerialLine *lines;
	int			n;
	LotPlace   *places;
	int			nplaces;
} Custody;

static bool
is_real(LocationUsage usage)
{
	return usage_is_stock(usage) || usage == USAGE_CUSTOMER;
}

static LotMove
lot_move(int32 lot_id, int32 from, LocationUsage from_usage, int32 to, LocationUsage to_usage,
		 double qty)
{
	return (LotMove) {lot_id, from, to, is_real(from_usage), is_real(to_usage), qty};
}

/* What a corrected line had done; lot 0 where it had none, or was not done. */
static LotMove
committed_move(const GoodsLine *line)
{
	const DoneEdit *e = line->corrected && line->event == NULL
		? corrections_line_edit(line->line_id) : NULL;
	Location	from;
	Location	to;

	if (e == NULL)
		return (LotMove) {0};
	directory_location(e->before.ids[FIELD_SOURCE], &from, NULL);
	directory_location(e->before.ids[FIELD_DESTINATION], &to, NULL);
	return lot_move(e->before.ids[FIELD_LOT], from.id, from.usage, to.id, to.usage,
					e->before.qty);
}

/* Lines with a lot, or that had one, between places of which one is real. */
static SerialLine *
lines_with_lots(const GoodsLine *lines, int n, int *count)
{
	SerialLine *found = palloc0(sizeof(SerialLine) * Max(n, 1));

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		SerialLine *l = &found[*count];

		if (lines[i].reserved || lines[i].line_id == 0)
			continue;
		l->committed = committed_move(&lines[i]);
		if ((lines[i].lot_id == 0 && l->committed.lot_id == 0) ||
			!(is_real(lines[i].from) || is_real(lines[i].to)))
			continue;
		l->line = &lines[i];
		(*count)++;
	}
	return found;
}

/* Products tracked by serial, with their unit; the others are left out. */
static void
keep_serials(Custody *c)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc(sizeof(int32) * c->n);
	int			kept = 0;
	Datum		arg;
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < c->n; i++)
		products[i] = c->lines[i].line->product_id;
	arg = int_array(products, c->n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4, pt.uom_id FROM unnest($1) WITH ORDINALITY u(product_id, ord)"
					  " JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					  " JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					  " WHERE pt.tracking = 'serial'", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		c->lines[result_int(i, 1) - 1].product_uom = result_int(i, 2);
	query_end(&scope);
	for (int i = 0; i < c->n; i++)
	{
		if (c->lines[i].product_uom != 0)
			c->lines[kept++] = c->lines[i];
	}
	c->n = kept;
}

/* The whole quantity of a line: of a correction what it is now, not the difference. */
static double
whole_qty(const GoodsLine *line)
{
	const DoneEdit *e = line->corrected && line->event == NULL
		? corrections_line_edit(line->line_id) : NULL;

	return e != NULL ? e->after.qty : line->qty;
}

/* In the product's unit, which a serial's line hardly ever has to be converted to. */
static void
convert_quantities(Custody *c)
{
	GoodsLine  *copies = palloc(sizeof(GoodsLine) * c->n);
	const GoodsLine **others = palloc(sizeof(GoodsLine *) * c->n);
	SerialLine **owners = palloc(sizeof(SerialLine *) * c->n);
	double	   *qty = palloc(sizeof(double) * c->n);
	int			nothers = 0;

	for (int i = 0; i < c->n; i++)
	{
		SerialLine *l = &c->lines[i];

		l->qty = whole_qty(l->line);
		if (l->line->uom_id == l->product_uom)
			continue;
		copies[nothers] = *l->line;
		copies[nothers].qty = l->qty;
		others[nothers] = &copies[nothers];
		owners[nothers++] = l;
	}
	goods_quantities(others, nothers, qty);
	for (int i = 0; i < nothers; i++)
		owners[i]->qty = qty[i];
}

static int32 *
lots_of(const Custody *c, int *n)
{
	int32	   *lots = palloc(sizeof(int32) * c->n);

	*n = 0;
	for (int i = 0; i < c->n; i++)
	{
		if (c->lines[i].line->lot_id != 0)
			lots[(*n)++] = c->lines[i].line->lot_id;
	}
	return lots;
}

/* Two who move one serial at the same time come one after the other, where that can refuse. */
static void
lock_serials(const FactRequest *request, const Custody *c)
{
	int			n;
	uint32	   *keys = (uint32 *) lots_of(c, &n);

	if (!request->explain && (request->active_floors[SERIAL_DOUBLED] < 1 ||
							  request->active_floors[SERIAL_ABSENT] < 1 ||
							  request->active_floors[SERIAL_RETURNED] < 1))
		advisory_lock_many(LOCK_SERIAL, keys, n);
}

static int
compare_places(const void *a, const void *b)
{
	int32		x = ((const LotPlace *) a)->lot_id;
	int32		y = ((const LotPlace *) b)->lot_id;

	return (x > y) - (x < y);
}

static void
load_places(Custody *c)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int			n;
	int32	   *lots = lots_of(c, &n);
	Datum		arg = int_array(lots, n);
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation,
					  "SELECT q.lot_id, q.location_id, sum(q.quantity)::float8"
					  " FROM " ODOO_SCHEMA ".stock_quant q WHERE q.lot_id = ANY ($1)"
					  " GROUP BY q.lot_id, q.location_id", 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_OTHERS);
	c->places = MemoryContextAllocHuge(cxt, sizeof(LotPlace) * Max(rows, 1));
	c->nplaces = (int) rows;
	for (uint64 i = 0; i < rows; i++)
	{
		Location	loc;

		directory_location(result_int(i, 2), &loc, NULL);
		c->places[i] = (LotPlace) {result_int(i, 1), loc.id, loc.usage, result_float(i, 3)};
	}
	query_end(&scope);
	qsort(c->places, c->nplaces, sizeof(LotPlace), compare_places);
}

/* The first of the lot's places; *end is behind its last. */
static int
places_of(const Custody *c, int32 lot_id, int *end)
{
	int			low = 0;
	int			high = c->nplaces;

	while (low < high)
	{
		int			mid = (low + high) / 2;

		if (c->places[mid].lot_id < lot_id)
			low = mid + 1;
		else
			high = mid;
	}
	*end = low;
	while (*end < c->nplaces && c->places[*end].lot_id == lot_id)
		(*end)++;
	return low;
}

/* How much of the lot is in the place now; location 0: in all real places. */
static double
there_is(const Custody *c, int32 lot_id, int32 location_id)
{
	double		qty = custody_net(lot_id, location_id);
	int			end;

	for (int i = places_of(c, lot_id, &end); i < end; i++)
	{
		if (location_id == 0 ? is_real(c->places[i].usage) : c->places[i].location_id == location_id)
			qty += c->places[i].qty;
	}
	return qty;
}

/* A real place where the serial is, other than this one. */
static int32
other_place(const Custody *c, int32 lot_id, int32 but)
{
	int			end;

	for (int i = places_of(c, lot_id, &end); i < end; i++)
	{
		const LotPlace *p = &c->places[i];

		if (p->location_id != but && is_real(p->usage) &&
			p->qty + custody_net(lot_id, p->location_id) > NEAR_ZERO)
			return p->location_id;
	}
	return 0;
}

static void
apply_lines(const FactRequest *request, Custody *c)
{
	for (int i = 0; i < c->n; i++)
	{
		SerialLine *l = &c->lines[i];
		const GoodsLine *g = l->line;

		l->move = lot_move(g->lot_id, g->location_id, g->from, g->location_dest_id, g->to, l->qty);
		/* explain() of what is done: the books have it */
		if (!request->explain || (g->event && !g->event->was_done))
			custody_note(g->line_id, &l->committed, &l->move);
	}
}

/*
 * A subcontractor's place gives the goods before they are produced there; Odoo
 * writes the receipt first. Only such a receipt of an order comes out of stock.
 */
static bool
is_subcontracted(const GoodsLine *line)
{
	return line->purchase_line_id != 0 && usage_is_stock(line->from) && usage_is_stock(line->to);
}

static void
measure(const Custody *c, SerialLine *l)
{
	const GoodsLine *g = l->line;
	bool		taken;

	for (int s = 0; s < CUSTODY_SLOTS; s++)
		l->measured[s] = 0;
	if (g->lot_id == 0 || g->qty < 0 || g->location_id == g->location_dest_id)
		return;
	l->measured[SERIAL_QUANTITY] = fabs(l->qty - 1) > NEAR_ZERO;
	l->missing = is_real(g->from) ? -there_is(c, g->lot_id, g->location_id) : 0;
	taken = l->missing > NEAR_ZERO;
	if (taken && g->from == USAGE_CUSTOMER)
		l->measured[SERIAL_RETURNED] = 1;
	else if (taken && !is_subcontracted(g))
		l->measured[SERIAL_ABSENT] = 1;
	/* a count finds what it finds */
	if (!is_real(g->from) && is_real(g->to) && !(g->is_count && g->from == USAGE_INVENTORY))
		l->measured[SERIAL_DOUBLED] = there_is(c, g->lot_id, 0) > 1 + NEAR_ZERO;
	l->place_id = other_place(c, g->lot_id, l->measured[SERIAL_DOUBLED] > 0
							  ? g->location_dest_id : g->location_id);
	if (l->place_id == 0 && l->measured[SERIAL_DOUBLED] > 0)
		l->place_id = g->location_dest_id;
	/* who brings it back is asked of every return */
	l->suspect = (g->from == USAGE_CUSTOMER && usage_is_stock(g->to)) ||
		l->measured[SERIAL_DOUBLED] > 0 || l->measured[SERIAL_ABSENT] > 0;
}

static bool
told(const FactRequest *request, const SerialLine *l)
{
	for (int s = 0; s < CUSTODY_SLOTS; s++)
	{
		if (may_break(request, s, l->measured[s]))
			return true;
	}
	return false;
}

/* Columns of the next query. */
enum
{
	S_ORD = 1, S_PLACE, S_CUSTOMER, S_SHIPMENT, S_OTHER
};

#define SUSPECT_ARGS 4

static void
prepare_suspects_query(KeptQuery *query, const OdooSchema *s)
{
	Oid			types[SUSPECT_ARGS];

	for (int i = 0; i < SUSPECT_ARGS; i++)
		types[i] = INT4ARRAYOID;
	query_prepare(query, s->generation,
				  "SELECT u.ord::int4, pl.complete_name || CASE WHEN pl.usage = 'customer' AND sp.name IS NOT NULL"
				  "  THEN ' (' || sp.name || ')' ELSE '' END, sp.name, s.document,"
				  " sp.commercial_partner_id <> bp.commercial_partner_id"
				  " FROM unnest($1, $2, $3, $4) WITH ORDINALITY u(lot_id, product_id, move_id, place_id, ord)"
				  " LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id"
				  " LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = m.picking_id"
				  " LEFT JOIN " ODOO_SCHEMA ".res_partner bp ON bp.id = COALESCE(k.partner_id, m.partner_id)"
				  " LEFT JOIN " ODOO_SCHEMA ".stock_location pl ON pl.id = u.place_id"
				  " LEFT JOIN LATERAL (SELECT COALESCE(sk.partner_id, sm.partner_id) AS partner_id,"
				  "   COALESCE(sk.name, sm.reference) AS document"
				  "  FROM " ODOO_SCHEMA ".stock_move_line l"
				  "  JOIN " ODOO_SCHEMA ".stock_move sm ON sm.id = l.move_id"
				  "  JOIN " ODOO_SCHEMA ".stock_location d ON d.id = l.location_dest_id"
				  "  LEFT JOIN " ODOO_SCHEMA ".stock_picking sk ON sk.id = sm.picking_id"
				  "  WHERE l.product_id = u.product_id AND l.lot_id = u.lot_id AND sm.state = 'done'"
				  "   AND d.usage = 'customer' AND sm.id <> u.move_id"
				  "  ORDER BY l.date DESC, l.id DESC LIMIT 1) s ON true"
				  " LEFT JOIN " ODOO_SCHEMA ".res_partner sp ON sp.id = s.partner_id",
				  SUSPECT_ARGS, types);
}

/* Names for what is told; and whether returns come from whom the serial was shipped to. */
static void
ask_about_suspects(Custody *c)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	int32	   *ids[SUSPECT_ARGS];
	SerialLine **suspects = palloc(sizeof(SerialLine *) * Max(c->n, 1));
	int			n = 0;
	Datum		args[SUSPECT_ARGS];
	QueryScope	scope;
	uint64		rows;

	for (int a = 0; a < SUSPECT_ARGS; a++)
		ids[a] = palloc(sizeof(int32) * Max(c->n, 1));
	for (int i = 0; i < c->n; i++)
	{
		SerialLine *l = &c->lines[i];

		if (!l->suspect)
			continue;
		ids[0][n] = l->line->lot_id;
		ids[1][n] = l->line->product_id;
		ids[2][n] = l->line->move_id;
		ids[3][n] = l->place_id;
		suspects[n++] = l;
	}
	if (n == 0)
		return;
	for (int a = 0; a < SUSPECT_ARGS; a++)
		args[a] = int_array(ids[a], n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
		prepare_suspects_query(&query, s);
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		SerialLine *l = suspects[result_int(i, S_ORD) - 1];

		l->words[CUSTODY_PLACE] = result_text(i, S_PLACE, cxt);
		if (l->line->from == USAGE_CUSTOMER && usage_is_stock(l->line->to) && result_bool(i, S_OTHER))
		{
			l->measured[SERIAL_RETURNED] = 1;
			l->words[CUSTODY_CUSTOMER] = result_text(i, S_CUSTOMER, cxt);
			l->words[CUSTODY_SHIPMENT] = result_text(i, S_SHIPMENT, cxt);
		}
	}
	query_end(&scope);
}

/*
 * A serial that is nowhere may be among pieces without a number: stock from
 * before its product was tracked, or what was sold before that and comes back.
 * Odoo takes it from those. A return of one that has ever moved by its number is
 * none of them.
 */
static bool
may_be_untracked(const SerialLine *l)
{
	return (l->measured[SERIAL_ABSENT] > 0 || l->measured[SERIAL_RETURNED] > 0) && l->place_id == 0 &&
		l->missing <= 1 + NEAR_ZERO;
}

static void
excuse_untracked(Custody *c)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc0(sizeof(int32) * Max(c->n, 1));
	int32	   *places = palloc0(sizeof(int32) * Max(c->n, 1));
	int32	   *returned = palloc0(sizeof(int32) * Max(c->n, 1));
	bool		any = false;
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < c->n; i++)
	{
		const SerialLine *l = &c->lines[i];

		if (!may_be_untracked(l))
			continue;
		products[i] = l->line->product_id;
		places[i] = l->line->location_id;
		returned[i] = l->measured[SERIAL_RETURNED] > 0 ? l->line->lot_id : 0;
		any = true;
	}
	if (!any)
		return;
	args[0] = int_array(products, c->n);
	args[1] = int_array(places, c->n);
	args[2] = int_array(returned, c->n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  "SELECT u.ord::int4 FROM unnest($1, $2, $3) WITH ORDINALITY u(product_id, location_id, lot_id, ord)"
					  " WHERE EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_quant q WHERE q.product_id = u.product_id"
					  "  AND q.location_id = u.location_id AND q.lot_id IS NULL AND q.quantity > 0)"
					  " AND NOT EXISTS (SELECT FROM " ODOO_SCHEMA ".stock_move_line l"
					  "  JOIN " ODOO_SCHEMA ".stock_move m ON m.id = l.move_id AND m.state = 'done'"
					  "  WHERE l.product_id = u.product_id AND l.lot_id = u.lot_id AND u.lot_id <> 0)",
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_OTHERS);
	for (uint64 i = 0; i < rows; i++)
	{
		SerialLine *l = &c->lines[result_int(i, 1) - 1];

		l->measured[SERIAL_ABSENT] = l->measured[SERIAL_RETURNED] = 0;
	}
	query_end(&scope);
}

static Fact *
make_fact(const SerialLine *l)
{
	Fact	   *f = goods_line_fact(&serial_custody, l->line, l->qty);

	f->expected = 1;
	for (int s = 0; s < CUSTODY_SLOTS; s++)
		f->measured[s] = l->measured[s];
	memcpy(f->words, l->words, sizeof(f->words));
	return f;
}

/* By name: a lot that is created with the operation has a new id at every attempt. */
static void
name_subject(Fact *f, const GoodsLine *g)
{
	f->subject = psprintf("stock.lot:product=%d,name=%s,from=%d,to=%d", g->product_id,
						  f->lot_name ? f->lot_name : "", g->location_id, g->location_dest_id);
}

List *
custody_from_goods(const FactRequest *request, const GoodsLine *lines, int n)
{
	Custody		c = {0};
	List	   *facts = NIL;
	int			steps = custody_steps();
	int			nfacts = 0;

	c.lines = lines_with_lots(lines, n, &c.n);
	if (c.n > 0)
		keep_serials(&c);
	if (c.n == 0)
		return NIL;
	convert_quantities(&c);
	lock_serials(request, &c);
	load_places(&c);
	apply_lines(request, &c);
	for (int i = 0; i < c.n; i++)
		measure(&c, &c.lines[i]);
	if (request->explain)
		custody_take_back(steps);
	excuse_untracked(&c);
	ask_about_suspects(&c);
	for (int i = 0; i < c.n; i++)
	{
		if (c.lines[i].line->lot_id != 0 && told(request, &c.lines[i]))
		{
			facts = lappend(facts, make_fact(&c.lines[i]));
			c.lines[nfacts++].line = c.lines[i].line;
		}
	}
	facts_describe(facts, request->want_groups);
	for (int i = 0; i < nfacts; i++)
		name_subject(list_nth(facts, i), c.lines[i].line);
	return facts;
}
