/*-------------------------------------------------------------------------
 * maintenance_facts.c
 *		Facts about goods that pass places whose equipment is under maintenance.
 *
 * Which equipment stands where is said by declare_equipment_place(), and from
 * Odoo 19 on by the equipment itself. What is open is read anew for each
 * statement: it is little, and the lines are held against it in memory.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "lib/stringinfo.h"
#include "utils/builtins.h"

#include "controls/maintenance.h"
#include "facts/maintenance_facts.h"
#include "odoo/directory.h"
#include "odoo/query.h"
#include "odoo/schema.h"

/* A place, with what is open there. */
typedef struct ClosedPlace
{
	int32		location_id;
	int			corrective;
	int			all;
	const char *names;			/* of the requests */
	const char *details;
} ClosedPlace;

/* Equipment and its place, as declared: two arrays of ids; how many they are. */
static int
load_declared(Datum *equipment, Datum *places)
{
	static KeptQuery query;
	MemoryContext cxt = CurrentMemoryContext;
	QueryScope	scope;
	uint64		rows;
	int32	   *ids;
	int32	   *where;

	query_begin(&scope, extension_owner());
	if (query_stale(&query, 1))
		query_prepare(&query, 1, "SELECT p.equipment_id, p.location_id FROM inventory_gov.equipment_place p"
					  " WHERE p.ended_at IS NULL", 0, NULL);
	rows = query_run(&query, NULL, NULL, SEE_LATEST);
	ids = MemoryContextAlloc(cxt, sizeof(int32) * Max(rows, 1));
	where = MemoryContextAlloc(cxt, sizeof(int32) * Max(rows, 1));
	for (uint64 i = 0; i < rows; i++)
	{
		ids[i] = result_int(i, 1);
		where[i] = result_int(i, 2);
	}
	query_end(&scope);
	*equipment = int_array(ids, (int) rows);
	*places = int_array(where, (int) rows);
	return (int) rows;
}

/* From Odoo 19 on. */
static bool
equipment_has_places(void)
{
	static uint64 epoch = 0;
	static bool known;

	if (epoch != odoo_epoch())
		known = odoo_lacks("maintenance_equipment.location_id") == NULL;
	epoch = odoo_epoch();
	return known;
}

static char *
open_query(void)
{
	return psprintf("SELECT p.location_id,"
					" count(*) FILTER (WHERE r.maintenance_type IS DISTINCT FROM 'preventive')::int4,"
					" count(*)::int4, string_agg(e.name_text || ': ' || r.name, ', ' ORDER BY r.id),"
					" jsonb_build_object('maintenance_requests', jsonb_agg(r.id ORDER BY r.id))::text"
					" FROM (SELECT u.equipment_id, u.location_id FROM unnest($1, $2) u(equipment_id, location_id)%s) p"
					" JOIN LATERAL (SELECT x.id, COALESCE(to_jsonb(x) -> 'name' ->> 'en_US', to_jsonb(x) ->> 'name') AS name_text"
					"  FROM " ODOO_SCHEMA ".maintenance_equipment x WHERE x.id = p.equipment_id AND x.active) e ON true"
					" JOIN " ODOO_SCHEMA ".maintenance_request r ON r.equipment_id = p.equipment_id AND r.archive IS NOT TRUE"
					" LEFT JOIN " ODOO_SCHEMA ".maintenance_stage g ON g.id = r.stage_id"
					" WHERE g.done IS NOT TRUE GROUP BY p.location_id",
					equipment_has_places() ? " UNION SELECT q.id, q.location_id FROM " ODOO_SCHEMA
					".maintenance_equipment q WHERE q.location_id IS NOT NULL" : "");
}

static ClosedPlace *
load_closed(int *n)
{
	static KeptQuery query;
	const OdooSchema *s = odoo_schema();
	MemoryContext cxt = CurrentMemoryContext;
	ClosedPlace *places;
	Datum		args[2];
	QueryScope	scope;

	*n = 0;
	if (load_declared(&args[0], &args[1]) == 0 && !equipment_has_places())
		return NULL;
	query_begin(&scope, s->owner);
	if (query_stale(&query, odoo_epoch()))
	{
		Oid			types[2] = {INT4ARRAYOID, INT4ARRAYOID};

		query_prepare(&query, odoo_epoch(), open_query(), 2, types);
	}
	*n = (int) query_run(&query, args, NULL, SEE_LATEST);
	places = MemoryContextAlloc(cxt, sizeof(ClosedPlace) * Max(*n, 1));
	for (int i = 0; i < *n; i++)
	{
		places[i].location_id = result_int(i, 1);
		places[i].corrective = result_int(i, 2);
		places[i].all = result_int(i, 3);
		places[i].names = result_text(i, 4, cxt);
		places[i].details = result_text(i, 5, cxt);
	}
	query_end(&scope);
	return places;
}

static bool
lies_in(const Location *loc, int32 place)
{
	for (int i = 0; i < loc->path_length; i++)
	{
		if (loc->path[i] == place)
			return true;
	}
	return false;
}

static Fact *
make_fact(const GoodsLine *line, const ClosedPlace *place, int slot)
{
	Fact	   *f = goods_line_fact(&maintenance_gate, line, 0);

	f->subject = psprintf("stock.move:%d,place=%d,%s", line->move_id, place->location_id,
						  slot == LEAVES_PLACE ? "leaving" : "entering");
	f->model = "stock.move";
	f->record_id = line->move_id;
	f->location_id = place->location_id;
	f->measured[slot] = place->corrective;
	f->measured[WITH_PREVENTIVE + slot] = place->all;
	f->actual = f->deviation = place->all;
	f->words[0] = place->names;
	f->details = place->details;
	return f;
}

static bool
known(const List *facts, const Fact *fact)
{
	ListCell   *lc;

	foreach(lc, facts)
	{
		if (strcmp(((Fact *) lfirst(lc))->subject, fact->subject) == 0)
			return true;
	}
	return false;
}

static List *
add_line(List *facts, const FactRequest *request, const GoodsLine *line, const ClosedPlace *places,
		 int nplaces)
{
	Location	from;
	Location	to;

	directory_location(line->location_id, &from, CurrentMemoryContext);
	directory_location(line->location_dest_id, &to, CurrentMemoryContext);
	if (to.scrap)
		return facts;
	for (int i = 0; i < nplaces; i++)
	{
		bool		leaves = lies_in(&from, places[i].location_id);
		bool		enters = lies_in(&to, places[i].location_id);
		int			slot = leaves ? LEAVES_PLACE : ENTERS_PLACE;
		Fact	   *fact;

		if (leaves == enters || !may_break(request, slot, places[i].all))
			continue;
		fact = make_fact(line, &places[i], slot);
		if (!known(facts, fact))
			facts = lappend(facts, fact);
	}
	return facts;
}

/*
 * Counts and scraps tell what is there; they are no flow. Which they are is told
 * by their places, not by what the move says of itself.
 */
static bool
is_flow(const GoodsLine *line)
{
	return line->qty > 0 && line->from != USAGE_INVENTORY && line->to != USAGE_INVENTORY &&
		(usage_is_stock(line->from) || usage_is_stock(line->to));
}

List *
maintenance_facts(const FactRequest *request, const GoodsLine *lines, int n)
{
	ClosedPlace *places = NULL;
	List	   *facts = NIL;
	int			nplaces = 0;

	for (int i = 0; i < n; i++)
	{
		if (!is_flow(&lines[i]))
			continue;
		if (places == NULL)
			places = load_closed(&nplaces);
		if (nplaces == 0)
			return NIL;
		facts = add_line(facts, request, &lines[i], places, nplaces);
	}
	facts_describe(facts, request->want_groups);
	return facts;
}

bool
maintenance_asked(const FactRequest *request, const MoveEvent *events, int n)
{
	int			nplaces;

	if (n == 0)
		return false;
	(void) load_closed(&nplaces);
	return nplaces > 0;
}
