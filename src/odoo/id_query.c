/*-------------------------------------------------------------------------
 * id_query.c
 *		Reads rows by ids. The lines of one order, and so what comes of it, have
 *		ids that lie side by side: one walk along the index finds them all, where
 *		a descent for each would cost several times as much.
 *
 * A walk meets the ids in between, too, and costs a query: ids that are
 * scattered are looked for one by one, by one query.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"

#include "odoo/id_query.h"

/* Ids of one run lie so close to the next. */
#define MAX_STEP 4
/* A run worth a query of its own has so many of them, on average. */
#define WORTH_A_WALK 4

/* Where the run that begins at start ends. */
static int
run_end(const int32 *ids, int n, int start)
{
	int			end = start + 1;

	while (end < n && (int64) ids[end] - ids[end - 1] <= MAX_STEP)
		end++;
	return end;
}

static bool
come_in_runs(const int32 *ids, int n)
{
	int			runs = 0;

	for (int start = 0; start < n; start = run_end(ids, n, start))
		runs++;
	return (int64) runs * WORTH_A_WALK < (int64) n + WORTH_A_WALK;
}

static uint64
walk(KeptQuery *query, IdSelect select, const char *column, int32 first, int32 last)
{
	const OdooSchema *s = odoo_schema();
	Datum		args[2] = {Int32GetDatum(first), Int32GetDatum(last)};

	if (query_stale(query, s->generation))
	{
		Oid			types[2] = {INT4OID, INT4OID};

		query_prepare(query, s->generation,
					  psprintf("%s WHERE %s BETWEEN $1 AND $2", select(s), column), 2, types);
	}
	return query_run(query, args, NULL, SEE_LATEST);
}

static uint64
look_for_each(KeptQuery *query, IdSelect select, const char *column, Datum ids)
{
	const OdooSchema *s = odoo_schema();

	if (query_stale(query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(query, s->generation,
					  psprintf("%s WHERE %s = ANY ($1)", select(s), column), 1, &type);
	}
	return query_run(query, &ids, NULL, SEE_LATEST);
}

static void
read_rows(uint64 rows, RowReader read, void *arg)
{
	ResultRow	row;

	for (uint64 i = 0; i < rows; i++)
	{
		result_row(i, &row);
		read(&row, arg);
	}
}

void
query_by_ids(IdQuery *query, IdSelect select, const char *column, const int32 *ids, int n,
			 RowReader read, void *arg)
{
	QueryScope	scope;

	if (n == 0)
		return;
	query_begin(&scope, odoo_schema()->owner);
	if (come_in_runs(ids, n))
	{
		for (int start = 0, end; start < n; start = end)
		{
			end = run_end(ids, n, start);
			read_rows(walk(&query->span, select, column, ids[start], ids[end - 1]), read, arg);
		}
	}
	else
		read_rows(look_for_each(&query->list, select, column, int_array(ids, n)), read, arg);
	query_end(&scope);
}

static int
compare_ids(const void *a, const void *b)
{
	int32		x = *(const int32 *) a;
	int32		y = *(const int32 *) b;

	return (x > y) - (x < y);
}

int
unique_ids(int32 *ids, int n)
{
	int			kept = 0;

	qsort(ids, n, sizeof(int32), compare_ids);
	for (int i = 0; i < n; i++)
	{
		if (kept == 0 || ids[kept - 1] != ids[i])
			ids[kept++] = ids[i];
	}
	return kept;
}

int
find_id(const int32 *ids, int n, int32 id)
{
	const int32 *found = bsearch(&id, ids, n, sizeof(int32), compare_ids);

	return found == NULL ? -1 : (int) (found - ids);
}
