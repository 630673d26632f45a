/*-------------------------------------------------------------------------
 * ui_write.c
 *		What a user writes in one of the views published to Odoo reaches our
 *		SQL functions through here, and their refusal reaches him as a dialog.
 *
 * Odoo turns exactly SQLSTATE class 23 into a dialog, and shows all that the
 * server says, context lines included. So errors about what was entered get a
 * code of that class on their way out, and no error carries a context or a hint
 * that names our functions.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "catalog/pg_type.h"
#include "commands/trigger.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/rel.h"

#include "desk/boundary.h"
#include "odoo/query.h"

/* Errors about input; all others say that something else is wrong, and keep their code. */
static bool
is_about_input(int sqlerrcode)
{
	return ERRCODE_TO_CATEGORY(sqlerrcode) == ERRCODE_DATA_EXCEPTION ||
		sqlerrcode == ERRCODE_NO_DATA_FOUND || sqlerrcode == ERRCODE_RAISE_EXCEPTION;
}

/*
 * To be called in PG_CATCH. The transaction is lost anyway: the error goes on,
 * as it is meant to be seen.
 */
void
rethrow_for_odoo(MemoryContext cxt)
{
	ErrorData  *error;

	MemoryContextSwitchTo(cxt);
	error = CopyErrorData();
	FlushErrorState();
	if (is_about_input(error->sqlerrcode))
		error->sqlerrcode = ERRCODE_CHECK_VIOLATION;
	error->context = NULL;
	/* what to call at a terminal helps nobody who sits at a form */
	if (error->hint && strstr(error->hint, "inventory_gov."))
		error->hint = NULL;
	ReThrowError(error);
}

static Datum
row_as_json(HeapTuple tuple, TupleDesc desc, bool *isnull)
{
	*isnull = tuple == NULL;
	return tuple ? heap_copy_tuple_as_datum(tuple, desc) : (Datum) 0;
}

static const char *
operation_name(TriggerEvent event)
{
	return TRIGGER_FIRED_BY_INSERT(event) ? "insert"
		: TRIGGER_FIRED_BY_UPDATE(event) ? "update" : "delete";
}

/*
 * Hand both rows to ui_apply() as our owner. It answers with the new row: an
 * INSERT tells Odoo its id by it. The plan is per row type, so made each time;
 * people click, not machines.
 */
static HeapTuple
apply(TriggerData *trigdata, HeapTuple old, HeapTuple new)
{
	Relation	view = trigdata->tg_relation;
	Oid			types[4] = {TEXTOID, TEXTOID, view->rd_rel->reltype, view->rd_rel->reltype};
	Datum		args[4];
	char		nulls[4] = {' ', ' ', ' ', ' '};
	bool		isnull;
	MemoryContext cxt = CurrentMemoryContext;
	HeapTuple	result = NULL;
	QueryScope	scope;

	args[0] = CStringGetTextDatum(RelationGetRelationName(view));
	args[1] = CStringGetTextDatum(operation_name(trigdata->tg_event));
	args[2] = row_as_json(old, view->rd_att, &isnull);
	nulls[2] = isnull ? 'n' : ' ';
	args[3] = row_as_json(new, view->rd_att, &isnull);
	nulls[3] = isnull ? 'n' : ' ';
	query_begin(&scope, extension_owner());
	if (SPI_execute_with_args("SELECT r.* FROM jsonb_populate_record(COALESCE($4, $3),"
							  " inventory_gov.ui_apply($1, $2, to_jsonb($3), to_jsonb($4))) r",
							  4, types, args, nulls, false, 1) != SPI_OK_SELECT)
		elog(ERROR, "ui_apply() failed");
	if (SPI_processed == 1)
	{
		MemoryContext spi_cxt = MemoryContextSwitchTo(cxt);

		result = heap_copytuple(SPI_tuptable->vals[0]);
		MemoryContextSwitchTo(spi_cxt);
	}
	query_end(&scope);
	return result;
}

static HeapTuple
apply_for_odoo(TriggerData *trigdata, HeapTuple old, HeapTuple new)
{
	MemoryContext cxt = CurrentMemoryContext;
	HeapTuple volatile result = NULL;

	PG_TRY();
	{
		result = apply(trigdata, old, new);
	}
	PG_CATCH();
	{
		rethrow_for_odoo(cxt);
	}
	PG_END_TRY();
	return result;
}

PG_FUNCTION_INFO_V1(inventory_gov_ui_write);

/* INSTEAD OF INSERT OR UPDATE OR DELETE FOR EACH ROW on a published view. */
Datum
inventory_gov_ui_write(PG_FUNCTION_ARGS)
{
	TriggerData *trigdata = (TriggerData *) fcinfo->context;
	HeapTuple	tuple;

	if (!CALLED_AS_TRIGGER(fcinfo) || !TRIGGER_FIRED_INSTEAD(trigdata->tg_event))
		ereport(ERROR, (errcode(ERRCODE_E_R_I_E_TRIGGER_PROTOCOL_VIOLATED),
						errmsg("ui_write() can only be called as an INSTEAD OF trigger")));
	tuple = trigdata->tg_trigtuple;
	if (TRIGGER_FIRED_BY_INSERT(trigdata->tg_event))
		return PointerGetDatum(apply_for_odoo(trigdata, NULL, tuple));
	if (TRIGGER_FIRED_BY_UPDATE(trigdata->tg_event))
		return PointerGetDatum(apply_for_odoo(trigdata, tuple, trigdata->tg_newtuple));
	(void) apply_for_odoo(trigdata, tuple, NULL);
	return PointerGetDatum(tuple);
}
