/*-------------------------------------------------------------------------
 * bridge.c
 *		Lets our SQL functions reach Odoo's tables without lending them our
 *		rights, and our own tables as they are by now: one statement, run as the
 *		owner of the tables, with the latest snapshot.
 *
 * Under REPEATABLE READ, Odoo's level, a PL/pgSQL function sees the state of
 * the transaction's start: it would decide a request that somebody else has
 * decided meanwhile. What latest() runs sees what is committed by now, and so
 * do the STABLE functions it calls: they share its snapshot.
 *
 * Odoo's role owns its tables and may put a view with functions of its own
 * behind any of their names. Such code runs here with that role's rights, in a
 * restricted operation that can leave nothing behind (see query.c).
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/lsyscache.h"
#include "utils/snapmgr.h"

#include "odoo/query.h"
#include "odoo/schema.h"

/* Whatever else of Odoo may be missing: its screens can be taken down without it. */
static Oid
odoo_owner(void)
{
	const OdooSchema *s = odoo_schema();

	if (!OidIsValid(s->owner))
		ereport(ERROR, (errcode(ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE),
						errmsg("Odoo is not installed in this database: %s is missing", s->missing)));
	return s->owner;
}

/*
 * Run the statement as a role, with args as $1, and collect its rows in a JSON
 * array that lives in cxt. Planned anew each time: none of the callers is in a
 * hurry.
 */
static Datum
run_as(Oid role, const char *query, Datum args, QuerySnapshot see, MemoryContext cxt)
{
	Oid			type = JSONBOID;
	SPIPlanPtr	plan;
	QueryScope	scope;
	MemoryContext old;
	Datum		result;
	bool		isnull;

	query_begin(&scope, role);
	plan = SPI_prepare(psprintf("WITH q AS (%s) SELECT COALESCE(jsonb_agg(to_jsonb(q)), '[]') FROM q",
								query),
					   1, &type);
	if (plan == NULL)
		elog(ERROR, "could not prepare: %s", SPI_result_code_string(SPI_result));
	(void) query_execute(plan, &args, NULL, see);
	old = MemoryContextSwitchTo(cxt);
	result = PointerGetDatum(PG_DETOAST_DATUM_COPY(SPI_getbinval(SPI_tuptable->vals[0],
																 SPI_tuptable->tupdesc, 1, &isnull)));
	MemoryContextSwitchTo(old);
	query_end(&scope);
	return result;
}

PG_FUNCTION_INFO_V1(inventory_gov_odoo_run);

/* odoo_run(query, args): rows of the statement as a JSON array */
Datum
inventory_gov_odoo_run(PG_FUNCTION_ARGS)
{
	MemoryContext cxt = CurrentMemoryContext;

	PG_RETURN_DATUM(run_as(odoo_owner(), text_to_cstring(PG_GETARG_TEXT_PP(0)),
						   PG_GETARG_DATUM(1), SEE_LATEST, cxt));
}

PG_FUNCTION_INFO_V1(inventory_gov_odoo_before);

/* odoo_before(query, args): the same as it was before this transaction did anything */
Datum
inventory_gov_odoo_before(PG_FUNCTION_ARGS)
{
	MemoryContext cxt = CurrentMemoryContext;

	PG_RETURN_DATUM(run_as(odoo_owner(), text_to_cstring(PG_GETARG_TEXT_PP(0)),
						   PG_GETARG_DATUM(1), SEE_BEFORE, cxt));
}

PG_FUNCTION_INFO_V1(inventory_gov_latest);

/* latest(query, args): the same over our own tables */
Datum
inventory_gov_latest(PG_FUNCTION_ARGS)
{
	MemoryContext cxt = CurrentMemoryContext;

	PG_RETURN_DATUM(run_as(extension_owner(), text_to_cstring(PG_GETARG_TEXT_PP(0)),
						   PG_GETARG_DATUM(1), SEE_LATEST, cxt));
}

PG_FUNCTION_INFO_V1(inventory_gov_odoo_has);

/* odoo_has(table, column): is it there? column null: the table alone */
Datum
inventory_gov_odoo_has(PG_FUNCTION_ARGS)
{
	Oid			relid;

	if (PG_ARGISNULL(0))
		PG_RETURN_BOOL(false);
	relid = odoo_table(text_to_cstring(PG_GETARG_TEXT_PP(0)));
	if (!OidIsValid(relid) || PG_ARGISNULL(1))
		PG_RETURN_BOOL(OidIsValid(relid));
	PG_RETURN_BOOL(get_attnum(relid, text_to_cstring(PG_GETARG_TEXT_PP(1))) > 0);
}
