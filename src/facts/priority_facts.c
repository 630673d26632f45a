/*-------------------------------------------------------------------------
 * priority_facts.c
 *		Facts of priority_change: how many transfers its user has raised to
 *		urgent within 24 hours, and which earlier ones wait for the same goods.
 *
 * Kept in a table of our own: Odoo's rows name who wrote them last. Where an
 * active policy limits a day whoever raises takes a lock, so that of two
 * transactions the second sees the first. For a policy in shadow nobody waits.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include <math.h>

#include "catalog/pg_type.h"

#include "controls/outbound.h"
#include "facts/outbound_facts.h"
#include "odoo/advisory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* The transfers raised, each once; those whose move alone was written may be urgent by their transfer. */
static int
distinct_raises(const PriorityRaise *raises, int n, PriorityRaise *out)
{
	int			count = 0;

	for (int i = 0; i < n; i++)
	{
		int			j = 0;

		while (j < count && out[j].picking_id != raises[i].picking_id)
			j++;
		if (j == count)
			out[count++] = raises[i];
		else if (!raises[i].of_move)
			out[j] = raises[i];
	}
	return count;
}

static Datum
picking_ids(const PriorityRaise *raises, int n)
{
	int32	   *ids = palloc(sizeof(int32) * Max(n, 1));

	for (int i = 0; i < n; i++)
		ids[i] = raises[i].picking_id;
	return int_array(ids, n);
}

static int
compare_actors(const void *a, const void *b)
{
	int32		x = ((const PriorityRaise *) a)->actor_id;
	int32		y = ((const PriorityRaise *) b)->actor_id;

	return (x > y) - (x < y);
}

/* In ascending order, which prevents deadlocks; a lock that is held is taken again. */
static void
lock_users(PriorityRaise *raises, int n)
{
	qsort(raises, n, sizeof(PriorityRaise), compare_actors);
	for (int i = 0; i < n; i++)
	{
		if (i == 0 || raises[i].actor_id != raises[i - 1].actor_id)
			advisory_lock(LOCK_PRIORITY_OF_USER, (uint32) raises[i].actor_id, ExclusiveLock);
	}
}

/* Notes what is new of them, and what each user has raised within 24 hours. */
static void
log_raises(const PriorityRaise *raises, int n, double *day)
{
	static KeptQuery insert;
	static KeptQuery sum;
	int32	   *actors = palloc(sizeof(int32) * Max(n, 1));
	int32	   *companies = palloc(sizeof(int32) * Max(n, 1));
	Oid			types[3] = {INT4ARRAYOID, INT4ARRAYOID, INT4ARRAYOID};
	Datum		args[3];
	QueryScope	scope;
	uint64		rows;

	for (int i = 0; i < n; i++)
	{
		actors[i] = raises[i].actor_id;
		companies[i] = raises[i].company_id;
	}
	args[0] = int_array(actors, n);
	args[1] = int_array(companies, n);
	args[2] = picking_ids(raises, n);
	query_begin(&scope, extension_owner());
	if (query_stale(&insert, 1))
		query_prepare(&insert, 1,
					  "INSERT INTO inventory_gov.priority_log (actor_id, company_id, picking_id)"
					  " SELECT * FROM unnest($1, $2, $3)", 3, types);
	(void) query_run(&insert, args, NULL, SEE_LATEST);
	if (query_stale(&sum, 1))
		query_prepare(&sum, 1,
					  "SELECT u.ord::int4, (SELECT count(DISTINCT l.picking_id) FROM inventory_gov.priority_log l"
					  "  WHERE l.actor_id = u.actor_id AND l.company_id = u.company_id"
					  "  AND l.at > clock_timestamp() - interval '24 hours')::float8"
					  " FROM unnest($1, $2) WITH ORDINALITY u(actor_id, company_id, ord)", 2, types);
	rows = query_run(&sum, args, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
		day[result_int(i, 1) - 1] = result_float(i, 2);
	query_end(&scope);
}

/* ---- who waits ---- */

/*
 * Columns: ordinal, number of transfers, three of their names, all (20 at most)
 * as JSON. Planned earlier, not urgent themselves, and short of goods that the
 * urgent one takes from the same place.
 */
static char *
displaced_query(void)
{
	return "SELECT u.ord::int4, count(w.id)::int4,"
		" (SELECT string_agg(x, ', ') FROM unnest((array_agg(w.name ORDER BY w.planned, w.id))[1:3]) x),"
		" (SELECT jsonb_agg(x) FROM unnest((array_agg(jsonb_build_object('transfer', w.name, 'planned', w.planned,"
		"  'products', w.products) ORDER BY w.planned, w.id))[1:20]) x)::text"
		" FROM unnest($1) WITH ORDINALITY u(id, ord)"
		" LEFT JOIN LATERAL (SELECT k.id, k.name, min(o.date) AS planned, array_agg(DISTINCT o.product_id) AS products"
		"  FROM " ODOO_SCHEMA ".stock_move m"
		"  JOIN " ODOO_SCHEMA ".stock_move o ON o.product_id = m.product_id AND o.location_id = m.location_id"
		"   AND o.state IN ('confirmed', 'waiting', 'partially_available') AND o.date < m.date"
		"  JOIN " ODOO_SCHEMA ".stock_picking k ON k.id = o.picking_id AND k.id <> m.picking_id"
		"   AND COALESCE(k.priority, '0') <> '1'"
		"  WHERE m.picking_id = u.id AND m.state NOT IN ('done', 'cancel')"
		"  GROUP BY k.id, k.name) w ON true"
		" GROUP BY u.ord";
}

static void
load_displaced(const PriorityRaise *raises, int n, Fact **facts)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	Datum		arg = picking_ids(raises, n);
	QueryScope	scope;
	uint64		rows;

	query_begin(&scope, s->owner);
	if (query_stale(&query, s->generation))
	{
		Oid			type = INT4ARRAYOID;

		query_prepare(&query, s->generation, displaced_query(), 1, &type);
	}
	rows = query_run(&query, &arg, NULL, SEE_LATEST);
	for (uint64 i = 0; i < rows; i++)
	{
		Fact	   *f = facts[result_int(i, 1) - 1];

		f->measured[PRIORITY_DISPLACED] = result_int(i, 2);
		f->words[PRIORITY_NAMES] = result_text(i, 3, cxt);
		if (result_int(i, 2) > 0)
		{
			MemoryContext spi = MemoryContextSwitchTo(cxt);

			f->details = psprintf("{\"displaced\":%s}", result_text(i, 4, cxt));
			MemoryContextSwitchTo(spi);
		}
	}
	query_end(&scope);
}

/* ---- facts ---- */

static Fact *
make_fact(const PriorityRaise *raise)
{
	Fact	   *f = fact_new(&priority_change);

	f->model = "stock.picking";
	f->record_id = f->picking_id = raise->picking_id;
	f->subject = psprintf("stock.picking:%d", raise->picking_id);
	f->scope.company_id = raise->company_id;
	f->scope.operation_type_id = raise->picking_type_id;
	f->location_id = raise->location_id;
	f->actor_id = raise->actor_id;
	f->actual = f->deviation = 1;
	return f;
}

static bool
breaks_any(const FactRequest *request, const Fact *f)
{
	return may_break(request, PRIORITY_DAY, f->measured[PRIORITY_DAY]) ||
		may_break(request, PRIORITY_DISPLACED, f->measured[PRIORITY_DISPLACED]);
}

List *
priority_facts(const FactRequest *request, const PriorityRaise *all, int n)
{
	PriorityRaise *raises = palloc(sizeof(PriorityRaise) * Max(n, 1));
	Fact	  **facts = palloc(sizeof(Fact *) * Max(n, 1));
	double	   *day = palloc0(sizeof(double) * Max(n, 1));
	int			count = distinct_raises(all, n, raises);
	List	   *kept = NIL;
	ListCell   *lc;

	if (count == 0)
		return NIL;
	if (!isnan(request->active_floors[PRIORITY_DAY]))
		lock_users(raises, count);
	log_raises(raises, count, day);
	for (int i = 0; i < count; i++)
	{
		facts[i] = make_fact(&raises[i]);
		facts[i]->measured[PRIORITY_DAY] = day[i];
	}
	load_displaced(raises, count, facts);
	for (int i = 0; i < count; i++)
	{
		if (breaks_any(request, facts[i]))
			kept = lappend(kept, facts[i]);
	}
	facts_describe(kept, request->want_groups);
	foreach(lc, kept)
	{
		Fact	   *f = lfirst(lc);

		f->words[PRIORITY_ACTOR] = f->actor_name;
	}
	return kept;
}
