/*-------------------------------------------------------------------------
 * scrap_log.c
 *		What users have scrapped, and when, added up over 24 hours.
 *
 * Kept in a table of our own: Odoo's rows name who wrote them last, and their
 * dates can be written. Where an active policy limits a day whoever scraps takes
 * a lock, so that of two transactions the second sees the first; with it the
 * latest snapshot adds up right. For a policy in shadow nobody waits.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"
#include "utils/array.h"

#include "controls/scrap.h"
#include "facts/scrap_log.h"
#include "odoo/advisory.h"
#include "odoo/query.h"

static Datum
float_array(const double *values, int n)
{
	Datum	   *elems = palloc(sizeof(Datum) * Max(n, 1));

	for (int i = 0; i < n; i++)
		elems[i] = Float8GetDatum(values[i]);
	return PointerGetDatum(construct_array(elems, n, FLOAT8OID, 8, FLOAT8PASSBYVAL,
										   TYPALIGN_DOUBLE));
}

#define LOG_ARGS 6

static void
log_scraps(const ScrapLine *lines, int n)
{
	static KeptQuery query;
	Datum		args[LOG_ARGS];
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	double	   *figures = palloc(sizeof(double) * Max(n, 1));
	QueryScope	scope;

	for (int a = 0; a < LOG_ARGS; a++)
	{
		for (int i = 0; i < n; i++)
		{
			const Fact *f = lines[i].fact;

			if (a >= 4)
				figures[i] = fabs(a == 4 ? f->deviation : f->value);
			else
				ids[i] = a == 0 ? f->actor_id : a == 1 ? f->scope.company_id
					: a == 2 ? lines[i].line.move_id : f->scope.product_id;
		}
		args[a] = a >= 4 ? float_array(figures, n) : int_array(ids, n);
	}
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[LOG_ARGS] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID,
		FLOAT8ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.scrap_log (actor_id, company_id, move_id, product_id, qty, value)"
					  " SELECT * FROM unnest($1, $2, $3, $4, $5, $6)", LOG_ARGS, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

/*
 * A scrap that was corrected downwards, or undone: less was scrapped by whom,
 * and when, it was scrapped. What was never logged cannot be taken back.
 */
void
scrap_log_corrections(const AdjustLine *lines, int n)
{
	static KeptQuery query;
	Datum		args[2];
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));
	double	   *back = palloc(sizeof(double) * Max(n, 1));
	int			count = 0;
	QueryScope	scope;

	for (int i = 0; i < n; i++)
	{
		if (lines[i].delta <= 0)
			continue;
		ids[count] = lines[i].move_id;
		back[count++] = lines[i].delta;
	}
	if (count == 0)
		return;
	args[0] = int_array(ids, count);
	args[1] = float_array(back, count);
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[2] = {INT4ARRAYOID, FLOAT8ARRAYOID};

		query_prepare(&query, 1,
					  "INSERT INTO inventory_gov.scrap_log (at, actor_id, company_id, move_id, product_id, qty, value)"
					  " SELECT l.at, l.actor_id, l.company_id, l.move_id, l.product_id, -u.qty, -u.qty * l.value / l.qty"
					  " FROM unnest($1, $2) u(move_id, qty)"
					  " CROSS JOIN LATERAL (SELECT * FROM inventory_gov.scrap_log s"
					  "  WHERE s.move_id = u.move_id AND s.qty > 0 ORDER BY s.id DESC LIMIT 1) l",
					  2, types);
	}
	(void) query_run(&query, args, NULL, SEE_LATEST);
	query_end(&scope);
}

static int
compare_ids(const void *a, const void *b)
{
	int32		x = *(const int32 *) a;
	int32		y = *(const int32 *) b;

	return (x > y) - (x < y);
}

/* In ascending order, which prevents deadlocks; a lock that is held is taken again. */
static void
lock_users(const ScrapLine *lines, int n)
{
	int32	   *users = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		users[i] = lines[i].line.actor_id;
	qsort(users, n, sizeof(int32), compare_ids);
	for (int i = 0; i < n; i++)
	{
		if (i == 0 || users[i] != users[i - 1])
			advisory_lock(LOCK_SCRAPS_OF_USER, (uint32) users[i], ExclusiveLock);
	}
}

/* What the users have scrapped within 24 hours, by the log, without these moves. */
static void
sum_log(ScrapLine *lines, int n, Datum without)
{
	static KeptQuery query;
	int32	   *users = palloc(sizeof(int32) * n);
	int32	   *companies = palloc(sizeof(int32) * n);
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		users[i] = lines[i].line.actor_id;
		companies[i] = lines[i].fact->scope.company_id;
	}
	args[0] = int_array(users, n);
	args[1] = int_array(companies, n);
	args[2] = without;
	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
	{
		Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, 1,
					  "SELECT u.ord::int4, COALESCE(d.qty, 0)::float8, COALESCE(d.value, 0)::float8"
					  " FROM unnest($1, $2) WITH ORDINALITY u(actor_id, company_id, ord)"
					  " CROSS JOIN LATERAL (SELECT sum(l.qty) AS qty, sum(l.value) AS value"
					  "  FROM inventory_gov.scrap_log l"
					  "  WHERE l.actor_id = u.actor_id AND l.company_id = u.company_id"
					  "  AND l.at > clock_timestamp() - interval '24 hours' AND l.move_id <> ALL ($3)) d",
					  3, types);
	}
	rows = query_run(&query, args, NULL, SEE_LATEST);
	for (uint64 r = 0; r < rows; r++)
	{
		Fact	   *f = lines[result_int(r, 1) - 1].fact;

		f->measured[SCRAP_DAY_QTY] = result_float(r, 2);
		f->measured[SCRAP_DAY_VALUE] = result_float(r, 3);
	}
	query_end(&scope);
}

/* explain(): a scrap that is not done is in no log, and one that is must not count twice. */
static void
project_day(ScrapLine *lines, int n)
{
	int32	   *moves = palloc(sizeof(int32) * n);

	for (int i = 0; i < n; i++)
		moves[i] = lines[i].line.move_id;
	sum_log(lines, n, int_array(moves, n));
	for (int i = 0; i < n; i++)
	{
		for (int j = 0; j < n; j++)
		{
			lines[i].fact->measured[SCRAP_DAY_QTY] += fabs(lines[j].fact->deviation);
			lines[i].fact->measured[SCRAP_DAY_VALUE] += fabs(lines[j].fact->value);
		}
	}
}

static bool
limits_day(const double *floors)
{
	return !isnan(floors[SCRAP_DAY_QTY]) || !isnan(floors[SCRAP_DAY_VALUE]);
}

void
scrap_log_day(const FactRequest *request, ScrapLine *lines, int n)
{
	bool		limited = limits_day(request->floors);

	if (request->explain)
	{
		if (limited)
			project_day(lines, n);
		return;
	}
	if (limits_day(request->active_floors))
		lock_users(lines, n);
	log_scraps(lines, n);
	if (limited)
		sum_log(lines, n, int_array(NULL, 0));
}
