/*-------------------------------------------------------------------------
 * adjusted_memory.c
 *		Writes the memory of adjustments (table adjustment): what this
 *		transaction makes of each quant key, and, once, what Odoo's moves tell
 *		of the time before.
 *
 * Rows are only added. A transaction that changes a key again adds the
 * difference to what it has written of it before; a savepoint or a rollback
 * takes its rows along. A move that stands behind no row of a key's sum has a row
 * of nothing, so that each move is told apart from those before there was a memory.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/memutils.h"
#include "utils/timestamp.h"

#include "facts/adjusted_sums.h"
#include "odoo/query.h"
#include "odoo/schema.h"

static Datum
float_array(const double *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, FLOAT8OID, 8, FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

static Datum
text_array(char **values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = CStringGetTextDatum(values[i] ? values[i] : "");
	return PointerGetDatum(construct_array(elems, n, TEXTOID, -1, false, TYPALIGN_INT));
}

/* One int4[] out of a field of all lines. */
static Datum
ids_of_lines(const AdjustedLine *lines, int n, size_t offset)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = *(const int32 *) ((const char *) lines[i].line + offset);
	return int_array(ids, n);
}

#define LINE_FIELD(field) ids_of_lines(lines, n, offsetof(AdjustLine, field))

#define KEY_ARGS 9

/* $1 to $9: quant key, actor, company, move, counter. */
static void
key_args(Datum *args, const AdjustedLine *lines, int n)
{
	int32	   *counters = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		counters[i] = lines[i].fact->counter_id;
	args[0] = LINE_FIELD(key.product_id);
	args[1] = LINE_FIELD(key.location_id);
	args[2] = LINE_FIELD(key.lot_id);
	args[3] = LINE_FIELD(key.package_id);
	args[4] = LINE_FIELD(key.owner_id);
	args[5] = LINE_FIELD(actor_id);
	args[6] = LINE_FIELD(company_id);
	args[7] = LINE_FIELD(move_id);
	args[8] = int_array(counters, n);
}

/* $10 and $11: quantity and value. */
static void
size_args(Datum *args, const AdjustedLine *lines, int n)
{
	double	   *qtys = palloc(sizeof(double) * Max(n, 1));
	double	   *values = palloc(sizeof(double) * Max(n, 1));

	for (int i = 0; i < n; i++)
	{
		qtys[i] = lines[i].fact->deviation;
		values[i] = lines[i].fact->value;
	}
	args[KEY_ARGS] = float_array(qtys, n);
	args[KEY_ARGS + 1] = float_array(values, n);
}

static void
prepare_memory_query(KeptQuery *query, Oid last_type, const char *sql)
{
	Oid			types[KEY_ARGS + 3];

	for (int i = 0; i < KEY_ARGS; i++)
		types[i] = INT4ARRAYOID;
	types[KEY_ARGS] = types[KEY_ARGS + 1] = FLOAT8ARRAYOID;
	types[KEY_ARGS + 2] = last_type;
	query_prepare(query, 1, sql, KEY_ARGS + 3, types);
}

#define INTO_ADJUSTMENT \
	"INSERT INTO inventory_gov.adjustment (at, txn, product_id, location_id, lot_id, package_id," \
	" owner_id, qty, value, actor_id, company_id, move_id, counter_id, reason) "
/* One number for this transaction: its id alone would come again in a restored database. */
#define THIS_TXN \
	"hashint8extended(pg_current_xact_id()::text::bigint," \
	" (extract(epoch FROM now()) * 1000000)::bigint) & 9223372036854775807"
#define KEYS_AND_SIZES \
	"u(product_id, location_id, lot_id, package_id, owner_id, actor_id, company_id, move_id," \
	" counter_id, qty, value"

/* Moves that may have no row: another move of their key has it, or nothing is left of them. */
static AdjustedLine *
nameless_moves(const AdjustedLine *lines, int n, int *count)
{
	AdjustedLine *nameless;
	int			most = 0;
	ListCell   *lc;

	for (int i = 0; i < n; i++)
		most += list_length(lines[i].moves);
	nameless = palloc(sizeof(AdjustedLine) * Max(most, 1));
	*count = 0;
	for (int i = 0; i < n; i++)
	{
		if (list_length(lines[i].moves) == 1 && lines[i].fact->deviation != 0)
			continue;			/* the key's own row names it */
		foreach(lc, lines[i].moves)
		{
			AdjustLine *line = palloc(sizeof(AdjustLine));

			*line = *lines[i].line;
			line->move_id = lfirst_int(lc);
			nameless[(*count)++] = (AdjustedLine) {line, lines[i].fact, lines[i].book};
		}
	}
	return nameless;
}

/* A row of nothing for each of them, so that a backfill finds them known. */
static void
remember_moves(const AdjustedLine *lines, int n)
{
	static KeptQuery query;
	Datum		args[KEY_ARGS];
	QueryScope	scope;

	lines = nameless_moves(lines, n, &n);
	if (n == 0)
		return;
	key_args(args, lines, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[KEY_ARGS];

		for (int i = 0; i < KEY_ARGS; i++)
			types[i] = INT4ARRAYOID;
		query_prepare(&query, 1,
					  INTO_ADJUSTMENT
					  "SELECT DISTINCT ON (u.move_id) clock_timestamp(), " THIS_TXN ","
					  " u.product_id, u.location_id, u.lot_id, u.package_id, u.owner_id, 0, 0, u.actor_id,"
					  " NULLIF(u.company_id, 0), u.move_id, NULLIF(u.counter_id, 0), NULL"
					  " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9) u(product_id, location_id, lot_id,"
					  " package_id, owner_id, actor_id, company_id, move_id, counter_id)"
					  " WHERE NOT EXISTS (SELECT FROM inventory_gov.adjustment a WHERE a.move_id = u.move_id)",
					  KEY_ARGS, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

void
adjustments_remember(const AdjustedLine *lines, int n, char **codes)
{
	static KeptQuery query;
	Datum		args[KEY_ARGS + 3];
	QueryScope	scope;

	key_args(args, lines, n);
	size_args(args, lines, n);
	args[KEY_ARGS + 2] = text_array(codes, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		prepare_memory_query(&query, TEXTARRAYOID,
							 INTO_ADJUSTMENT
							 "SELECT clock_timestamp(), t.txn, u.product_id, u.location_id, u.lot_id,"
							 " u.package_id, u.owner_id, u.qty - COALESCE(o.qty, 0),"
							 " u.value - COALESCE(o.value, 0), u.actor_id, NULLIF(u.company_id, 0),"
							 " NULLIF(u.move_id, 0), NULLIF(u.counter_id, 0), NULLIF(u.reason, '')"
							 " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
							 " " KEYS_AND_SIZES ", reason)"
							 " CROSS JOIN (SELECT " THIS_TXN " AS txn) t"
							 " LEFT JOIN LATERAL (SELECT sum(a.qty) AS qty, sum(a.value) AS value"
							 "  FROM inventory_gov.adjustment a"
							 "  WHERE a.product_id = u.product_id AND a.at >= now() AND a.txn = t.txn"
							 "  AND a.location_id = u.location_id AND a.lot_id = u.lot_id"
							 "  AND a.package_id = u.package_id AND a.owner_id = u.owner_id) o ON true"
							 " WHERE abs(u.qty - COALESCE(o.qty, 0)) > 1e-9");
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
	remember_moves(lines, n);
}

/* ---- before there was a memory ---- */

#define BATCH 1000

/* Done moves after a time between stock and inventory loss, from an id on. */
static MoveEvent *
load_done(Timestamp since, int32 after, int *n)
{
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	MoveEvent  *events;
	QueryScope	scope;
	Oid			types[2] = {TIMESTAMPOID, INT4OID};
	Datum		args[2] = {TimestampGetDatum(since), Int32GetDatum(after)};

	query_begin(&scope, s->owner);
	if (SPI_execute_with_args(psprintf("SELECT m.id, m.product_id, m.company_id, m.location_id,"
									   " m.location_dest_id, m.write_uid, m.%s::float8, %s, m.date"
									   " FROM " ODOO_SCHEMA ".stock_move m"
									   " JOIN " ODOO_SCHEMA ".stock_location f ON f.id = m.location_id"
									   " JOIN " ODOO_SCHEMA ".stock_location t ON t.id = m.location_dest_id"
									   " WHERE m.date > $1 AND m.id > $2 AND m.state = 'done'"
									   " AND 'inventory' IN (f.usage, t.usage)"
									   " ORDER BY m.id LIMIT %d",
									   s->done_qty, s->move.scrap_id ? "m.scrap_id" : "NULL::int4", BATCH),
							  2, types, args, NULL, true, 0) != SPI_OK_SELECT)
		elog(ERROR, "could not read stock_move");
	*n = (int) SPI_processed;
	events = MemoryContextAllocZero(cxt, sizeof(MoveEvent) * Max(*n, 1));
	for (int i = 0; i < *n; i++)
	{
		events[i].move_id = result_int(i, 1);
		events[i].product_id = result_int(i, 2);
		events[i].company_id = result_int(i, 3);
		events[i].location_id = result_int(i, 4);
		events[i].location_dest_id = result_int(i, 5);
		events[i].actor_id = result_int(i, 6);
		events[i].done_qty = result_float(i, 7);
		events[i].scrap_id = result_int(i, 8);
		events[i].date = result_timestamp(i, 9);
		events[i].done = true;
	}
	query_end(&scope);
	for (int i = 0; i < *n; i++)
		event_locate(&events[i]);
	return events;
}

static Datum
dates_of_lines(const AdjustedLine *lines, int n, const MoveEvent *events, int nevents)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));
	int			e = 0;

	/* both are in the order of moves */
	for (int i = 0; i < n; i++)
	{
		while (e < nevents - 1 && events[e].move_id != lines[i].line->move_id)
			e++;
		elems[i] = TimestampGetDatum(events[e].date);
	}
	return PointerGetDatum(construct_array(elems, n, TIMESTAMPOID, 8, FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

/* Lines of moves that are in the memory already are left out. */
static uint64
remember_past(const AdjustedLine *lines, int n, const MoveEvent *events, int nevents)
{
	static KeptQuery query;
	Datum		args[KEY_ARGS + 3];
	QueryScope	scope;
	uint64		rows;

	key_args(args, lines, n);
	size_args(args, lines, n);
	args[KEY_ARGS + 2] = dates_of_lines(lines, n, events, nevents);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		prepare_memory_query(&query, TIMESTAMPARRAYOID,
							 INTO_ADJUSTMENT
							 "SELECT u.date AT TIME ZONE 'UTC', -u.move_id, u.product_id, u.location_id,"
							 " u.lot_id, u.package_id, u.owner_id, u.qty, u.value, u.actor_id,"
							 " NULLIF(u.company_id, 0), u.move_id, NULL, NULL"
							 " FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
							 " " KEYS_AND_SIZES ", date)"
							 " WHERE u.qty <> 0 AND NOT EXISTS (SELECT FROM inventory_gov.adjustment a"
							 "  WHERE a.move_id = u.move_id)");
	rows = query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
	return rows;
}

/* The lines with their size at today's cost. */
static AdjustedLine *
measure_lines(const AdjustLine *lines, int n)
{
	AdjustedLine *measured = palloc0(sizeof(AdjustedLine) * Max(n, 1));
	List	   *facts = NIL;

	for (int i = 0; i < n; i++)
	{
		Fact	   *fact = fact_new(&adjustment_limit);

		fact->scope.product_id = lines[i].key.product_id;
		fact->scope.company_id = lines[i].company_id;
		measured[i] = (AdjustedLine) {&lines[i], fact, 0};
		facts = lappend(facts, fact);
	}
	facts_describe(facts, false);
	for (int i = 0; i < n; i++)
	{
		Fact	   *fact = list_nth(facts, i);

		facts_adjust_measure(fact, 0, lines[i].delta, fact->unit_cost, fact->rounding);
	}
	return measured;
}

static uint64
backfill_batch(const MoveEvent *events, int n)
{
	MoveEvent  *adjusting = palloc(sizeof(MoveEvent) * Max(n, 1));
	AdjustLine *lines;
	int			count = 0;
	int			nlines;

	for (int i = 0; i < n; i++)
	{
		if (event_is_adjustment(&events[i]))
			adjusting[count++] = events[i];
	}
	lines = facts_adjust_lines(adjusting, count, &nlines);
	return nlines == 0 ? 0 : remember_past(measure_lines(lines, nlines), nlines, adjusting, count);
}

PG_FUNCTION_INFO_V1(inventory_gov_backfill_adjustments);

/* backfill_adjustments(days): how many rows were added */
Datum
inventory_gov_backfill_adjustments(PG_FUNCTION_ARGS)
{
	double		days = PG_GETARG_FLOAT8(0);
	Timestamp	since;
	MemoryContext batch = AllocSetContextCreate(CurrentMemoryContext, "inventory_gov backfill",
												ALLOCSET_DEFAULT_SIZES);
	MemoryContext old = MemoryContextSwitchTo(batch);
	MoveEvent  *events;
	int32		after = 0;
	uint64		added = 0;
	int			n = BATCH;

	if (isnan(days) || days < 0 || days > 366)
		ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE),
						errmsg("days is %g; it must be from 0 to 366", days)));
	/* Odoo keeps UTC in timestamps without zone: the same number */
	since = (Timestamp) (GetCurrentTimestamp() - (TimestampTz) (days * USECS_PER_DAY));
	while (odoo_schema()->has_stock && n == BATCH)
	{
		events = load_done(since, after, &n);
		if (n > 0)
			after = events[n - 1].move_id;
		added += backfill_batch(events, n);
		MemoryContextReset(batch);
	}
	MemoryContextSwitchTo(old);
	MemoryContextDelete(batch);
	PG_RETURN_INT64((int64) added);
}
