/*-------------------------------------------------------------------------
 * query.c
 *		Runs SQL for the rest of the extension: kept plans, pinned search_path,
 *		the right role, the right snapshot.
 *
 * Odoo's tables are read as their owner, as foreign keys do: whatever that
 * role put behind a table's name runs with its own rights, not with ours. Our
 * tables are read and written as the extension's owner. Identity and settings
 * are restored by query_end, and by (sub)transaction abort on error.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "access/xact.h"
#include "catalog/namespace.h"
#include "catalog/pg_namespace.h"
#include "catalog/pg_type.h"
#include "utils/array.h"
#include "utils/builtins.h"
#include "utils/fmgrprotos.h"
#include "utils/plancache.h"
#include "utils/resowner.h"
#include "utils/snapmgr.h"
#include "utils/syscache.h"
#include "access/htup_details.h"

#include "odoo/query.h"

Oid
extension_namespace(void)
{
	return get_namespace_oid("inventory_gov", true);
}

/*
 * The schema is a member of the extension and shares its owner. Looked up each
 * time: it may be reassigned while sessions are open.
 */
Oid
extension_owner(void)
{
	HeapTuple	tup = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(extension_namespace()));
	Oid			owner;

	if (!HeapTupleIsValid(tup))
		ereport(ERROR, (errcode(ERRCODE_UNDEFINED_SCHEMA),
						errmsg("schema inventory_gov does not exist"),
						errhint("Run CREATE EXTENSION inventory_gov.")));
	owner = ((Form_pg_namespace) GETSTRUCT(tup))->nspowner;
	ReleaseSysCache(tup);
	return owner;
}

/*
 * Restricted: code that a role has put behind one of its tables runs as that
 * role, but must not leave anything behind that runs later as somebody else
 * (a deferred trigger, a setting, a cursor).
 */
void
query_begin(QueryScope *scope, Oid role)
{
	GetUserIdAndSecContext(&scope->userid, &scope->sec_context);
	scope->guc_level = NewGUCNestLevel();
	(void) set_config_option("search_path", "pg_catalog, pg_temp", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	/* Short queries; without statistics a recursive one looks dear enough to be compiled, for half a second. */
	(void) set_config_option("jit", "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
							 false);
	SetUserIdAndSecContext(role, scope->sec_context | SECURITY_LOCAL_USERID_CHANGE |
						   SECURITY_RESTRICTED_OPERATION | SECURITY_NOFORCE_RLS);
	if (SPI_connect() != SPI_OK_CONNECT)
		elog(ERROR, "SPI_connect failed");
}

void
query_end(QueryScope *scope)
{
	if (SPI_finish() != SPI_OK_FINISH)
		elog(ERROR, "SPI_finish failed");
	SetUserIdAndSecContext(scope->userid, scope->sec_context);
	/* false: undo every setting, also those that code behind a table has changed */
	AtEOXact_GUC(false, scope->guc_level);
}

/*
 * NaN and Infinity are no quantities, and compare as innocent with anything:
 * they count as more than any limit.
 */
double
finite_qty(double x)
{
	if (isnan(x))
		return ABSURD_QTY;
	return Max(-ABSURD_QTY, Min(ABSURD_QTY, x));
}

/*
 * PostgreSQL converts by way of text. Quantities and prices are short and come
 * again and again: the latest are remembered by their bytes.
 */
double
numeric_qty(Datum numeric)
{
	static struct
	{
		uint8		length;
		char		bytes[15];
		double		value;
	}			known[64];
	Pointer		raw = DatumGetPointer(numeric);
	bool		plain = !VARATT_IS_EXTERNAL(raw) && !VARATT_IS_COMPRESSED(raw);
	Size		length = plain ? VARSIZE_ANY_EXHDR(raw) : 0;
	uint32		hash = 0;
	double		value;

	if (length == 0 || length > sizeof(known[0].bytes))
		return finite_qty(DatumGetFloat8(DirectFunctionCall1(numeric_float8, numeric)));
	for (Size i = 0; i < length; i++)
		hash = hash * 31 + (uint8) VARDATA_ANY(raw)[i];
	hash = (hash ^ hash >> 8) % lengthof(known);
	if (known[hash].length == length && memcmp(known[hash].bytes, VARDATA_ANY(raw), length) == 0)
		return known[hash].value;
	value = finite_qty(DatumGetFloat8(DirectFunctionCall1(numeric_float8, numeric)));
	known[hash].length = length;
	memcpy(known[hash].bytes, VARDATA_ANY(raw), length);
	known[hash].value = value;
	return value;
}

bool
query_stale(const KeptQuery *q, uint64 generation)
{
	return q->plan == NULL || q->generation != generation;
}

/*
 * Facts come by primary key or by the index Odoo has on a foreign key. Without
 * statistics, as in a fresh database, a hash or merge join, or reading a whole
 * table, can look cheaper and then meets all history at every receipt: the first
 * plan is made without them. ANALYZE has the plan made again, then with figures to go by.
 */
static void
plan_by_index(SPIPlanPtr plan)
{
	int			level = NewGUCNestLevel();
	CachedPlan *cplan;

	(void) set_config_option("enable_hashjoin", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("enable_mergejoin", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	(void) set_config_option("enable_seqscan", "off", PGC_USERSET, PGC_S_SESSION,
							 GUC_ACTION_SAVE, true, 0, false);
	cplan = SPI_plan_get_cached_plan(plan);
	if (cplan != NULL)
		IG_ReleaseCachedPlan(cplan);
	AtEOXact_GUC(false, level);
}

void
query_prepare(KeptQuery *q, uint64 generation, const char *sql, int nargs, const Oid *types)
{
	SPIPlanPtr	plan;

	if (q->plan != NULL)
	{
		SPI_freeplan(q->plan);
		q->plan = NULL;
	}
	plan = SPI_prepare_cursor(sql, nargs, (Oid *) types, CURSOR_OPT_GENERIC_PLAN);
	if (plan == NULL)
		elog(ERROR, "could not prepare: %s: %s", SPI_result_code_string(SPI_result), sql);
	if (SPI_keepplan(plan) != 0)
		elog(ERROR, "SPI_keepplan failed");
	plan_by_index(plan);
	q->plan = plan;
	q->generation = generation;
}

uint64
query_execute(SPIPlanPtr plan, Datum *values, const char *nulls, QuerySnapshot see)
{
	Snapshot	snapshot;
	int			rc;

	if (see == SEE_LATEST)
	{
		CommandCounterIncrement();
		snapshot = RegisterSnapshot(GetLatestSnapshot());
		rc = SPI_execute_snapshot(plan, values, nulls, snapshot, InvalidSnapshot, false, true, 0);
		UnregisterSnapshot(snapshot);
	}
	else if (see == SEE_OTHERS)
	{
		/* registered it is a copy, whose command id is ours to set: see below */
		snapshot = RegisterSnapshot(GetLatestSnapshot());
		snapshot->curcid = FirstCommandId;
		rc = SPI_execute_snapshot(plan, values, nulls, snapshot, InvalidSnapshot, true, true, 0);
		UnregisterSnapshot(snapshot);
	}
	else
	{
		/*
		 * Our own commands count from FirstCommandId: with that as the
		 * snapshot's command id, what this transaction did is invisible and
		 * what it deleted is back.
		 */
		PushCopiedSnapshot(GetTransactionSnapshot());
		snapshot = GetActiveSnapshot();
		snapshot->curcid = FirstCommandId;
		rc = SPI_execute_snapshot(plan, values, nulls, snapshot, InvalidSnapshot, true, true, 0);
		PopActiveSnapshot();
	}
	if (rc < 0)
		elog(ERROR, "query failed: %s", SPI_result_code_string(rc));
	return SPI_processed;
}

uint64
query_run(KeptQuery *q, Datum *values, const char *nulls, QuerySnapshot see)
{
	return query_execute(q->plan, values, nulls, see);
}

static Datum
result_datum(uint64 row, int col, bool *isnull)
{
	Assert(row < SPI_processed);
	return SPI_getbinval(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col, isnull);
}

int32
result_int(uint64 row, int col)
{
	bool		isnull;
	Datum		d = result_datum(row, col, &isnull);

	return isnull ? 0 : DatumGetInt32(d);
}

int64
result_bigint(uint64 row, int col)
{
	bool		isnull;
	Datum		d = result_datum(row, col, &isnull);

	return isnull ? 0 : DatumGetInt64(d);
}

TimestampTz
result_timestamp(uint64 row, int col)
{
	bool		isnull;
	Datum		d = result_datum(row, col, &isnull);

	return isnull ? 0 : DatumGetTimestampTz(d);
}

double
result_float(uint64 row, int col)
{
	bool		isnull;
	Datum		d = result_datum(row, col, &isnull);

	return isnull ? 0.0 : finite_qty(DatumGetFloat8(d));
}

bool
result_bool(uint64 row, int col)
{
	bool		isnull;
	Datum		d = result_datum(row, col, &isnull);

	return isnull ? false : DatumGetBool(d);
}

bool
result_isnull(uint64 row, int col)
{
	bool		isnull;

	(void) result_datum(row, col, &isnull);
	return isnull;
}

char *
result_text(uint64 row, int col, MemoryContext cxt)
{
	char	   *value = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col);

	return value == NULL ? NULL : MemoryContextStrdup(cxt, value);
}

int32 *
result_path(uint64 row, int col, MemoryContext cxt, int *n)
{
	char	   *text = SPI_getvalue(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, col);
	int32	   *ids;
	char	   *p;

	*n = 0;
	if (text == NULL)
		return NULL;
	ids = MemoryContextAlloc(cxt, sizeof(int32) * (strlen(text) / 2 + 1));
	for (p = text; *p != '\0';)
	{
		char	   *end;
		long		id = strtol(p, &end, 10);

		if (end == p)
		{
			p++;
			continue;
		}
		ids[(*n)++] = (int32) id;
		p = end;
	}
	return ids;
}

void
result_row(uint64 row, ResultRow *out)
{
	Assert(row < SPI_processed && SPI_tuptable->tupdesc->natts <= MAX_ROW_COLUMNS);
	heap_deform_tuple(SPI_tuptable->vals[row], SPI_tuptable->tupdesc, out->values, out->isnull);
}

bool
row_isnull(const ResultRow *row, int col)
{
	return row->isnull[col - 1];
}

int32
row_int(const ResultRow *row, int col)
{
	return row->isnull[col - 1] ? 0 : DatumGetInt32(row->values[col - 1]);
}

bool
row_bool(const ResultRow *row, int col)
{
	return !row->isnull[col - 1] && DatumGetBool(row->values[col - 1]);
}

Timestamp
row_timestamp(const ResultRow *row, int col)
{
	return row->isnull[col - 1] ? 0 : DatumGetTimestamp(row->values[col - 1]);
}

double
row_float(const ResultRow *row, int col)
{
	return row->isnull[col - 1] ? 0 : finite_qty(DatumGetFloat8(row->values[col - 1]));
}

double
row_numeric(const ResultRow *row, int col)
{
	return row->isnull[col - 1] ? 0 : numeric_qty(row->values[col - 1]);
}

Datum
int_array(const int32 *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Int32GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, INT4OID, 4, true, TYPALIGN_INT));
}
