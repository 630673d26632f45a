/*-------------------------------------------------------------------------
 * recorder_commit.c
 *		The recorder's transaction: calls inventory_gov.record() for every
 *		record of a batch and commits them together.
 *-------------------------------------------------------------------------
 */
#include "compat.h"

#include "access/xact.h"
#include "catalog/pg_type.h"
#include "utils/builtins.h"
#include "utils/jsonb.h"
#include "utils/memutils.h"
#include "utils/snapmgr.h"

#include "record/recorder_commit.h"
#include "worker/desk_call.h"
#include "worker/own_function.h"

static OwnFunction
find_record_function(MemoryContext context)
{
	Oid			types[2] = {UUIDOID, JSONBOID};
	OwnFunction found;

	if (!own_function_find(&found, "record", 2, types, context))
		ereport(ERROR,
				(errcode(ERRCODE_UNDEFINED_FUNCTION),
				 errmsg("extension inventory_gov is not installed in this database")));
	return found;
}

/* The reference that record() answers with, in the batch's memory. */
static char *
call_record_function(OwnFunction *function, RecorderPiece *piece, MemoryContext context)
{
	LOCAL_FCINFO(fcinfo, 2);
	Datum		answer;
	char	   *reference = NULL;

	/* A snapshot of its own, so that it sees what the one before inserted. */
	CommandCounterIncrement();
	PushActiveSnapshot(GetTransactionSnapshot());

	InitFunctionCallInfoData(*fcinfo, &function->fmgr, 2, InvalidOid, NULL, NULL);
	fcinfo->args[0].value = UUIDPGetDatum(&piece->slot->key);
	fcinfo->args[0].isnull = false;
	fcinfo->args[1].value = DirectFunctionCall1(jsonb_in, CStringGetDatum(piece->payload));
	fcinfo->args[1].isnull = false;
	answer = FunctionCallInvoke(fcinfo);
	if (!fcinfo->isnull)
		reference = MemoryContextStrdup(context, TextDatumGetCString(answer));

	PopActiveSnapshot();
	return reference ? reference : "";
}

/* The transaction. Raises what goes wrong. */
static void
record_in_transaction(RecorderBatch *batch, MemoryContext context)
{
	OwnFunction function;
	FormerUser	former;

	SetCurrentStatementStartTimestamp();
	StartTransactionCommand();
	PushActiveSnapshot(GetTransactionSnapshot());
	function = find_record_function(context);
	PopActiveSnapshot();

	former = own_function_begin(&function);
	for (int i = 0; i < batch->count; i++)
	{
		RecorderPiece *piece = &batch->pieces[i];

		if (piece->payload)
			piece->reference = call_record_function(&function, piece, context);
		/* A request: somebody is to be told. */
		if (piece->payload && piece->reference[0] != '\0')
			desk_call_at_commit();
	}
	own_function_end(former);

	CommitTransactionCommand();
}

char *
recorder_commit(RecorderBatch *batch, MemoryContext context, bool log_error)
{
	char	   *volatile reason = NULL;

	PG_TRY();
	{
		record_in_transaction(batch, context);
	}
	PG_CATCH();
	{
		ErrorData  *error;

		HOLD_INTERRUPTS();
		MemoryContextSwitchTo(context);
		error = CopyErrorData();
		if (log_error)
			EmitErrorReport();
		FlushErrorState();
		AbortCurrentTransaction();
		reason = error->message ? error->message : "unknown error";
		RESUME_INTERRUPTS();
	}
	PG_END_TRY();

	MemoryContextSwitchTo(context);
	return reason;
}
