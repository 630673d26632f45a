/*-------------------------------------------------------------------------
 * edit_facts.c
 *		Facts about corrections: how long after an operation was done it was
 *		changed, by whom, and what it was before.
 *
 * Only what was done before this transaction counts: the state of its start is
 * asked for, one query for all rows that a statement has changed. Odoo corrects
 * a quantity in the lines and then in their move, or the other way round: both
 * are one correction of the move, judged when it grows.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/array.h"
#include "utils/json.h"
#include "utils/timestamp.h"

#include "controls/correction.h"
#include "facts/groups.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* What an edited row was when the transaction began. */
typedef struct StartOf
{
	bool		move_done;
	bool		line_there;
	bool		picking_done;
	double		minutes;		/* since it was done; of an addition: since the transfer was */
	Timestamp	done_at;
	int32		doer_id;
	char	   *doer_name;
	char	   *document;
	double		before;			/* quantities in the product's unit */
	double		after;
} StartOf;

static const char *const field_columns[EDIT_FIELDS] = {
	[FIELD_PRODUCT] = "product_id",
	[FIELD_UNIT] = "product_uom_id",
	[FIELD_SOURCE] = "location_id",
	[FIELD_DESTINATION] = "location_dest_id",
	[FIELD_LOT] = "lot_id",
	[FIELD_OWNER] = "owner_id",
	[FIELD_PACKAGE] = "package_id",
	[FIELD_RESULT_PACKAGE] = "result_package_id",
	[FIELD_PURCHASE_LINE] = "purchase_line_id",
	[FIELD_SALE_LINE] = "sale_line_id",
	[FIELD_MOVE] = "move_id",
};

/* ---- queries ---- */

static Datum
float_array(const double *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, FLOAT8OID, 8, FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

/* One int4[] out of a field of all edits. */
static Datum
pick_ids(const DoneEdit *edits, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) &edits[i] + offset);
	return int_array(ids, n);
}

#define EDIT_IDS(field) pick_ids(edits, n, offsetof(DoneEdit, field))

/*
 * When it was done is not kept by Odoo: date is, unless somebody dated it
 * otherwise; never before the row came to be, nor after it was last written. A
 * move that has been corrected before keeps its first doer and time (doer_id
 * and done_at of u).
 */
#define START_QUERY \
	"SELECT u.ord::int4, m.state = 'done', l.id IS NOT NULL, k.state = 'done'," \
	" (extract(epoch FROM (clock_timestamp() AT TIME ZONE 'UTC') - x.done_at) / 60)::float8," \
	" d.id, p.name, COALESCE(k.name, m.reference), x.done_at" \
	" FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY u(move_id, picking_id, id, doer_id, done_at, ord)" \
	" LEFT JOIN " ODOO_SCHEMA ".stock_move m ON m.id = u.move_id" \
	" LEFT JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = u.picking_id" \
	" LEFT JOIN " ODOO_SCHEMA ".stock_move_line l ON l.id = u.id" \
	" CROSS JOIN LATERAL (SELECT CASE WHEN u.done_at IS NOT NULL THEN u.done_at" \
	"   WHEN m.state = 'done' THEN LEAST(GREATEST(m.date, m.create_date), m.write_date)" \
	"   ELSE LEAST(k.date_done, k.write_date) END AS done_at) x" \
	" LEFT JOIN " ODOO_SCHEMA ".res_users d ON d.id = CASE WHEN u.done_at IS NOT NULL THEN u.doer_id" \
	"  WHEN m.state = 'done' THEN m.write_uid ELSE k.write_uid END" \
	" LEFT JOIN " ODOO_SCHEMA ".res_partner p ON p.id = d.partner_id"

/* Who had done the moves that have been corrected before, in doers and times. */
static void
load_first_done(const DoneEdit *edits, int n, Datum *doers, Datum *times)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = EDIT_IDS(move_id);
	int32	   *doer = palloc0(sizeof(int32) * n);
	Datum	   *at = palloc0(sizeof(Datum) * n);
	bool	   *unknown = palloc(sizeof(bool) * n);
	int			lower = 1;
	QueryScope	scope;
	uint64		rows;

	memset(unknown, true, sizeof(bool) * n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, 1, "SELECT u.ord::int4, f.doer_id, f.done_at"
					  " FROM unnest($1) WITH ORDINALITY u(move_id, ord)"
					  " JOIN inventory_gov.first_done f ON f.move_id = u.move_id",
					  1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		int			ord = result_int(i, 1) - 1;

		doer[ord] = result_int(i, 2);
		at[ord] = TimestampGetDatum(result_timestamp(i, 3));
		unknown[ord] = false;
	}
	query_end(&scope);
	MemoryContextSwitchTo(cxt);
	*doers = int_array(doer, n);
	*times = PointerGetDatum(construct_md_array(at, unknown, 1, &n, &lower, TIMESTAMPOID, 8,
												FLOAT8PASSBYVAL, TYPALIGN_DOUBLE));
}

/* Kept with the correction, which makes who corrects it the last writer. */
static void
keep_first_done(const DoneEdit *edits, const StartOf *start, int n)
{
	static KeptQuery query;
	int32	   *doers = palloc(sizeof(int32) * n);
	Datum	   *times = palloc(sizeof(Datum) * n);
	int32	   *moves = palloc(sizeof(int32) * n);
	int			count = 0;
	Datum		args[3];
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (!start[i].move_done)
			continue;
		moves[count] = edits[i].move_id;
		doers[count] = start[i].doer_id;
		times[count++] = TimestampGetDatum(start[i].done_at);
	}
	if (count == 0)
		return;
	args[0] = int_array(moves, count);
	args[1] = int_array(doers, count);
	args[2] = PointerGetDatum(construct_array(times, count, TIMESTAMPOID, 8, FLOAT8PASSBYVAL,
											  TYPALIGN_DOUBLE));
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, TIMESTAMPARRAYOID};

		query_prepare(&query, 1, "INSERT INTO inventory_gov.first_done (move_id, doer_id, done_at)"
					  " SELECT DISTINCT ON (u.move_id) u.move_id, NULLIF(u.doer_id, 0), u.done_at"
					  " FROM unnest($1, $2, $3) u(move_id, doer_id, done_at) ORDER BY u.move_id"
					  " ON CONFLICT (move_id) DO NOTHING",
					  3, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

static void
load_start(const DoneEdit *edits, int n, StartOf *start)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	const OdooSchema *s = odoo_schema();
	Datum		args[5];
	QueryScope	scope;
	uint64		rows;

	args[0] = EDIT_IDS(move_id);
	args[1] = EDIT_IDS(picking_id);
	args[2] = EDIT_IDS(id);
	load_first_done(edits, n, &args[3], &args[4]);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[5] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
		TIMESTAMPARRAYOID};

		query_prepare(&query, s->generation, START_QUERY, 5, types);
	}
	rows = query_run(&query, args, NULL, SEE_BEFORE);
	for (uint64 i = 0; i < rows; i++)
	{
		StartOf    *of = &start[result_int(i, 1) - 1];

		of->move_done = result_bool(i, 2);
		of->line_there = result_bool(i, 3);
		of->picking_done = result_bool(i, 4);
		/* done by the time of another clock, or dated ahead: it is done all the same */
		of->minutes = Max(result_float(i, 5), 0.001);
		of->doer_id = result_int(i, 6);
		of->doer_name = result_text(i, 7, cxt);
		of->document = result_text(i, 8, cxt);
		of->done_at = result_timestamp(i, 9);
	}
	query_end(&scope);
}

static char *
quantity_query(const OdooSchema *s)
{
	return psprintf("SELECT u.ord::int4, (%s)::float8, (%s)::float8"
					" FROM unnest($1, $2, $3, $4, $5) WITH ORDINALITY"
					" u(product_id, unit_before, before, unit_after, after, ord)"
					" JOIN " ODOO_SCHEMA ".product_product pp ON pp.id = u.product_id"
					" JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id"
					" JOIN " ODOO_SCHEMA ".uom_uom pu ON pu.id = pt.uom_id"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom bu ON bu.id = u.unit_before"
					" LEFT JOIN " ODOO_SCHEMA ".uom_uom au ON au.id = u.unit_after",
					sql_to_product_uom(s, "u.before::numeric", "bu", "pu"),
					sql_to_product_uom(s, "u.after::numeric", "au", "pu"));
}

static int32
product_of(const DoneEdit *e)
{
	return e->kind == EDIT_ADDED ? e->after.ids[FIELD_PRODUCT] : e->before.ids[FIELD_PRODUCT];
}

static void
load_quantities(const DoneEdit *edits, int n, StartOf *start)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	int32	   *products = palloc(sizeof(int32) * n);
	double	   *before = palloc(sizeof(double) * n);
	double	   *after = palloc(sizeof(double) * n);
	Datum		args[5];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		products[i] = product_of(&edits[i]);
		before[i] = edits[i].before.qty;
		after[i] = edits[i].after.qty;
	}
	args[0] = int_array(products, n);
	args[1] = EDIT_IDS(before.ids[FIELD_UNIT]);
	args[2] = float_array(before, n);
	args[3] = EDIT_IDS(after.ids[FIELD_UNIT]);
	args[4] = float_array(after, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[5] = {INT4ARRAYOID, INT4ARRAYOID, FLOAT8ARRAYOID, INT4ARRAYOID,
		FLOAT8ARRAYOID};

		query_prepare(&query, s->generation, quantity_query(s), 5, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		StartOf    *of = &start[result_int(i, 1) - 1];

		of->before = result_float(i, 2);
		of->after = result_float(i, 3);
	}
	query_end(&scope);
}

/* A changed field of an edit, with what Odoo shows for it. */
typedef struct FieldChange
{
	int			edit;
	EditField	field;
	char	   *before;			/* NULL: none */
	char	   *after;
} FieldChange;

static char *
sql_name(const OdooSchema *s, const char *id)
{
	return psprintf("CASE u.field"
					" WHEN %2$d THEN (SELECT COALESCE('[' || NULLIF(pp.default_code, '') || '] ', '')"
					"  || COALESCE(pt.name ->> 'en_US', pt.name #>> '{}')"
					"  FROM " ODOO_SCHEMA ".product_product pp"
					"  JOIN " ODOO_SCHEMA ".product_template pt ON pt.id = pp.product_tmpl_id WHERE pp.id = %1$s)"
					" WHEN %3$d THEN (SELECT COALESCE(x.name ->> 'en_US', x.name #>> '{}')"
					"  FROM " ODOO_SCHEMA ".uom_uom x WHERE x.id = %1$s)"
					" WHEN %4$d THEN (SELECT x.complete_name FROM " ODOO_SCHEMA ".stock_location x WHERE x.id = %1$s)"
					" WHEN %5$d THEN (SELECT x.complete_name FROM " ODOO_SCHEMA ".stock_location x WHERE x.id = %1$s)"
					" WHEN %6$d THEN (SELECT x.name FROM " ODOO_SCHEMA ".stock_lot x WHERE x.id = %1$s)"
					" WHEN %7$d THEN (SELECT x.name FROM " ODOO_SCHEMA ".res_partner x WHERE x.id = %1$s)"
					" ELSE NULLIF(%1$s, 0)::text END",
					id, FIELD_PRODUCT, FIELD_UNIT, FIELD_SOURCE, FIELD_DESTINATION, FIELD_LOT,
					FIELD_OWNER);
}

static void
load_names(FieldChange *changes, int n, const DoneEdit *edits)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	const OdooSchema *s = odoo_schema();
	int32	   *fields = palloc(sizeof(int32) * Max(n, 1));
	int32	   *before = palloc(sizeof(int32) * Max(n, 1));
	int32	   *after = palloc(sizeof(int32) * Max(n, 1));
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	if (n == 0)
		return;
	for (int i = 0; i < n; i++)
	{
		fields[i] = changes[i].field;
		before[i] = edits[changes[i].edit].before.ids[changes[i].field];
		after[i] = edits[changes[i].edit].after.ids[changes[i].field];
	}
	args[0] = int_array(fields, n);
	args[1] = int_array(before, n);
	args[2] = int_array(after, n);
	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, s->generation,
					  psprintf("SELECT u.ord::int4, %s, %s"
							   " FROM unnest($1, $2, $3) WITH ORDINALITY u(field, before, after, ord)",
							   sql_name(s, "u.before"), sql_name(s, "u.after")),
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		FieldChange *c = &changes[result_int(i, 1) - 1];

		c->before = result_text(i, 2, cxt);
		c->after = result_text(i, 3, cxt);
	}
	query_end(&scope);
}

/* ---- facts ---- */

static char *
time_text(Timestamp at)
{
	struct pg_tm tm;
	fsec_t		fsec;

	if (at == 0 || timestamp2tm(at, NULL, &tm, &fsec, NULL, NULL) != 0)
		return NULL;
	return psprintf("%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year, tm.tm_mon, tm.tm_mday,
					tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static bool
location_is_stock(int32 id)
{
	Location	loc;

	directory_location(id, &loc, NULL);
	return usage_is_stock(loc.usage);
}

static Fact *
new_fact(const DoneEdit *e, const StartOf *of, const char *what)
{
	const DoneValues *v = e->kind == EDIT_ADDED ? &e->after : &e->before;
	Fact	   *f = fact_new(&done_edit);
	bool		own = e->actor_id != 0 && e->actor_id == of->doer_id;

	f->model = e->of_line ? "stock.move.line" : "stock.move";
	f->record_id = e->id;
	f->move_id = e->move_id;
	f->scope.company_id = e->company_id;
	f->scope.product_id = v->ids[FIELD_PRODUCT];
	f->scope.operation_type_id = e->picking_type_id;
	f->picking_id = e->picking_id;
	f->location_id = location_is_stock(v->ids[FIELD_DESTINATION]) ? v->ids[FIELD_DESTINATION]
		: v->ids[FIELD_SOURCE];
	f->lot_id = v->ids[FIELD_LOT];
	f->actor_id = e->actor_id;
	f->document = of->document ? of->document : psprintf("stock.move %d", e->move_id);
	f->measured[own ? OWN_MINUTES : OTHER_MINUTES] = of->minutes;
	f->words[EDIT_WORD_KIND] = what;
	f->words[EDIT_WORD_DOER] = of->doer_name;
	f->words[EDIT_WORD_STATE] = e->state;
	return f;
}

static void
set_quantities(Fact *f, double before, double after)
{
	f->expected = before;
	f->actual = after;
	f->deviation = after - before;
}

/* A JSON member, with a comma where it is not the first. */
static void
add_member(StringInfo buf, const char *name, const char *value)
{
	if (buf->data[buf->len - 1] != '{')
		appendStringInfoChar(buf, ',');
	escape_json(buf, name);
	appendStringInfoChar(buf, ':');
	if (value == NULL)
		appendStringInfoString(buf, "null");
	else
		escape_json(buf, value);
}

static char *
details(const DoneEdit *e, const FieldChange *changes, int n)
{
	StringInfoData buf;

	initStringInfo(&buf);
	appendStringInfo(&buf, "{\"model\":\"%s\",\"id\":%d", e->of_line ? "stock.move.line" : "stock.move",
					 e->id);
	for (int side = 0; side < 2; side++)
	{
		const DoneValues *v = side == 0 ? &e->before : &e->after;

		if ((side == 0 && e->kind == EDIT_ADDED) || (side == 1 && e->kind == EDIT_DELETED))
			continue;
		appendStringInfo(&buf, ",\"%s\":{", side == 0 ? "before" : "after");
		add_member(&buf, "quantity", format_number(v->qty));
		if (e->before.date != e->after.date)
			add_member(&buf, "date", time_text(v->date));
		for (int i = 0; i < n; i++)
			add_member(&buf, field_columns[changes[i].field],
					   side == 0 ? changes[i].before : changes[i].after);
		if (e->kind == EDIT_TAKEN_BACK)
			add_member(&buf, "state", side == 0 ? "done" : e->state);
		appendStringInfoChar(&buf, '}');
	}
	appendStringInfoChar(&buf, '}');
	return buf.data;
}

/* Told in words and kept for the identity: field, before, after; one a line. */
static void
add_change(StringInfo buf, const char *field, const char *before, const char *after)
{
	appendStringInfo(buf, "%s%s\t%s\t%s", buf->len ? "\n" : "", field, before ? before : "",
					 after ? after : "");
}

/*
 * Everything but the quantity. An approval is for these values: they are part
 * of the identity. A date alone is the move's, on whichever row it is written.
 */
static Fact *
fields_fact(const DoneEdit *e, const StartOf *of, const FieldChange *changes, int n)
{
	StringInfoData words;
	StringInfoData identity;
	bool		only_date = n == 0;
	Fact	   *f;

	initStringInfo(&words);
	initStringInfo(&identity);
	for (int i = 0; i < n; i++)
	{
		add_change(&words, field_columns[changes[i].field], changes[i].before, changes[i].after);
		appendStringInfo(&identity, ",%s=%d", field_columns[changes[i].field],
						 e->after.ids[changes[i].field]);
	}
	if (e->before.date != e->after.date)
	{
		add_change(&words, "date", time_text(e->before.date), time_text(e->after.date));
		appendStringInfo(&identity, ",date=%s", time_text(e->after.date));
	}
	if (words.len == 0)
		return NULL;
	f = new_fact(e, of, EDIT_FIELDS_CHANGED);
	f->words[EDIT_WORD_CHANGES] = words.data;
	f->subject = only_date ? psprintf("stock.move:%d%s", e->move_id, identity.data)
		: psprintf("%s:%d%s", f->model, e->id, identity.data);
	set_quantities(f, of->after, of->after);
	return f;
}

/* The corrections of one move's quantity add up; one that has been judged is not judged again. */
static Fact *
quantity_fact(const DoneEdit *e, const StartOf *of)
{
	bool		told;
	double		change;
	Fact	   *f;

	if (of->before == of->after)
		return NULL;
	change = corrections_add_qty(e->move_id, e->of_line, of->after - of->before, &told);
	if (told)
		return NULL;
	f = new_fact(e, of, EDIT_QUANTITY);
	f->subject = psprintf("stock.move:%d", e->move_id);
	set_quantities(f, of->after - change, of->after);
	return f;
}

static Fact *
gone_fact(const DoneEdit *e, const StartOf *of)
{
	bool		deleted = e->kind == EDIT_DELETED;
	Fact	   *f = new_fact(e, of, deleted ? EDIT_ROW_DELETED : EDIT_SET_BACK);

	f->subject = psprintf("%s:%d,state=%s", f->model, e->id, deleted ? "deleted" : e->state);
	set_quantities(f, of->before, 0);
	return f;
}

/*
 * More goods on a transfer that was done. Odoo scraps from a done transfer in
 * just this way; that is no correction.
 */
static Fact *
added_fact(const DoneEdit *e, const StartOf *of)
{
	Location	dest;
	Fact	   *f;

	directory_location(e->after.ids[FIELD_DESTINATION], &dest, NULL);
	if (e->of_line || e->scrap_id != 0 || dest.scrap || !of->picking_done ||
		of->before == of->after || e->kind == EDIT_DELETED || e->kind == EDIT_TAKEN_BACK)
		return NULL;
	f = new_fact(e, of, EDIT_ROW_ADDED);
	f->scope.product_id = e->after.ids[FIELD_PRODUCT];
	/* the move is another at every attempt */
	f->subject = psprintf("stock.picking:%d,product=%d,from=%d,to=%d", e->picking_id,
						  e->after.ids[FIELD_PRODUCT], e->after.ids[FIELD_SOURCE],
						  e->after.ids[FIELD_DESTINATION]);
	set_quantities(f, 0, of->after);
	return f;
}

static List *
add_fact(List *facts, Fact *f, const DoneEdit *e, const FieldChange *changes, int n)
{
	if (f == NULL)
		return facts;
	f->details = details(e, changes, n);
	return lappend(facts, f);
}

static bool
was_done(const DoneEdit *e, const StartOf *of)
{
	return of->move_done && (!e->of_line || of->line_there);
}

static void
add_field_change(FieldChange **changes, int *n, int edit, EditField field)
{
	/* it doubles at every power of two */
	if ((*n & (*n - 1)) == 0 && *n >= 16)
		*changes = repalloc_huge(*changes, sizeof(FieldChange) * *n * 2);
	(*changes)[(*n)++] = (FieldChange) {.edit = edit,.field = field};
}

/* The fields that differ, of edits of what was done, by edit; names still to be looked up. */
static FieldChange *
field_changes(const DoneEdit *edits, const StartOf *start, int n, int *count)
{
	FieldChange *changes = palloc(sizeof(FieldChange) * 16);

	*count = 0;
	for (int i = 0; i < n; i++)
	{
		for (int f = 0; f < EDIT_FIELDS && was_done(&edits[i], &start[i]); f++)
		{
			if (edits[i].kind == EDIT_CHANGED && edits[i].before.ids[f] != edits[i].after.ids[f])
				add_field_change(&changes, count, i, f);
		}
	}
	return changes;
}

static void
set_values(List *facts)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		Fact	   *f = lfirst(lc);

		f->expected = round_to(f->expected, f->rounding);
		f->actual = round_to(f->actual, f->rounding);
		f->deviation = round_to(f->deviation, f->rounding);
		f->value = f->deviation * f->unit_cost;
	}
}

List *
edit_from_corrections(const FactRequest *request, const Corrections *c)
{
	const DoneEdit *edits = c->edits;
	int			n = c->nedits;
	StartOf    *start;
	FieldChange *changes;
	int			nchanges;
	int			first = 0;
	List	   *facts = NIL;

	if (n == 0 || (isnan(request->floors[OWN_MINUTES]) && isnan(request->floors[OTHER_MINUTES])))
		return NIL;
	start = palloc_extended(sizeof(StartOf) * n, MCXT_ALLOC_HUGE | MCXT_ALLOC_ZERO);
	load_start(edits, n, start);
	load_quantities(edits, n, start);
	changes = field_changes(edits, start, n, &nchanges);
	load_names(changes, nchanges, edits);
	for (int i = 0; i < n; i++)
	{
		const DoneEdit *e = &edits[i];
		const FieldChange *own = changes + first;
		int			nown = 0;

		while (first < nchanges && changes[first].edit == i)
		{
			first++;
			nown++;
		}
		if (!was_done(e, &start[i]))
			facts = add_fact(facts, added_fact(e, &start[i]), e, own, nown);
		else if (e->kind == EDIT_CHANGED)
		{
			facts = add_fact(facts, quantity_fact(e, &start[i]), e, own, nown);
			facts = add_fact(facts, fields_fact(e, &start[i], own, nown), e, own, nown);
		}
		else if (e->kind != EDIT_ADDED)
			facts = add_fact(facts, gone_fact(e, &start[i]), e, own, nown);
	}
	if (facts != NIL)
		keep_first_done(edits, start, n);
	facts_describe(facts, request->want_groups);
	set_values(facts);
	return facts;
}

bool
edit_adjusts(const Fact *fact, AdjustLine *line)
{
	const DoneEdit *e;
	MoveEvent	move = {0};

	if (fact->control != &done_edit || strcmp(fact->model, "stock.move.line") != 0 ||
		fact->words[EDIT_WORD_KIND] == NULL ||
		strcmp(fact->words[EDIT_WORD_KIND], EDIT_QUANTITY) != 0 ||
		(e = corrections_line_edit(fact->record_id)) == NULL)
		return false;
	move.location_id = e->before.ids[FIELD_SOURCE];
	move.location_dest_id = e->before.ids[FIELD_DESTINATION];
	event_locate(&move);
	if (!event_is_between_stock_and_loss(&move))
		return false;
	memset(line, 0, sizeof(*line));
	line->key.product_id = e->before.ids[FIELD_PRODUCT];
	line->key.location_id = fact->location_id;
	line->key.lot_id = e->before.ids[FIELD_LOT];
	line->key.owner_id = e->before.ids[FIELD_OWNER];
	line->key.package_id = e->before.ids[event_stock_direction(&move) > 0 ? FIELD_RESULT_PACKAGE
									   : FIELD_PACKAGE];
	line->delta = event_stock_direction(&move) * fact->deviation;
	line->company_id = fact->scope.company_id;
	line->move_id = e->move_id;
	line->picking_id = fact->picking_id;
	line->picking_type_id = fact->scope.operation_type_id;
	line->actor_id = fact->actor_id;
	return true;
}

/* explain(): a correction of this done move, by who wrote it last. */
List *
edit_from_moves(const FactRequest *request, const MoveEvent *events, int n)
{
	DoneEdit	e = {.kind = EDIT_CHANGED};
	StartOf		start = {0};
	List	   *facts;
	Fact	   *f;

	if (!request->explain || n != 1 || !events[0].was_done)
		return NIL;
	e.id = e.move_id = events[0].move_id;
	e.picking_id = events[0].picking_id;
	e.picking_type_id = events[0].picking_type_id;
	e.company_id = events[0].company_id;
	e.actor_id = events[0].actor_id;
	e.before.ids[FIELD_PRODUCT] = events[0].product_id;
	e.before.ids[FIELD_SOURCE] = events[0].location_id;
	e.before.ids[FIELD_DESTINATION] = events[0].location_dest_id;
	load_start(&e, 1, &start);
	f = new_fact(&e, &start, EDIT_QUANTITY);
	f->subject = psprintf("stock.move:%d", e.move_id);
	f->measured[OTHER_MINUTES] = f->measured[OWN_MINUTES] = start.minutes;
	facts = list_make1(f);
	facts_describe(facts, request->want_groups);
	return facts;
}
